"""The archive as a DataFeed of ClaimReview (schema.org): what can be imported elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from claims.archive.models import FactCheck

_READ_AT_ONCE = 500


def data_feed() -> dict[str, Any]:
    """Everything that is shown, in the order of pages' addresses: same data, same feed."""
    return {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "dataFeedElement": list(_elements()),
    }


def _elements() -> Iterator[dict[str, Any]]:
    rows = FactCheck.objects.shown().order_by("page__url", "position", "pk")
    for markup in rows.values_list("markup", flat=True).iterator(chunk_size=_READ_AT_ONCE):
        yield {"@type": "DataFeedItem", "item": [{"@type": "ClaimReview", **markup}]}
