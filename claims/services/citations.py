"""Sources, once each under their canonical URL, and the citations that bring them to claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from api.exceptions import Forbidden, InvalidInput, NotVisible
from api.outbound import OutboundError
from api.outbound.urls import readable
from api.preconditions import check_version
from audit.services import record
from claims import limits
from claims.evidence import life
from claims.evidence.models import Origin
from claims.lifecycle import EDITOR, REVIEWER, Action, ClaimStatus
from claims.models import Citation, Claim, Source, SourceKind, Stance
from claims.services import checks, locking

if TYPE_CHECKING:
    from accounts.models import User

_PORTS = {"http": 80, "https": 443}
_TRACKING = frozenset({"fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid"})
_valid_url = URLValidator(schemes=["http", "https"])


@transaction.atomic
def cite(
    *,
    actor: User,
    claim_id: int,
    url: str,
    title: str,
    publisher: str,
    kind: str,
    excerpt: str,
    stance: str,
) -> Citation:
    """Brings a source to the claim. The stance is blind like a rating, so no event tells it.

    A source that is known already keeps its title, publisher and kind. Its page is kept as it
    is now, in the background; a title left empty is the page's own.
    """
    claim = locking.begin(actor, claim_id, Action.CITE, None)
    stance = checks.choice(stance, Stance.values, "/stance")
    excerpt = checks.text(excerpt, "/excerpt", limits.EXCERPT, required=False)
    source, _ = find_or_create_source(actor, url, title, publisher, kind)
    citation = Citation.objects.create(
        claim=claim,
        source=source,
        round=claim.round,
        excerpt=excerpt,
        stance=stance,
        added_by=actor,
    )
    if life.may_look_at(source):
        life.queue(source=source, actor=actor, origin=Origin.CITED)
    locking.save(claim, bump=False)
    locking.note(
        actor,
        "cite",
        claim,
        after={"excerpt": excerpt},
        citation=citation.pk,
        source=source.pk,
    )
    return citation


@transaction.atomic
def withdraw_citation(*, actor: User, citation_id: int, reason: str) -> Citation:
    """By who added it, or an editor. While the claim is published: through `correct`, so 409."""
    claim_id = Citation.objects.filter(pk=citation_id).values_list("claim_id", flat=True).first()
    if claim_id is None:
        raise NotVisible(_("There is no such citation."))
    claim = locking.lock_claim(actor, claim_id)
    locking.need_role(actor, REVIEWER)
    citation: Citation = Citation.objects.select_for_update(no_key=True).get(pk=citation_id)
    if citation.added_by_id != actor.pk:
        try:
            locking.need_role(actor, EDITOR)
        except Forbidden as error:
            raise Forbidden(_("Only who added a citation, or an editor, withdraws it.")) from error
    reason = checks.reason(reason)
    if claim.status in (ClaimStatus.PUBLISHED, ClaimStatus.DISMISSED):
        raise locking.wrong_state(
            actor,
            claim,
            _("Citations stay as they are while the claim is %(status)s.")
            % {"status": locking.said(claim)},
        )
    end_citation(actor, claim, citation, reason)
    locking.save(claim)
    return citation


def end_citation(actor: User, claim: Claim, citation: Citation, reason: str) -> None:
    """With the claim locked: marks the citation and writes the event."""
    if citation.withdrawn_at is not None:
        raise locking.wrong_state(actor, claim, _("This citation is withdrawn already."))
    Citation.objects.filter(pk=citation.pk).update(
        withdrawn_at=Now(), withdrawn_by=actor, withdrawn_reason=reason
    )
    citation.refresh_from_db()
    locking.note(actor, "withdraw_citation", claim, reason=reason, citation=citation.pk)


@transaction.atomic
def add_source(
    *, actor: User, url: str, title: str, publisher: str, kind: str
) -> tuple[Source, bool]:
    """The source under this URL, and whether it is new."""
    locking.need_role(actor, REVIEWER)
    return find_or_create_source(actor, url, title, publisher, kind)


@transaction.atomic
def edit_source(
    *, actor: User, source_id: int, expected_version: int | None, **changes: Any
) -> Source:
    """Changes title, publisher or kind; the URL is what a source is. Published copies stay."""
    locking.need_role(actor, REVIEWER)
    row = Source.objects.select_for_update(no_key=True).filter(pk=source_id)
    source: Source | None = row.first()
    if source is None:
        raise NotVisible(_("There is no such source."))
    check_version(source, expected_version)
    if unknown := sorted(set(changes) - {"title", "publisher", "kind"}):
        raise InvalidInput(_("This cannot be changed."), pointer=f"/{unknown[0]}")
    if "title" in changes:
        checks.text(changes["title"], "/title", limits.TITLE)  # the page's own is there by now
    cleaned = {name: _source_field(name, value) for name, value in changes.items()}
    before = {name: str(getattr(source, name)) for name in cleaned}
    if before == cleaned:
        return source
    filled = [name for name in source.machine_filled if name not in cleaned]
    Source.objects.filter(pk=source.pk).update(
        **cleaned, machine_filled=filled, version=F("version") + 1
    )
    record(actor=actor, action="edit", target=source, before=before, after=cleaned)
    source.refresh_from_db()
    return source


def _source_field(name: str, value: object) -> str:
    pointer = f"/{name}"
    if name == "kind":
        return checks.choice(value, SourceKind.values, pointer)
    if name == "title":
        return checks.text(value, pointer, limits.TITLE, required=False)
    return checks.text(value, pointer, limits.PUBLISHER, required=False)


def find_or_create_source(
    actor: User, url: str, title: str, publisher: str, kind: str, pointer: str = "/url"
) -> tuple[Source, bool]:
    """In the caller's transaction; a wrong address is named at `pointer`."""
    url = checks.text(url, pointer, limits.URL)
    canonical = canonical_url(url, pointer)
    known = Source.objects.filter(canonical_url=canonical).first()
    if known is not None:
        return known, False
    source, created = Source.objects.get_or_create(
        canonical_url=canonical,
        defaults={
            "url": url,
            "title": _source_field("title", title),
            "publisher": _source_field("publisher", publisher),
            "kind": _source_field("kind", kind),
            "added_by": actor,
        },
    )
    if created:
        record(
            actor=actor,
            action="add",
            target=source,
            after={"url": url, "title": source.title, "publisher": source.publisher},
            values={"kind": source.kind},
        )
    return source, created


def canonical_url(url: str, pointer: str = "/url") -> str:
    """One spelling for one page: lower-case scheme and host, no default port, no fragment.

    Tracking parameters go too. Raises InvalidInput for what is no http(s) URL or carries a
    password.
    """
    try:
        _valid_url(url)
        readable(url)  # what could never be called
        parts = urlsplit(url)
        port = parts.port
    except (ValidationError, OutboundError, ValueError) as error:
        raise InvalidInput(_("This is no http or https address."), pointer=pointer) from error
    if parts.username or parts.password:
        raise InvalidInput(_("An address may not carry a user or password."), pointer=pointer)
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    if port and port != _PORTS[scheme]:
        host = f"{host}:{port}"
    return urlunsplit((scheme, host, parts.path or "/", _query(parts), ""))


def _query(parts: SplitResult) -> str:
    """The query without tracking, untouched where there is none of it."""
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in pairs if not _is_tracking(pair[0])]
    return parts.query if len(kept) == len(pairs) else urlencode(kept)


def _is_tracking(name: str) -> bool:
    name = name.lower()
    return name.startswith("utm_") or name in _TRACKING
