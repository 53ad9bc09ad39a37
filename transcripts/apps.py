"""App configuration of transcripts: registers the health probes of the queue."""

from django.apps import AppConfig


class TranscriptsConfig(AppConfig):
    name = "transcripts"

    def ready(self) -> None:
        from transcripts import probes

        probes.register()
