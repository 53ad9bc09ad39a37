"""App configuration of notify: registers what people's accounts hold of it."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "notify"

    def ready(self) -> None:
        from notify import personal

        personal.register()
