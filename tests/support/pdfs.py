"""PDFs byte by byte, small enough to be read."""

import zlib


def made(*pages: bytes, packed: bool = False) -> bytes:
    """A PDF whose pages say these words; `packed`: their content as it is given, compressed."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, words in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792]"
            b" /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (5 + 2 * number)
        )
        content = words if packed else b"BT /F1 12 Tf 72 700 Td (" + words + b") Tj ET"
        if packed:
            content = zlib.compress(content, 9)
        kind = b"/Filter /FlateDecode " if packed else b""
        objects.append(
            b"<< " + kind + b"/Length %d >>\nstream\n" % len(content) + content + b"\nendstream"
        )
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
        + b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
        + b"startxref\n%d\n%%%%EOF\n" % len(body)
    )  # fmt: skip
