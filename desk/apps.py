"""App configuration of the desk, which replaces Django's admin site by the newsroom's."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class DeskConfig(AppConfig):
    name = "desk"


class OnrecordAdminConfig(AdminConfig):
    default_site = "desk.site.OnrecordAdminSite"
