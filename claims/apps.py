"""App configuration of claims: registers what accounts hold of it, and its queued rows."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"

    def ready(self) -> None:
        from claims import personal
        from claims.archive.fetching import FETCHES
        from claims.evidence import life
        from claims.publishing.exports.life import EXPORTS

        personal.register()
        assert life.SNAPSHOTS  # imported, and thereby known to the sweep
        assert EXPORTS
        assert FETCHES
