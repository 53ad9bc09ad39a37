"""Pages by name, address and site: `pages/check-12` is ours, `pages/12` of the archive."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from api.exceptions import InvalidInput, NotVisible
from claims.archive.google.shapes import Shape, page_shape
from claims.archive.markup import Refused, page_url_of
from claims.archive.models import FactCheck, FactCheckPage
from claims.archive.search import own_markups, own_site
from claims.archive.storing import is_ours
from claims.models import Verdict

_NAME = re.compile(r"(check-)?([1-9][0-9]{0,17})")


def named(name: str) -> tuple[bool, int]:
    """Whether the page is ours, and its number. Raises NotVisible for what is no name."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise NotVisible(_("There is no such page."))
    return bool(found[1]), int(found[2])


def own(claim_id: int) -> Shape:
    """A published check of ours; a retracted one rates nothing any more. Raises NotVisible."""
    return _one(_own([claim_id]))


def archived(page_id: int) -> Shape:
    """A page of the archive. Raises NotVisible."""
    return _one(_archived(FactCheckPage.objects.filter(pk=page_id)))


def url_of(page_id: int) -> str:
    """Its address; empty where there is no such page."""
    found = FactCheckPage.objects.shown().filter(pk=page_id).values_list("url", flat=True)
    return str(found.first() or "")


def at_url(url: str) -> list[Shape]:
    """The page under this address, in whatever spelling: one or none."""
    try:
        canonical = page_url_of(url)
    except Refused as error:
        raise InvalidInput(error.detail, pointer="/url") from error
    if not is_ours(canonical):
        return _archived(FactCheckPage.objects.filter(url=canonical))
    try:
        match = resolve(canonical.removeprefix(settings.PUBLIC_URL).partition("?")[0])
    except Resolver404:
        return []
    return _own([match.kwargs["claim_id"]]) if match.view_name == "publishing:check" else []


def of_site(site: str, *, after: int, skip: int, size: int) -> tuple[list[Shape], int | None]:
    """A page of the list, and the number after which the next begins; None: no more."""
    if site == own_site():
        rows: Any = Verdict.objects.current().filter(claim_id__gt=after).order_by("claim_id")
        numbers = list(rows.values_list("claim_id", flat=True)[skip : skip + size + 1])
        found = _own(numbers[:size])
    else:
        rows = FactCheckPage.objects.shown().filter(site=site, pk__gt=after).order_by("pk")
        numbers = list(rows.values_list("pk", flat=True)[skip : skip + size + 1])
        found = _archived(FactCheckPage.objects.filter(pk__in=numbers[:size]))
    return found, numbers[size - 1] if len(numbers) > size else None


def _one(found: list[Shape]) -> Shape:
    if not found:
        raise NotVisible(_("There is no such page."))
    return found[0]


def _own(numbers: list[int]) -> list[Shape]:
    current = Verdict.objects.current().filter(claim__in=numbers)
    versions = dict(current.values_list("claim_id", "pk"))
    return [
        page_shape(f"pages/check-{number}", str(versions[number]), [markup], markup["url"])
        for number, markup in sorted(own_markups(numbers).items())
        if number in versions
    ]


def _archived(rows: Any) -> list[Shape]:
    found = list(rows.shown().order_by("pk"))
    markups: defaultdict[int, list[Any]] = defaultdict(list)
    checks = FactCheck.objects.shown().filter(page__in=[page.pk for page in found])
    for page_id, markup in checks.order_by("position", "pk").values_list("page_id", "markup"):
        markups[page_id].append(markup)
    return [
        page_shape(f"pages/{page.pk}", str(page.version), markups[page.pk], page.url)
        for page in found
        if markups[page.pk]
    ]
