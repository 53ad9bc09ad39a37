"""App configuration of notify: what accounts hold of it, and what the sweep looks after."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "notify"

    def ready(self) -> None:
        from notify import personal
        from notify.webhooks import dispatch  # noqa: F401  (swept with the runs from here on)

        personal.register()
