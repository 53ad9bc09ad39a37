"""Reads a ClaimReview (schema.org) as the web writes it: facts_of(), or what is wrong with it.

The shape in the wild is loose: one value or a list of them, text or an object with a name. What a
reader needs must be there (claim, address, rating in words); of the rest what cannot be read is
left out of the columns and noted, and stays in the markup.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from api.exceptions import InvalidInput
from api.outbound import OutboundError
from api.outbound.urls import readable
from claims import limits
from claims.services.citations import canonical_url

Markup = dict[str, Any]
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_UNSEEN = re.compile(r"[\x00-\x20\x7f]")  # what browsers leave out of an address
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
#: Properties of schema.org whose value is an address, or a work with one; none may be words.
_ADDRESSES = frozenset(
    {
        "appearance", "archivedAt", "contentUrl", "embedUrl", "firstAppearance", "image", "logo",
        "mainEntityOfPage", "sameAs", "thumbnailUrl", "url",
    }
)  # fmt: skip


class Refused(Exception):
    """Why a fact-check is not taken in: a code for programs, a sentence for people."""

    def __init__(self, code: str, detail: str, field: str = "") -> None:
        super().__init__(detail)
        self.code, self.detail, self.field = code, detail, field


@dataclass(frozen=True, slots=True)
class Facts:
    """The columns of a FactCheck; `notes` says what could not be read."""

    page_url: str
    url: str
    site: str
    claim_text: str
    claimant: str
    publisher: str
    title: str
    language: str
    claimed_at: datetime | None
    reviewed_at: datetime | None
    rating_text: str
    rating_value: float | None
    rating_best: float | None
    rating_worst: float | None
    notes: tuple[tuple[str, str], ...] = field(default=())

    @property
    def newest_at(self) -> datetime | None:
        return max(filter(None, (self.claimed_at, self.reviewed_at)), default=None)

    @property
    def claim_key(self) -> str:
        """The same words, however spaced and capitalised, are the same claim of a page."""
        words = " ".join(self.claim_text.split()).casefold()
        return hashlib.sha256(words.encode()).hexdigest()


def facts_of(markup: Markup) -> Facts:
    """What the archive keeps in columns. Raises Refused."""
    _storable(markup)
    for name, address in addresses_in(markup):
        scheme = _SCHEME.match(_UNSEEN.sub("", address))
        if scheme and scheme[1].lower() not in ("http", "https"):
            raise Refused("url", _no_address(name), name)
    item, rating = (
        first_object(markup.get("itemReviewed")),
        first_object(markup.get("reviewRating")),
    )
    url = _required(text_of(markup.get("url")), "url", limits.URL)
    page_url = page_url_of(url)
    site = site_of(page_url)
    notes: list[tuple[str, str]] = []
    value, best, worst = _numbers(rating, notes)
    return Facts(
        page_url=page_url,
        url=url,
        site=site,
        claim_text=_required(
            text_of(markup.get("claimReviewed")), "claimReviewed", limits.FACT_CHECK_CLAIM
        ),
        claimant=", ".join(names(item.get("author")))[: limits.FACT_CHECK_CLAIMANT],
        publisher=next(names(markup.get("author")), site)[: limits.FACT_CHECK_PUBLISHER],
        title=title_of(markup)[: limits.FACT_CHECK_TITLE],
        language=_language(language_of(markup)),
        claimed_at=_moment(item.get("datePublished"), "itemReviewed/datePublished", notes),
        reviewed_at=_moment(markup.get("datePublished"), "datePublished", notes),
        rating_text=_required(
            rating_words(rating), "reviewRating/alternateName", limits.FACT_CHECK_RATING
        ),
        rating_value=value,
        rating_best=best,
        rating_worst=worst,
        notes=tuple(notes),
    )


def page_url_of(url: str) -> str:
    """The page's address in one spelling. Raises Refused where it is none."""
    try:
        found = canonical_url(url)
    except InvalidInput as error:
        raise Refused("url", error.detail, "url") from error
    if len(found.encode()) > limits.URL:
        raise Refused("url", _("The address is too long."), "url")
    return found


def site_of(url: str) -> str:
    """The host without "www."; empty where there is none."""
    return (urlsplit(url).hostname or "").removeprefix("www.")[:253]


def text_of(value: Any) -> str:
    """Text, the first of a list, or the value of a JSON-LD literal, in NFC; else empty."""
    if isinstance(value, list):
        return next((found for one in value if (found := text_of(one))), "")
    if isinstance(value, Mapping):
        value = value.get("@value")
    if not isinstance(value, str):
        return ""
    return unicodedata.normalize("NFC", _CONTROL.sub(" ", value)).strip()


