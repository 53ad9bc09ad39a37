"""author and datePublished: who publishes the check, and since when."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from claims.publishing.gate.base import Markup, Missing

ORDER = 170


def lint(markup: Markup) -> Iterator[Missing]:
    if "author" not in markup.document:
        yield Missing("publisher", _("It is not said who publishes the check."), "", blocks=False)
    elif not (markup.part("author").get("name") or markup.part("author").get("url")):
        yield Missing("publisher_unnamed", _("The publisher has neither name nor address."), "")
    if not markup.document.get("datePublished"):
        yield Missing("date_published", _("The day of publication is missing."), "", blocks=False)
