"""App configuration of notify: reads AuditEvent as its outbox (inbox, webhooks: to come)."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "notify"