def names(value: Any) -> Iterator[str]:
    """Of a person, an organisation, or several."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Mapping) and "@value" not in one:
            one = one.get("name")
        if found := text_of(one):
            yield found


def addresses(value: Any) -> Iterator[str]:
    """Of works: each a URL, or an object with one."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Mapping):
            one = one.get("url") or one.get("@id")
        if found := text_of(one):
            yield found


def addresses_in(markup: Markup) -> Iterator[tuple[str, str]]:
    """Every address that it holds, however deep, with the path of its property."""
    waiting: list[tuple[str, Any]] = [("", markup)]
    while waiting:
        at, value = waiting.pop()
        if isinstance(value, list):
            waiting.extend((at, one) for one in value)
        elif isinstance(value, Mapping):
            for key, below in value.items():
                path = f"{at}/{key}".lstrip("/")
                if key in _ADDRESSES:
                    yield from ((path, address) for address in addresses(below))
                waiting.append((path, below))


def need_addresses(markup: Markup) -> None:
    """For what people write: each can be called as it stands. Raises Refused.

    The markup of pages may hold addresses relative to its page, too.
    """
    for name, address in addresses_in(markup):
        try:
            readable(address)
        except OutboundError as error:
            raise Refused("url", _no_address(name), name) from error


def _no_address(name: str) -> str:
    return _("%(name)s is no http or https address.") % {"name": name[:100]}


def first_object(value: Any) -> Mapping[str, Any]:
    """The object, or the first of a list of them; an empty one where there is none."""
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, Mapping)), {})
    return value if isinstance(value, Mapping) else {}


def title_of(markup: Mapping[str, Any]) -> str:
    """What the check is called."""
    return text_of(markup.get("name") or markup.get("headline"))


def language_of(markup: Mapping[str, Any]) -> str:
    """The tag (BCP 47) as it is written: as text, or in a schema.org Language."""
    value = markup.get("inLanguage")
    if isinstance(value, Mapping) and "@value" not in value:
        value = value.get("alternateName")
    return text_of(value)


def rating_words(rating: Mapping[str, Any]) -> str:
    """The rating in words."""
    return text_of(rating.get("alternateName")) or text_of(rating.get("name"))


def moment_of(written: str) -> datetime | None:
    """A date is its first moment; without a zone UTC is meant. None for what is neither."""
    try:
        found = datetime.fromisoformat(written)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _storable(markup: Markup) -> None:
    try:
        written = json.dumps(markup, ensure_ascii=False, allow_nan=False)
    except ValueError as error:
        raise Refused("number", _("It holds a number that JSON cannot carry.")) from error
    if len(written) > limits.FACT_CHECK_MARKUP:
        raise Refused(
            "too_large",
            _("It has %(length)s characters; %(limit)s are taken.")
            % {"length": f"{len(written):,}", "limit": f"{limits.FACT_CHECK_MARKUP:,}"},
        )
    if "\\u0000" in written or _SURROGATE.search(written):
        raise Refused("character", _("It holds a character that is none (NUL, half a pair)."))


def _required(found: str, name: str, limit: int) -> str:
    if not found:
        raise Refused("missing", _("%(name)s is missing.") % {"name": name}, name)
    if len(found) > limit:
        raise Refused(
            "too_long",
            _("%(name)s has %(length)s characters; %(limit)s are taken.")
            % {"name": name, "length": f"{len(found):,}", "limit": f"{limit:,}"},
            name,
        )
    return found


def _language(tag: str) -> str:
    """The first part of a BCP 47 tag, in lower case; empty where it is no tag."""
    return tag.partition("-")[0].lower() if _LANGUAGE.fullmatch(tag) else ""


def _moment(value: Any, name: str, notes: list[tuple[str, str]]) -> datetime | None:
    written = text_of(value)
    found = moment_of(written)
    if written and found is None:
        notes.append(("date", _("%(name)s is no date as ISO 8601 has it.") % {"name": name}))
    return found


def _numbers(
    rating: Mapping[str, Any], notes: list[tuple[str, str]]
) -> tuple[float | None, float | None, float | None]:
    """(value, best, worst), all or none; best and worst are 5 and 1 where nothing is said."""
    if rating.get("ratingValue") in (None, ""):
        return None, None, None
    value = _number(rating.get("ratingValue"))
    best, worst = _number(rating.get("bestRating", 5)), _number(rating.get("worstRating", 1))
    if value is None or best is None or worst is None or not worst <= value <= best:
        notes.append(("rating_value", _("The rating's number does not lie within its scale.")))
        return None, None, None
    return value, best, worst


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None
