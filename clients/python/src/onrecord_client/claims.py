"""Claims: find them, act on them, read what was published."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import httpx

from onrecord_client.models import Claim, Speaker, Transcript
from onrecord_client.records import Check, History, HistoryEntry, Review, Verdict
from onrecord_client.session import Session, json_of, number, record


class ClaimCalls(Session):
    """What is done with claims, but for rating and deciding.

    An act takes a claim or its id. Of a claim that was read, the act is guarded by what was
    read: StaleVersion where somebody else changed it since (own acts do not count). Of an id,
    by what this client saw last. ``etag`` overrules both; ``etag="*"`` is whatever is there.
    """

    def claims(
        self,
        *,
        transcript: int | Transcript | None = None,
        status: str | Iterable[str] | None = None,
        speaker: int | Speaker | None = None,
        type: str | None = None,
        min_score: float | None = None,
        max_score: float | None = None,
        assignee: int | str | None = None,
        date_from: date | str | None = None,
        date_to: date | str | None = None,
        search: str | None = None,
        superseded: bool | None = None,
        flagged: bool | None = None,
        ordering: str | None = None,
        page_size: int | None = None,
    ) -> Iterator[Claim]:
        """Most worth checking first; all pages, each asked for when it is needed."""
        params = {
            "transcript": None if transcript is None else number(transcript),
            "status": status,
            "speaker": None if speaker is None else number(speaker),
            "type": type,
            "min_score": min_score,
            "max_score": max_score,
            "assignee": assignee,
            "date_from": date_from,
            "date_to": date_to,
            "search": search,
            "superseded": superseded,
            "flagged": flagged,
            "ordering": ordering,
            "page_size": page_size,
        }
        return self.pages(Claim, "claims/", params)

    def claim(self, claim: int | Claim) -> Claim:
        """One, as it is now, with its context and ``etag``."""
        return self.get(Claim, self.claim_path(claim))

    def allowed_actions(self, claim: int | Claim) -> list[str]:
        """What you may do with it now."""
        answer = self.send("GET", f"{self.claim_path(claim)}actions/", repeatable=True)
        return list(json_of(answer)["allowed_actions"])

    def next_claim(
        self,
        *,
        transcript: int | Transcript | None = None,
        idempotency_key: str | None = None,
    ) -> Claim | None:
        """Take the claim most worth checking that has a place for you; None: there is none."""
        body = {} if transcript is None else {"transcript": number(transcript)}
        answer = self.add("claims/next/", idempotency_key, json=body)
        return None if answer.status_code == 204 else record(Claim, answer)

    def add_claim(
        self,
        transcript: int | Transcript,
        start: int,
        end: int,
        *,
        type: str | None = None,
        idempotency_key: str | None = None,
    ) -> Claim:
        """A claim by hand: code points of the transcript's text, ``end`` exclusive."""
        body: dict[str, Any] = {"start": start, "end": end, **({"type": type} if type else {})}
        path = f"transcripts/{number(transcript)}/claims/"
        return record(Claim, self.add(path, idempotency_key, json=body))

    def edit_claim(self, claim: int | Claim, *, etag: str | None = None, **values: Any) -> Claim:
        """Change ``normalised``, ``type`` or ``speaker`` (an id)."""
        path = self.claim_path(claim)
        return record(Claim, self.change("PATCH", path, path, self._tag(claim, etag), values))

    def keep(self, claim: int | Claim, *, etag: str | None = None) -> Claim:
        """It stays, though the last run no longer found it (``flagged``)."""
        return self._place(claim, "keep", etag)

    # Places in a round ------------------------------------------------------------------------

    def take(self, claim: int | Claim, *, etag: str | None = None) -> Claim:
        """A place in the round, for two hours."""
        return self._place(claim, "take", etag)

    def renew(self, claim: int | Claim, *, etag: str | None = None) -> Claim:
        """Two hours more."""
        return self._place(claim, "renew", etag)

    def release(self, claim: int | Claim, *, etag: str | None = None) -> Claim:
        """Give the place back."""
        return self._place(claim, "release", etag)

    def assign(self, claim: int | Claim, reviewer: int, *, etag: str | None = None) -> Claim:
        """A place for somebody else, for seven days; ``reviewer`` is their id (an editor)."""
        return self._place(claim, "assign", etag, reviewer=reviewer)

    def take_over(self, claim: int | Claim, reviewer: int, *, etag: str | None = None) -> Claim:
        """End somebody's place (an editor)."""
        return self._place(claim, "take_over", etag, reviewer=reviewer)

    def reveal(self, claim: int | Claim, reason: str, *, etag: str | None = None) -> Claim:
        """See an unfinished round's ratings, and stay out of the round (an editor)."""
        return self._place(claim, "reveal", etag, reason=reason)

    def dismiss(
        self, claim: int | Claim, reason: str, *, kind: str = "other", etag: str | None = None
    ) -> Claim:
        """Not worth checking, for a reason."""
        return self._place(claim, "dismiss", etag, reason=reason, kind=kind)

    def reopen(
        self, claim: int | Claim, reason: str | None = None, *, etag: str | None = None
    ) -> Claim:
        """Back from dismissed; with a reason a new round of what was rated (an editor)."""
        return self._place(claim, "reopen", etag, **({"reason": reason} if reason else {}))

    def _place(self, claim: int | Claim, action: str, etag: str | None, **body: Any) -> Claim:
        return record(Claim, self.act(claim, action, etag, body or None))

    def act(
        self, claim: int | Claim, action: str, etag: str | None, body: dict[str, Any] | None
    ) -> httpx.Response:
        """A state act on a claim; the server's answer."""
        path = self.claim_path(claim)
        return self.change("POST", f"{path}{action}/", path, self._tag(claim, etag), body)

    # What is read about one -------------------------------------------------------------------

    def reviews(self, claim: int | Claim) -> Iterator[Review]:
        """Who has or had a place."""
        return self.pages(Review, f"{self.claim_path(claim)}reviews/")

    def verdicts(self, claim: int | Claim) -> Iterator[Verdict]:
        """Decisions; an integrator sees those that were published."""
        return self.pages(Verdict, f"{self.claim_path(claim)}verdicts/")

    def history(self, claim: int | Claim) -> list[HistoryEntry]:
        """Its audit trail, as far as you may see it."""
        answer = self.send("GET", f"{self.claim_path(claim)}history/", repeatable=True)
        return list(record(History, answer).results)

    # Published checks -------------------------------------------------------------------------

    def checks(
        self, *, transcript: int | Transcript | None = None, speaker: int | Speaker | None = None
    ) -> Iterator[Check]:
        """Published claims of those you may read, each with its public verdict.

        One request for each claim besides the list's.
        """
        for claim in self.claims(status="published", transcript=transcript, speaker=speaker):
            # Retracted between the two requests: no check any more.
            public = [one for one in self.verdicts(claim) if one.public]
            if public:
                newest = max(public, key=lambda one: one.id)
                yield Check(claim=claim, verdict=newest, url=self.check_url(claim))

    def check_url(self, claim: int | Claim) -> str:
        """The address of the public page."""
        return f"{self.base_url}/checks/{number(claim)}/"

    def claim_review(self, claim: int | Claim) -> dict[str, Any]:
        """What everybody reads, as schema.org's ClaimReview; a WebPage once it was retracted."""
        path = f"/checks/{number(claim)}/"
        return json_of(self.send("GET", path, repeatable=True, params={"format": "jsonld"}))

    def receipt(self, claim: int | Claim) -> dict[str, Any]:
        """The signed receipt of the published check; see docs/receipts.md."""
        return json_of(self.send("GET", f"/checks/{number(claim)}/receipt.json", repeatable=True))

    def receipt_keys(self) -> dict[str, Any]:
        """The newsroom's public keys as a JSON Web Key Set, best kept from before."""
        return json_of(self.send("GET", "/.well-known/onrecord-keys.json", repeatable=True))

    def claim_path(self, claim: int | Claim) -> str:
        """Below /api/v1/."""
        return f"claims/{number(claim)}/"

    def _tag(self, claim: int | Claim, etag: str | None) -> str | None:
        if etag is None and isinstance(claim, Claim) and claim.etag:
            return self.newest(self.claim_path(claim), claim.etag)
        return etag
