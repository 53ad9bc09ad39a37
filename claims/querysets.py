"""Reading rules of claims: who sees what, and when a rating stops being blind.

Blindness has one definition, `open_to(user)`: a claim's judgements are open once its round
is decided (resolved, disputed, published), or to an editor who asked for the reveal and is
thereby barred from the round. Everything that could tell another's judgement (ratings,
stances, unpublished verdicts, posts by who judged) is read through it.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import Count, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Now, Round

from accounts.roles import Role, has_role
from transcripts.folding import ENGLISH

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

    AnyUser = User | AnonymousUser

STAFF = (Role.REVIEWER, Role.EDITOR)
DECIDED = ("resolved", "disputed", "published")


def open_to(user: AnyUser, prefix: str = "claim__", outer: str = "claim_id") -> Q:
    """The rows whose claim's judgements `user` may read; `prefix` leads to the claim."""
    from claims.models import Review

    if not has_role(user, *STAFF):
        return Q(pk__in=[])

    revealed = Review.objects.filter(
        claim=OuterRef(outer),
        reviewer_id=user.pk,
        revealed_at__isnull=False,
        round=OuterRef(f"{prefix}round"),
    )
    return Q(**{f"{prefix}status__in": DECIDED}) | Q(Exists(revealed))


def blindly(rows: Any, user: AnyUser, always: Q) -> Any:
    """Of rows on claims that staff see: `always` those, the others once `open_to` says so."""
    from claims.models import Claim

    if not has_role(user, *STAFF):
        return rows.none()
    if not has_role(user, Role.EDITOR):  # editors see every claim
        rows = rows.filter(claim__in=Claim.objects.visible_to(user))
    return rows.filter(always | open_to(user))


class ClaimQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: AnyUser) -> ClaimQuerySet:
        """Staff see all but unpublished claims of withdrawn transcripts; integrators their own."""
        if has_role(user, Role.EDITOR):
            return self
        if has_role(user, Role.REVIEWER):
            return self.filter(Q(transcript__withdrawn_at__isnull=True) | Q(status="published"))
        if has_role(user, Role.INTEGRATOR):
            from transcripts.models import Upload

            uploads = Upload.objects.filter(
                transcript=OuterRef("transcript_id"), user_id=user.pk or 0
            )
            return self.filter(Exists(uploads)).filter(
                Q(transcript__withdrawn_at__isnull=True) | Q(status="published")
            )
        return self.none()

    def current(self) -> ClaimQuerySet:
        """Lists hide what the last run no longer finds."""
        return self.filter(superseded_at__isnull=True)

    def with_points(self) -> ClaimQuerySet:
        """Adds `_points`: `Claim.points` in SQL."""
        points = Coalesce(Round(F("score") * 10_000), F("rank"), output_field=models.FloatField())
        annotated: ClaimQuerySet = self.annotate(_points=points)
        return annotated

    def superseded(self) -> ClaimQuerySet:
        """What a later reading put others in the place of; nobody had worked on them."""
        return self.filter(superseded_at__isnull=False)

    def flagged(self) -> ClaimQuerySet:
        """Those that a person is to look at; `Claim.flagged` in SQL (index claim_flagged)."""
        unanswered = Q(kept_at__isnull=True) | Q(kept_at__lt=F("not_found_at"))
        lost: ClaimQuerySet = self.filter(unanswered, not_found_at__isnull=False)
        return lost.exclude(status="dismissed")

    def due(self) -> ClaimQuerySet:
        """Those whose published verdict came back to the desk (index verdict_due)."""
        from claims.models import Verdict

        back = Verdict.objects.due().filter(claim=OuterRef("pk"))
        return self.filter(Exists(back), status="published")

    def longest_due(self) -> ClaimQuerySet:
        """The same with `due_at`, what waits longest first (read from the index verdict_due).

        `due_claim` is the claim's id as that index has it, for row comparisons within it.
        """
        # One verdict of a claim at most is joined: see the constraint verdict_one_published.
        back: ClaimQuerySet = self.filter(
            status="published",
            verdicts__due_at__isnull=False,
            verdicts__published_at__isnull=False,
            verdicts__superseded_at__isnull=True,
            verdicts__retracted_at__isnull=True,
        ).annotate(
            due_at=ExpressionWrapper(F("verdicts__due_at"), models.DateTimeField()),  # not null
            due_claim=ExpressionWrapper(F("verdicts__claim_id"), models.BigIntegerField()),
        )
        return back.order_by("due_at", "id")

    def with_people(self) -> ClaimQuerySet:
        """What a claim's body shows, in one query."""
        return self.select_related("transcript", "speaker", "suggested_speaker", "scale").defer(
            "transcript__text", "search"
        )

    def awaiting(self, user: AnyUser) -> ClaimQuerySet:
        """Claims with a free place for `user`, as far as a look without locks can tell."""
        from claims.models import Review

        here = Review.objects.filter(claim=OuterRef("pk"), round=OuterRef("round"))
        mine = here.filter(reviewer_id=user.pk).filter(
            Q(outcome="rated")
            | Q(outcome="open", lease_expires_at__gte=Now())
            | Q(revealed_at__isnull=False)
        )
        taken = (
            here.filter(Q(outcome="rated") | Q(outcome="open", lease_expires_at__gte=Now()))
            .order_by()
            .values("claim")
            .annotate(n=Count("pk"))
            .values("n")
        )
        free: ClaimQuerySet = (
            self.visible_to(user)
            .current()
            .filter(
                ~Exists(mine),
                status__in=["extracted", "in_review"],
                transcript__withdrawn_at__isnull=True,
            )
            .annotate(_taken=Coalesce(Subquery(taken), 0))
            .filter(_taken__lt=Coalesce(F("scale__ratings_required"), 1))
        )
        return free

    def of_type(self, value: str) -> ClaimQuerySet:
        """By the type that readers see: people's, else the suggested one."""
        typed: ClaimQuerySet = self.alias(_type=Coalesce("type", "suggested_type"))
        return typed.filter(_type=value)

    def said_by(self, speaker_id: int) -> ClaimQuerySet:
        """By the speaker that readers see, as `Claim.shown_speaker` says."""
        return self._with_speaker().filter(_speaker=speaker_id)

    def said_by_any(self, speakers: models.QuerySet[Any]) -> ClaimQuerySet:
        """The same for several speakers at once."""
        return self._with_speaker().filter(_speaker__in=speakers.values("pk"))

    def _with_speaker(self) -> ClaimQuerySet:
        # The expression of the index claim_by_speaker; in a round only people's speaker counts.
        said: ClaimQuerySet = self.alias(_speaker=Coalesce("speaker", "suggested_speaker"))
        return said.filter(Q(speaker__isnull=False) | Q(scale__isnull=True))

    def matching(self, words: str) -> ClaimQuerySet:
        """Full-text search over the verbatim and the normalised claim, with accents or without."""
        words = unicodedata.normalize("NFC", words)  # as the canonical text is
        return self.filter(search=SearchQuery(words, config=ENGLISH, search_type="websearch"))

    def assigned_to(self, user_id: int) -> ClaimQuerySet:
        from claims.models import Review

        return self.filter(
            Exists(Review.objects.filter(claim=OuterRef("pk"), reviewer_id=user_id, outcome="open"))
        )

    def unassigned(self) -> ClaimQuerySet:
        """Those that nobody has an open review of."""
        from claims.models import Review

        return self.filter(~Exists(Review.objects.filter(claim=OuterRef("pk"), outcome="open")))


class ScoredSentenceQuerySet(models.QuerySet[Any]):
    pass


class ReviewQuerySet(models.QuerySet[Any]):
    def holding(self) -> ReviewQuerySet:
        """Reviews that occupy a place of their round."""
        return self.filter(outcome__in=["open", "rated"])

    def overdue(self) -> ReviewQuerySet:
        return self.filter(outcome="open", lease_expires_at__lt=Now())


class ScaleQuerySet(models.QuerySet[Any]):
    def usable(self) -> ScaleQuerySet:
        return self.filter(retired_at__isnull=True)


class RatingQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: AnyUser) -> RatingQuerySet:
        """Own ratings always; others' once `open_to` says so. The only way to read ratings."""
        seen: RatingQuerySet = blindly(self, user, Q(reviewer_id=user.pk))
        return seen

    def counting(self, claim: Any) -> RatingQuerySet:
        """For the services: the current ratings of the claim's current round and wording."""
        return self.filter(
            claim=claim,
            round=claim.round,
            wording=claim.wording,
            superseded_at__isnull=True,
            after_reveal=False,
        )

    def tallied(self, claim: Any) -> RatingQuerySet:
        """For receipts, which count them without names: what every round of the claim rests on."""
        return self.filter(claim=claim, superseded_at__isnull=True, after_reveal=False)


class SourceQuerySet(models.QuerySet[Any]):
    def with_marks(self) -> SourceQuerySet:
        """With every mark that it was superseded, in one more query."""
        return self.prefetch_related(marks_of())

    def superseded(self) -> SourceQuerySet:
        """Those that are marked so now."""
        return self.filter(Exists(_standing_marks()))

    def not_superseded(self) -> SourceQuerySet:
        return self.filter(~Exists(_standing_marks()))


def marks_of(source: str = "") -> models.Prefetch[Any]:
    """The marks of a source, to be prefetched; `source` is the path to it, if there is one."""
    from claims.models import Supersession

    path = f"{source}__supersessions" if source else "supersessions"
    return models.Prefetch(path, Supersession.objects.with_people())


def _standing_marks() -> SupersessionQuerySet:
    from claims.models import Supersession

    marks: SupersessionQuerySet = Supersession.objects.standing()
    return marks.filter(source=OuterRef("pk"))


class SupersessionQuerySet(models.QuerySet[Any]):
    def standing(self) -> SupersessionQuerySet:
        return self.filter(withdrawn_at__isnull=True)

    def with_people(self) -> SupersessionQuerySet:
        """What a mark shows, in one query."""
        return self.select_related("said_by", "withdrawn_by", "replaced_by")


class CitationQuerySet(models.QuerySet[Any]):
    def standing(self) -> CitationQuerySet:
        return self.filter(withdrawn_at__isnull=True)

    def with_stance_for(self, user: AnyUser) -> CitationQuerySet:
        """Adds `shown_stance`: the stance, or null where it would tell another's judgement."""
        own = Q(added_by_id=user.pk) if has_role(user, *STAFF) else Q(pk__in=[])
        shown = models.Case(
            models.When(own | open_to(user), then=F("stance")),
            default=None,
            output_field=models.CharField(null=True),
        )
        annotated: CitationQuerySet = self.annotate(shown_stance=shown)
        return annotated


class VerdictQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: AnyUser) -> VerdictQuerySet:
        """Published ones always; drafts to staff while the claim's judgements are open to them."""
        if not has_role(user, *STAFF):
            return self.public()
        return self.filter(Q(published_at__isnull=False) | open_to(user))

    def public(self) -> VerdictQuerySet:
        """Everything that was ever published: a corrected or retracted check keeps its page."""
        return self.filter(published_at__isnull=False)

    def current(self) -> VerdictQuerySet:
        return self.public().filter(superseded_at__isnull=True, retracted_at__isnull=True)

    def due(self) -> VerdictQuerySet:
        """Those that stand and that an editor is to confirm or correct."""
        return self.current().filter(due_at__isnull=False)

    def on_page(self) -> VerdictQuerySet:
        """The last one published of each claim, standing or retracted: what its page shows."""
        from claims.models import Verdict

        later = Verdict.objects.filter(
            claim=OuterRef("claim_id"), published_at__gt=OuterRef("published_at")
        )
        return (
            self.public()
            .filter(superseded_at__isnull=True)
            .filter(Q(retracted_at__isnull=True) | ~Exists(later))
        )

    def draft_of(self, claim: Any) -> Any:
        return self.filter(
            claim=claim, published_at__isnull=True, superseded_at__isnull=True
        ).first()
