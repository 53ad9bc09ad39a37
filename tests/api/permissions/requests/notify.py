"""Webhooks, deliveries and saved searches."""

from typing import Any

REQUESTS: dict[tuple[str, str], tuple[str, str, Any]] = {
    ("webhook", "list"): ("get", "webhooks/", None),
    ("webhook", "retrieve"): ("get", "webhooks/{webhook}/", None),
    ("webhook", "create"): ("post", "webhooks/", {"url": "https://a.example/"}),
    ("webhook", "partial_update"): ("patch", "webhooks/{webhook}/", {"description": "D"}),
    ("webhook", "destroy"): ("delete", "webhooks/{webhook}/", None),
    ("webhook", "rotate"): ("post", "webhooks/{webhook}/rotate/", {}),
    ("webhook", "pause"): ("post", "webhooks/{webhook}/pause/", {}),
    ("webhook", "resume"): ("post", "webhooks/{webhook}/resume/", {}),
    ("webhook", "ping"): ("post", "webhooks/{webhook}/ping/", {}),
    ("delivery", "list"): ("get", "webhooks/{webhook}/deliveries/", None),
    ("delivery", "retrieve"): ("get", "deliveries/{delivery}/", None),
    ("delivery", "replay"): ("post", "deliveries/{delivery}/replay/", {}),
    ("search", "list"): ("get", "searches/", None),
    ("search", "retrieve"): ("get", "searches/{search}/", None),
    ("search", "create"): (
        "post", "searches/", {"name": "N", "query": "type=law", "webhook": "{webhook}"},
    ),
    ("search", "partial_update"): ("patch", "searches/{search}/", {"paused": True}),
    ("search", "destroy"): ("delete", "searches/{search}/", None),
    ("match", "list"): ("get", "searches/{search}/matches/", None),
}  # fmt: skip
