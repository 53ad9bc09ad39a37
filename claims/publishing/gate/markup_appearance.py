"""Where it was said: a place that is not the publisher's own."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from claims.publishing.gate.base import Markup, Missing, is_on, is_web_address

ORDER = 160
POINTER = "/transcript/source_url"


def lint(markup: Markup) -> Iterator[Missing]:
    item = markup.part("itemReviewed")
    urls = [*_urls(item.get("firstAppearance")), *_urls(item.get("appearance"))]
    if item and not urls:
        yield Missing(
            "appearance", _("There is no address where it was said."), POINTER, blocks=False
        )
    for url in urls:
        if not is_web_address(url):
            yield Missing(
                "appearance_address",
                _("Where it was said is no web address: %(url)s") % {"url": url},
                POINTER,
                blocks=False,
            )
        elif is_on(markup.host, url):
            yield Missing(
                "appearance_own",
                _("Where it was said is a page of your own: the claim needs another origin."),
                POINTER,
                blocks=False,
            )


def _urls(given: Any) -> Iterator[str]:
    for one in given if isinstance(given, list) else [given]:
        url = one.get("url") if isinstance(one, dict) else one
        if isinstance(url, str) and url:
            yield url
