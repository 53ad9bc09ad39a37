"""The newsroom's admin site: Django's, with the desk's pages beside the models'."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class OnrecordAdminSite(AdminSite):
    site_header = _("Onrecord")
    site_title = _("Onrecord")
    index_title = _("Desk")
