"""App configuration of api."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"

    def ready(self) -> None:
        from api import health

        health.register_probe("database", "ready", health.database_probe)
        health.register_probe("migrations", "ready", health.migrations_probe)
