"""What a gate rule reads and answers."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.timezone import now

from claims.models import Claim, RatingLevel, Verdict
from claims.publishing import jsonld
from claims.publishing.checks import Check
from claims.publishing.copies import copies_of


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing missing. `code` never changes its meaning; `pointer` names the field to go to.

    With `blocks` false it is advice: the check may be published as it is.
    """

    code: str
    detail: str
    pointer: str
    blocks: bool = True

    def as_dict(self) -> dict[str, str]:
        return {"code": self.code, "detail": self.detail, "pointer": self.pointer}


@dataclass(frozen=True, slots=True)
class Markup:
    """A ClaimReview, and what it is held against: the publisher's host, the labels of its scale."""

    document: Mapping[str, Any]
    host: str
    labels: frozenset[str]

    @classmethod
    def of(cls, claim: Claim, verdict: Verdict) -> Markup:
        """As the verdict would be published now."""
        copied = copy.copy(verdict)
        for name, value in {**copies_of(claim), "published_at": now()}.items():
            setattr(copied, name, value)
        document = jsonld.claim_review(Check(claim.pk, (copied,))) or {}
        of_scale = RatingLevel.objects.filter(scale__levels=verdict.level_id)
        labels = of_scale.order_by().values_list("label", flat=True)
        return cls(document, urlsplit(settings.PUBLIC_URL).hostname or "", frozenset(labels))

    def part(self, *names: str) -> Mapping[str, Any]:
        """The object below these names; empty where there is none."""
        found: Any = self.document
        for name in names:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else {}


def is_web_address(url: object) -> bool:
    """Whether it is an absolute address of the web."""
    if not isinstance(url, str):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def is_on(host: str, url: str) -> bool:
    """Whether the address is on this host or on a subdomain of it."""
    named = urlsplit(url).hostname or ""
    return bool(host) and (named == host or named.endswith(f".{host}"))
