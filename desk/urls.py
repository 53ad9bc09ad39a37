"""The desk's own pages, mounted in the admin site under desk/."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from desk.views import (
    acts,
    archive,
    bulk,
    claims,
    comparison,
    evidence,
    exports,
    figures,
    inbox,
    index,
    matches,
    runs,
    searches,
    sources,
    told,
    transcripts,
    uploads,
    webhooks,
    you,
)

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite

View = Callable[..., HttpResponseBase]

PAGES: list[tuple[str, View, str]] = [
    ("running/", index.running, "desk_running"),
    ("you/", you.you, "desk_you"),
    ("next/", acts.take_next, "desk_next"),
    ("bulk/", bulk.bulk, "desk_bulk"),
    ("inbox/", inbox.inbox, "desk_inbox"),
    ("inbox/read/", inbox.read_all, "desk_inbox_read"),
    ("inbox/<int:notice_id>/", inbox.open_notice, "desk_notice"),
    ("told/", told.told, "desk_told"),
    ("told/save/", searches.save, "desk_save_search"),
    ("told/searches/<int:search_id>/", searches.search, "desk_search"),
    ("told/searches/<int:search_id>/<slug:action>/", searches.act, "desk_search_act"),
    ("told/webhooks/<int:endpoint_id>/", webhooks.endpoint, "desk_endpoint"),
    ("told/webhooks/<int:endpoint_id>/<slug:action>/", webhooks.act, "desk_endpoint_act"),
    ("told/deliveries/<int:delivery_id>/replay/", webhooks.replay, "desk_replay"),
    ("figures/", figures.figures, "desk_figures"),
    ("upload/", uploads.upload, "desk_upload"),
    ("transcripts/", transcripts.listing, "desk_transcripts"),
    ("transcripts/<int:transcript_id>/", transcripts.transcript, "desk_transcript"),
    ("transcripts/<int:transcript_id>/progress/", runs.progress, "desk_progress"),
    ("transcripts/<int:transcript_id>/runs/", runs.request, "desk_request_run"),
    (
        "transcripts/<int:transcript_id>/comparison/",
        comparison.comparison,
        "desk_comparison",
    ),
    ("transcripts/<int:transcript_id>/claims/", transcripts.add_claim, "desk_add_claim"),
    ("transcripts/<int:transcript_id>/withdraw/", transcripts.withdraw, "desk_withdraw"),
    ("archive/", archive.archive, "desk_archive"),
    ("archive/imports/", archive.imports, "desk_imports"),
    ("archive/imports/<int:import_id>/", archive.one_import, "desk_import"),
    ("exports/", exports.exports, "desk_exports"),
    ("exports/<int:export_id>/cancel/", exports.cancel, "desk_cancel_export"),
    ("runs/", runs.listing, "desk_runs"),
    ("runs/live/", runs.live, "desk_runs_live"),
    ("runs/<int:run_id>/<slug:action>/", runs.act, "desk_run_act"),
    ("claims/<int:claim_id>/", claims.claim, "desk_claim"),
    ("claims/<int:claim_id>/draft/", acts.draft, "desk_draft"),
    ("claims/<int:claim_id>/<slug:action>/", acts.act, "desk_act"),
    (
        "claims/<int:claim_id>/matches/<int:match_id>/<slug:decision>/",
        matches.decide,
        "desk_match",
    ),
    ("citations/<int:citation_id>/evidence/<slug:what>/", evidence.evidence, "desk_evidence"),
    ("citations/<int:citation_id>/source/<slug:what>/", sources.act, "desk_source"),
    ("snapshots/<int:snapshot_id>/<slug:what>/", evidence.kept, "desk_kept"),
    ("citations/<int:citation_id>/withdraw/", acts.withdraw_citation, "desk_withdraw_citation"),
    ("posts/<int:post_id>/withdraw/", acts.withdraw_post, "desk_withdraw_post"),
]


def desk_urls(site: AdminSite) -> list[URLPattern]:
    """Each page behind the site's own door: staff only, never cached, CSRF checked."""

    def behind(view: View) -> Any:
        return site.admin_view(view)

    return [path(f"desk/{route}", behind(view), name=name) for route, view, name in PAGES]
