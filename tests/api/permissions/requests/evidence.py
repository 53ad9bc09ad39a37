"""Citations, sources and what is kept of them; imports and exports."""

from typing import Any

SOURCE = {"url": "https://a.example/", "title": "A", "kind": "primary"}

REQUESTS: dict[tuple[str, str], tuple[str, str, Any]] = {
    ("citation", "list"): ("get", "claims/{claim}/citations/", None),
    ("citation", "create"): (
        "post", "claims/{claim}/citations/", {**SOURCE, "stance": "context"},
    ),
    ("citation", "withdraw"): ("post", "citations/{citation}/withdraw/", {"reason": "R"}),
    ("source", "list"): ("get", "sources/", None),
    ("source", "retrieve"): ("get", "sources/{source}/", None),
    ("source", "create"): ("post", "sources/", SOURCE),
    ("source", "partial_update"): ("patch", "sources/{source}/", {"title": "T"}),
    ("source", "supersede"): ("post", "sources/{source}/supersede/", {"reason": "R"}),
    ("source", "reinstate"): ("post", "sources/{marked}/reinstate/", {"reason": "R"}),
    ("supersession", "list"): ("get", "sources/{source}/supersessions/", None),
    ("import", "list"): ("get", "imports/", None),
    ("import", "retrieve"): ("get", "imports/{import}/", None),
    ("import", "create"): ("post", "imports/", {"file": b"{}"}),
    ("snapshot", "list"): ("get", "sources/{source}/snapshots/", None),
    ("snapshot", "retrieve"): ("get", "snapshots/{snapshot}/", None),
    ("snapshot", "create"): ("post", "sources/{source}/snapshots/", {}),
    ("snapshot", "text"): ("get", "snapshots/{snapshot}/text/", None),
    ("snapshot", "content"): ("get", "snapshots/{snapshot}/content/", None),
    ("snapshot", "warc"): ("get", "snapshots/{snapshot}/warc/", None),
    ("snapshot", "withdraw"): ("post", "snapshots/{snapshot}/withdraw/", {"reason": "R"}),
    ("document", "create"): ("post", "sources/{source}/documents/", {"file": b"A table"}),
    ("export", "list"): ("get", "exports/", None),
    ("export", "retrieve"): ("get", "exports/{export}/", None),
    ("export", "create"): ("post", "exports/", {"kind": "claims", "format": "csv"}),
    ("export", "cancel"): ("post", "exports/{export}/cancel/", {}),
    ("export", "download"): ("get", "exports/{export}/file/x/", None),
}  # fmt: skip
