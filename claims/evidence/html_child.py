"""Reads an HTML page from standard input and writes what it says; run by claims.evidence only.

    python -I html_child.py SECONDS MEMORY CHARACTERS URL < page.html

Writes JSON, one object a line, as soon as each is found: who is killed on the way has said the
lines before. Imports nothing of the application: what a hostile page may reach is this process.
"""

import json
import logging
import resource
import sys

import trafilatura
from trafilatura.metadata import extract_metadata


def main(seconds: int, memory: int, characters: int, url: str) -> None:
    """Raises whatever trafilatura does; the exit code tells."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    logging.disable()
    page = sys.stdin.buffer.read().decode()
    whole = trafilatura.html2txt(page) or ""
    say(whole=whole[:characters])
    # Only dates that the page states: a guess from its address or its words is no evidence.
    found = extract_metadata(
        page, default_url=url, date_config={"extensive_search": False, "original_date": True}
    )
    if found:
        say(title=found.title or "", publisher=found.sitename or "", day=found.date or "")
    text = trafilatura.extract(page, url=url, favor_recall=True, include_comments=False) or ""
    say(main=text[:characters])


def say(**found: str) -> None:
    """Half characters, which only an entity can make, become question marks."""
    plain = {name: text.encode(errors="replace").decode() for name, text in found.items()}
    sys.stdout.write(json.dumps(plain) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    most_seconds, most_memory, most_characters = (int(said) for said in sys.argv[1:4])
    main(most_seconds, most_memory, most_characters, sys.argv[4])
