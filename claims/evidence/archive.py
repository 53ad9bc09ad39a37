"""A page as a WARC file (ISO 28500), as archives keep and replay it. Workers only."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from api.outbound import Answer

#: The body is written without these wrappings of the wire, so their headers get another name.
_OF_THE_WIRE = frozenset({"transfer-encoding"})


def warc(answer: Answer, retrieved_at: datetime, software: str) -> bytes:
    """A gzipped WARC: who made it, and the response with its body as it was sent."""
    stream = BytesIO()
    writer = WARCWriter(stream, gzip=True)
    day = retrieved_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    writer.write_record(
        writer.create_warcinfo_record("page.warc.gz", {"software": software, "format": "WARC 1.0"})
    )
    headers = [
        (f"X-Archive-Orig-{name}" if name.lower() in _OF_THE_WIRE else name, value)
        for name, value in answer.headers
    ]
    status = f"{answer.status} {answer.reason}".strip()
    writer.write_record(
        writer.create_warc_record(
            answer.url,
            "response",
            payload=BytesIO(answer.sent),
            http_headers=StatusAndHeaders(status, headers, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": day, "WARC-IP-Address": answer.address},
        )
    )
    return stream.getvalue()
