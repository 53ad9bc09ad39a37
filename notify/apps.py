"""App configuration of notify: what accounts hold of it, and what the sweep looks after."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "notify"

    def ready(self) -> None:
        from notify import personal
        from notify.webhooks.dispatch import DELIVERIES

        personal.register()
        assert DELIVERIES  # imported, and thereby known to the sweep
