"""Routes of claims and what hangs on them, under /api/v1/."""

from django.urls import path

from claims.api.permissions import STATE_ACTS
from claims.api.views import (
    archive,
    claims,
    comparison,
    discussion,
    evidence,
    exports,
    ledger,
    matching,
    publishing,
    reviews,
    scores,
    snapshots,
    transcripts,
)
from claims.api.views.acts import ClaimActs
from claims.evidence.files import FILES

_CLAIM = "claims/<int:pk>/"
_UNDER = "claims/<int:claim_id>/"

urlpatterns = [
    path(
        "imports/",
        archive.ImportViewSet.as_view({"get": "list", "post": "create"}),
        name="import-list",
    ),
    path(
        "imports/<int:pk>/",
        archive.ImportViewSet.as_view({"get": "retrieve"}),
        name="import-detail",
    ),
    path(
        "transcripts/<int:transcript_id>/claims/",
        transcripts.SpanViewSet.as_view({"post": "create"}),
        name="transcript-claims",
    ),
    path(
        "transcripts/<int:transcript_id>/sentences/",
        transcripts.SentenceViewSet.as_view({"get": "list"}),
        name="transcript-sentences",
    ),
    path(
        "runs/<int:run_id>/comparison/",
        comparison.ComparisonViewSet.as_view({"get": "list"}),
        name="run-comparison",
    ),
    path("score/", scores.ScoreViewSet.as_view({"post": "create"}), name="score"),
    path("claims/", claims.ClaimViewSet.as_view({"get": "list"}), name="claim-list"),
    path("claims/next/", claims.ClaimViewSet.as_view({"post": "next"}), name="claim-next"),
    path(
        _CLAIM,
        claims.ClaimViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="claim-detail",
    ),
    path(
        f"{_CLAIM}actions/", claims.ClaimViewSet.as_view({"get": "actions"}), name="claim-actions"
    ),
    path(
        f"{_CLAIM}history/", claims.ClaimViewSet.as_view({"get": "history"}), name="claim-history"
    ),
    path(f"{_CLAIM}gate/", publishing.GateViewSet.as_view({"get": "gate"}), name="claim-gate"),
    path(
        f"{_CLAIM}claim_review/",
        publishing.ClaimReviewViewSet.as_view({"get": "claim_review"}),
        name="claim-claim-review",
    ),
    path(
        f"{_CLAIM}receipt/",
        publishing.ReceiptViewSet.as_view({"get": "receipt"}),
        name="claim-receipt",
    ),
    path(f"{_CLAIM}ledger/", ledger.LedgerViewSet.as_view({"get": "ledger"}), name="claim-ledger"),
    *(
        path(
            f"{_CLAIM}{act.value}/",
            ClaimActs.as_view({"post": act.value}),
            name=f"claim-{act.value.replace('_', '-')}",
        )
        for act in STATE_ACTS
    ),
    path(
        f"{_UNDER}ratings/",
        reviews.RatingViewSet.as_view({"get": "list", "post": "create"}),
        name="claim-ratings",
    ),
    path(
        f"{_UNDER}citations/",
        evidence.CitationViewSet.as_view({"get": "list", "post": "create"}),
        name="claim-citations",
    ),
    path(
        f"{_UNDER}matches/",
        matching.MatchViewSet.as_view({"get": "list"}),
        name="claim-matches",
    ),
    *(
        path(
            f"matches/<int:pk>/{act}/",
            matching.MatchActs.as_view({"post": act}),
            name=f"match-{act}",
        )
        for act in ("confirm", "reject")
    ),
    path(
        f"{_UNDER}posts/",
        discussion.PostViewSet.as_view({"get": "list", "post": "create"}),
        name="claim-posts",
    ),
    path(f"{_UNDER}reviews/", reviews.ReviewViewSet.as_view({"get": "list"}), name="claim-reviews"),
    path(
        f"{_UNDER}draft/",
        reviews.DraftViewSet.as_view({"get": "retrieve", "put": "update"}),
        name="claim-draft",
    ),
    path(
        f"{_UNDER}verdicts/",
        evidence.VerdictViewSet.as_view({"get": "list"}),
        name="claim-verdicts",
    ),
    path(
        "citations/<int:pk>/withdraw/",
        evidence.CitationActs.as_view({"post": "withdraw"}),
        name="citation-withdraw",
    ),
    path(
        "posts/<int:pk>/withdraw/",
        discussion.PostActs.as_view({"post": "withdraw"}),
        name="post-withdraw",
    ),
    path(
        "sources/",
        evidence.SourceViewSet.as_view({"get": "list", "post": "create"}),
        name="source-list",
    ),
    path(
        "sources/<int:pk>/",
        evidence.SourceViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="source-detail",
    ),
    *(
        path(
            f"sources/<int:pk>/{act}/",
            evidence.SourceViewSet.as_view({"post": act}),
            name=f"source-{act}",
        )
        for act in ("supersede", "reinstate")
    ),
    path(
        "sources/<int:source_id>/supersessions/",
        evidence.SupersessionViewSet.as_view({"get": "list"}),
        name="source-supersessions",
    ),
    path(
        "sources/<int:source_id>/snapshots/",
        snapshots.SourceSnapshots.as_view({"get": "list", "post": "create"}),
        name="source-snapshots",
    ),
    path(
        "sources/<int:source_id>/documents/",
        snapshots.SourceDocuments.as_view({"post": "create"}),
        name="source-documents",
    ),
    path(
        "snapshots/<int:pk>/",
        snapshots.SnapshotViewSet.as_view({"get": "retrieve"}),
        name="snapshot-detail",
    ),
    *(
        path(
            f"snapshots/<int:pk>/{name}/",
            snapshots.SnapshotViewSet.as_view({"get": name}),
            name=f"snapshot-{name}",
        )
        for name in FILES
    ),
    path(
        "snapshots/<int:pk>/withdraw/",
        snapshots.SnapshotViewSet.as_view({"post": "withdraw"}),
        name="snapshot-withdraw",
    ),
    path(
        "exports/",
        exports.ExportViewSet.as_view({"get": "list", "post": "create"}),
        name="export-list",
    ),
    path(
        "exports/<int:pk>/",
        exports.ExportViewSet.as_view({"get": "retrieve"}),
        name="export-detail",
    ),
    path(
        "exports/<int:pk>/cancel/",
        exports.ExportViewSet.as_view({"post": "cancel"}),
        name="export-cancel",
    ),
    path(
        "exports/<int:pk>/file/<str:token>/",
        exports.ExportViewSet.as_view({"get": "download"}),
        name="export-file",
    ),
    path(
        "scales/",
        reviews.ScaleViewSet.as_view({"get": "list", "post": "create"}),
        name="scale-list",
    ),
    path(
        "scales/<int:pk>/",
        reviews.ScaleViewSet.as_view({"get": "retrieve"}),
        name="scale-detail",
    ),
    path(
        "scales/<int:pk>/retire/",
        reviews.ScaleViewSet.as_view({"post": "retire"}),
        name="scale-retire",
    ),
    path(
        "scales/<int:pk>/make_default/",
        reviews.ScaleViewSet.as_view({"post": "make_default"}),
        name="scale-make-default",
    ),
]
