"""One of the sources is primary: the document, the data, the record itself."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from claims.models import Citation, Claim, SourceKind, Verdict
from claims.publishing.gate.base import Missing

ORDER = 40


def check(claim: Claim, verdict: Verdict | None) -> Iterator[Missing]:
    primary = Citation.objects.filter(claim=claim, source__kind=SourceKind.PRIMARY).standing()
    if not primary.exists():
        yield Missing("primary_source", _("One of the sources must be primary."), "/citations")
