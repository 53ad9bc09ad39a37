"""Reads a PDF from standard input and writes its words; run by claims.evidence.pdf only.

    python -I pdf_child.py SECONDS MEMORY PAGES CHARACTERS < file.pdf > words.txt

Imports nothing of the application: what a hostile file may reach is this process.
"""

import io
import logging
import resource
import sys
from itertools import islice

from pypdf import PdfReader


def main(seconds: int, memory: int, pages: int, characters: int) -> None:
    """Raises whatever pypdf does; the exit code tells."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    logging.disable()  # one line for each oddity of a file
    reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()))
    left = characters
    for page in islice(reader.pages, pages):
        text = page.extract_text()[:left].replace("\0", "\ufffd")
        sys.stdout.buffer.write(text.encode(errors="replace") + b"\n")
        left -= len(text)
        if left <= 0:
            break


if __name__ == "__main__":
    main(*(int(said) for said in sys.argv[1:5]))
