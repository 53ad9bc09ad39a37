"""Transcripts, their segments and runs, speakers."""

from typing import Any

TEXT = {"text": "Anna Berg: We built 4,120 homes.\n"}

REQUESTS: dict[tuple[str, str], tuple[str, str, Any]] = {
    ("transcript", "list"): ("get", "transcripts/", None),
    ("transcript", "retrieve"): ("get", "transcripts/{transcript}/", None),
    ("transcript", "create"): ("post", "transcripts/", TEXT),
    ("transcript", "partial_update"): ("patch", "transcripts/{transcript}/", {"title": "T"}),
    ("transcript", "withdraw"): ("post", "transcripts/{transcript}/withdraw/", {"reason": "R"}),
    ("segment", "list"): ("get", "transcripts/{transcript}/segments/", None),
    ("run", "list"): ("get", "runs/", None),
    ("run", "retrieve"): ("get", "runs/{run}/", None),
    ("run", "create"): ("post", "transcripts/{transcript}/runs/", {}),
    ("run", "cancel"): ("post", "runs/{run}/cancel/", {}),
    ("run", "replay"): ("post", "runs/{run}/replay/", {}),
    ("speaker", "list"): ("get", "speakers/", None),
}  # fmt: skip
