"""url: the whole address of the check, on the publisher's own site."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from claims.publishing.gate.base import Markup, Missing, is_on, is_web_address

ORDER = 120


def lint(markup: Markup) -> Iterator[Missing]:
    url = markup.document.get("url")
    if not markup.host:
        return  # the rule of the publisher's settings says so
    if not isinstance(url, str) or not is_web_address(url):
        yield Missing("address", _("The address of the check is no web address."), "/url")
    elif not is_on(markup.host, url):
        yield Missing(
            "address_elsewhere",
            _("The address of the check is not on %(host)s.") % {"host": markup.host},
            "/url",
        )
