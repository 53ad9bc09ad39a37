"""Whether this process can keep what people bring of sources, for /health/queue."""

from django.utils.translation import gettext as _

from api.health import ProbeResult, register_probe
from claims import storage


def _evidence_probe() -> ProbeResult:
    why = storage.refusal("evidence")
    if not why:
        return ProbeResult(True)
    return ProbeResult(False, _("EVIDENCE_ROOT cannot be written: %(why)s.") % {"why": why})


def register() -> None:
    """Called by AppConfig.ready."""
    register_probe("evidence", "queue", _evidence_probe)
