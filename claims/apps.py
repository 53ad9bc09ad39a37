"""App configuration of claims: registers what accounts hold of it, what it follows in transcripts,
its queued rows and its health probe."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"

    def ready(self) -> None:
        from claims import personal, probes
        from claims.archive.fetching import FETCHES
        from claims.evidence import life
        from claims.matching import following
        from claims.publishing.exports.life import EXPORTS

        personal.register()
        probes.register()
        following.register()
        assert life.SNAPSHOTS  # imported, and thereby known to the sweep
        assert EXPORTS
        assert FETCHES
