"""Ratings, sources, verdicts: what reviewers and editors add and decide."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from onrecord_client.claims import ClaimCalls
from onrecord_client.models import Claim
from onrecord_client.records import (
    Citation,
    Level,
    Rating,
    Review,
    Scale,
    Source,
    Supersession,
    Verdict,
)
from onrecord_client.session import given_only, number, record


class JudgingCalls(ClaimCalls):
    """Rating, citing, deciding. ``level`` is a Level or its id."""

    def scales(self) -> Iterator[Scale]:
        """The newsroom's scales."""
        return self.pages(Scale, "scales/")

    def default_scale(self) -> Scale:
        """The one that is used unless a claim names another; LookupError without any."""
        found = list(self.scales())
        if not found:
            raise LookupError("There is no rating scale.")
        return next((one for one in found if one.is_default), found[0])

    def add_scale(
        self,
        name: str,
        levels: Iterable[Mapping[str, Any]],
        *,
        ratings_required: int | None = None,
        make_default: bool | None = None,
        idempotency_key: str | None = None,
    ) -> Scale:
        """A new scale, or a new version of the name's; levels in order, each with a label."""
        body = {
            "name": name,
            "levels": [dict(one) for one in levels],
            "ratings_required": ratings_required,
            "make_default": make_default,
        }
        return record(Scale, self.add("scales/", idempotency_key, json=given_only(body)))

    def retire_scale(self, scale: int | Scale) -> Scale:
        """Use it for nothing new (an editor)."""
        return record(Scale, self.send("POST", f"scales/{number(scale)}/retire/"))

    # Reviewers --------------------------------------------------------------------------------

    def rate(
        self,
        claim: int | Claim,
        level: int | Level,
        rationale: str,
        *,
        confidence: str | None = None,
        wording: int | None = None,
        idempotency_key: str | None = None,
    ) -> Rating:
        """Rate the wording that was read: the claim's; of an id, say which (``wording``).

        WordingChanged where it was reworded since; the text is kept as your draft.
        """
        if wording is None:
            if not isinstance(claim, Claim):
                raise TypeError("Give the claim that was read, or its wording.")
            wording = claim.wording
        body = {
            "level": number(level),
            "rationale": rationale,
            "confidence": confidence,
            "wording": wording,
        }
        path = f"{self.claim_path(claim)}ratings/"
        return record(Rating, self.add(path, idempotency_key, json=given_only(body)))

    def ratings(self, claim: int | Claim) -> Iterator[Rating]:
        """Those you may see: your own until the round is full."""
        return self.pages(Rating, f"{self.claim_path(claim)}ratings/")

    def draft(self, claim: int | Claim) -> Review:
        """Your review with its draft."""
        return self.get(Review, f"{self.claim_path(claim)}draft/")

    def save_draft(self, claim: int | Claim, **values: Any) -> Review:
        """Keep ``level``, ``confidence``, ``rationale``, ``wording``; renews your place."""
        path = f"{self.claim_path(claim)}draft/"
        return record(Review, self.send("PUT", path, repeatable=True, json=values))

    def cite(
        self,
        claim: int | Claim,
        *,
        url: str,
        title: str,
        kind: str,
        stance: str,
        publisher: str | None = None,
        excerpt: str | None = None,
        idempotency_key: str | None = None,
    ) -> Citation:
        """Attach a source: ``kind`` primary or secondary, ``stance`` supports, refutes, context."""
        body = {
            "url": url,
            "title": title,
            "publisher": publisher,
            "kind": kind,
            "excerpt": excerpt,
            "stance": stance,
        }
        path = f"{self.claim_path(claim)}citations/"
        return record(Citation, self.add(path, idempotency_key, json=given_only(body)))

    def citations(self, claim: int | Claim) -> Iterator[Citation]:
        """The sources at a claim."""
        return self.pages(Citation, f"{self.claim_path(claim)}citations/")

    def withdraw_citation(self, citation: int | Citation, reason: str) -> Citation:
        """Take a citation back."""
        path = f"citations/{number(citation)}/withdraw/"
        return record(Citation, self.send("POST", path, json={"reason": reason}))

    def sources(
        self,
        *,
        title: str | None = None,
        publisher: str | None = None,
        kind: str | None = None,
        superseded: bool | None = None,
    ) -> Iterator[Source]:
        """What was cited or added before."""
        params = {"title": title, "publisher": publisher, "kind": kind, "superseded": superseded}
        return self.pages(Source, "sources/", params)

    def add_source(
        self,
        *,
        url: str,
        title: str,
        kind: str,
        publisher: str | None = None,
        idempotency_key: str | None = None,
    ) -> Source:
        """A source without a claim; the one that is there where the address is known."""
        body = {"url": url, "title": title, "kind": kind, "publisher": publisher}
        return record(Source, self.add("sources/", idempotency_key, json=given_only(body)))

    def edit_source(
        self, source: int | Source, *, etag: str | None = None, **values: Any
    ) -> Source:
        """Change ``title``, ``publisher`` or ``kind``."""
        return self._at_source("PATCH", source, "", etag, values)

    def supersede(
        self,
        source: int | Source,
        reason: str,
        *,
        replaced_by: str | None = None,
        etag: str | None = None,
    ) -> Source:
        """Say that the source was superseded; ``replaced_by`` is the address of what takes its
        place. Published verdicts that cite it come back to the desk."""
        body = given_only({"reason": reason, "replaced_by": replaced_by})
        return self._at_source("POST", source, "supersede/", etag, body)

    def reinstate(self, source: int | Source, reason: str, *, etag: str | None = None) -> Source:
        """Take that back."""
        return self._at_source("POST", source, "reinstate/", etag, {"reason": reason})

    def supersessions(self, source: int | Source) -> Iterator[Supersession]:
        """Every word that the source was superseded, the newest first."""
        return self.pages(Supersession, f"sources/{number(source)}/supersessions/")

    def _at_source(
        self,
        method: str,
        source: int | Source,
        what: str,
        etag: str | None,
        body: Mapping[str, Any],
    ) -> Source:
        path = f"sources/{number(source)}/"
        if etag is None and isinstance(source, Source) and source.etag:
            etag = self.newest(path, source.etag)
        return record(Source, self.change(method, path + what, path, etag, body))

    # Editors ----------------------------------------------------------------------------------

    def adjudicate(
        self,
        claim: int | Claim,
        level: int | Level,
        *,
        summary: str | None = None,
        reason: str | None = None,
        as_of: date | str | None = None,
        review_by: date | str | None = None,
        twin_reason: str | None = None,
        acknowledged: Iterable[int] | None = None,
        etag: str | None = None,
    ) -> Verdict:
        """Decide. A level outside the ratings' range needs a reason, another one than was
        published of the same claim a twin_reason; ``acknowledged`` are marks (ids) of superseded
        sources that it cites all the same."""
        body = {
            "level": number(level),
            "summary": summary,
            "reason": reason,
            "as_of": as_of,
            "twin_reason": twin_reason,
            "review_by": review_by,
            "acknowledged": None if acknowledged is None else list(acknowledged),
        }
        return record(Verdict, self.act(claim, "adjudicate", etag, given_only(body)))

    def publish(self, claim: int | Claim, *, etag: str | None = None) -> Verdict:
        """Make the decided verdict public; GateRefused says what is missing."""
        return record(Verdict, self.act(claim, "publish", etag, None))

    def correct(
        self,
        claim: int | Claim,
        note: str,
        *,
        level: int | Level | None = None,
        summary: str | None = None,
        as_of: date | str | None = None,
        review_by: date | str | None = None,
        normalised: str | None = None,
        type: str | None = None,
        speaker: int | None = None,
        withdraw_citations: Iterable[int] | None = None,
        twin_reason: str | None = None,
        acknowledged: Iterable[int] | None = None,
        etag: str | None = None,
    ) -> Verdict:
        """Replace the published verdict, with a note for readers."""
        body = {
            "note": note,
            "level": None if level is None else number(level),
            "summary": summary,
            "as_of": as_of,
            "review_by": review_by,
            "normalised": normalised,
            "type": type,
            "speaker": speaker,
            "withdraw_citations": None if withdraw_citations is None else list(withdraw_citations),
            "twin_reason": twin_reason,
            "acknowledged": None if acknowledged is None else list(acknowledged),
        }
        return record(Verdict, self.act(claim, "correct", etag, given_only(body)))

    def confirm(
        self,
        claim: int | Claim,
        *,
        review_by: date | str | None = None,
        etag: str | None = None,
    ) -> Verdict:
        """Say that the published verdict still holds, and until when."""
        body = given_only({"review_by": review_by})
        return record(Verdict, self.act(claim, "confirm", etag, body))

    def retract(self, claim: int | Claim, reason: str, *, etag: str | None = None) -> Verdict:
        """Take the published verdict back; its page stays and says so."""
        return record(Verdict, self.act(claim, "retract", etag, {"reason": reason}))
