"""App configuration of transcripts: registers the queue's health probes and the lookup `folded`."""

from django.apps import AppConfig


class TranscriptsConfig(AppConfig):
    name = "transcripts"

    def ready(self) -> None:
        from transcripts import folding, probes

        probes.register()
        folding.register()
