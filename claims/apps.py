"""App configuration of claims: registers what people's accounts hold of it."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"

    def ready(self) -> None:
        from claims import personal
        from claims.evidence import life

        personal.register()
        assert life.SNAPSHOTS  # imported, and thereby known to the sweep
