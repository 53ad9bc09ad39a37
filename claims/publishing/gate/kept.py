"""Where the newsroom asks for it (PUBLISH_NEEDS_KEPT), each cited source is kept."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from claims.evidence.models import Snapshot
from claims.models import Citation, Claim, Verdict
from claims.publishing.gate.base import Missing

ORDER = 45


def check(claim: Claim, verdict: Verdict | None) -> Iterator[Missing]:
    if not settings.PUBLISH_NEEDS_KEPT:
        return
    kept = Snapshot.objects.readable().values("source")
    standing = Citation.objects.filter(claim=claim).standing().exclude(source__in=kept)
    for citation in standing.select_related("source").order_by("source_id").distinct("source_id"):
        yield Missing(
            "source_kept",
            _("Nothing is kept of a source: %(source)s. Fetch it again, or bring a document.")
            % {"source": citation.source},
            "/citations",
        )
