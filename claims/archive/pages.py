"""The pages of the archive as people write them: create, replace, withdraw, each audited.

Editors alone; our own checks are written at the desk, never here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from api.exceptions import Conflict, FieldProblem, Forbidden, InvalidInput, NotVisible
from audit.services import record
from claims.archive.markup import Markup, Refused, facts_of, need_addresses, page_url_of
from claims.archive.models import FactCheckPage
from claims.archive.storing import Found, is_ours, store_page, withdraw_page
from claims.lifecycle import EDITOR
from claims.matching import life
from claims.services.locking import need_role

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def create_page(*, actor: User, url: str, markups: Sequence[Markup]) -> FactCheckPage:
    """A page that is not there yet; one that was withdrawn comes back. 409 where it is there."""
    need_role(actor, EDITOR)
    url = _page_url(url)
    if FactCheckPage.objects.shown().filter(url=url).exists():
        raise Conflict(_("The archive has this page already."), code="page_exists")
    return _store(actor, "create", url, markups)


@transaction.atomic
def replace_page(
    *, actor: User, page_id: int, url: str, version: str, markups: Sequence[Markup]
) -> FactCheckPage:
    """All checks of a page anew. `version`, where it is not empty, is the one that was read."""
    need_role(actor, EDITOR)
    page = _locked(page_id)
    if url and _page_url(url) != page.url:
        raise InvalidInput(_("A page keeps its address."), pointer="/pageUrl")
    if version and version != str(page.version):
        raise Conflict(_("The page was changed since you read it."), code="page_changed")
    return _store(actor, "edit", page.url, markups)


@transaction.atomic
def delete_page(*, actor: User, page_id: int) -> None:
    """Takes the page out of the archive; its row stays, so that no import brings it back."""
    need_role(actor, EDITOR)
    page = _locked(page_id)
    withdraw_page(page)
    record(actor=actor, action="withdraw", target=page)


def _locked(page_id: int) -> FactCheckPage:
    rows = FactCheckPage.objects.shown().select_for_update(no_key=True)
    page: FactCheckPage | None = rows.filter(pk=page_id).first()
    if page is None:
        raise NotVisible(_("There is no such page."))
    return page


def _page_url(url: str) -> str:
    try:
        return page_url_of(url)
    except Refused as error:
        raise InvalidInput(error.detail, pointer="/pageUrl") from error


def _store(actor: User, act: str, url: str, markups: Sequence[Markup]) -> FactCheckPage:
    if is_ours(url):
        raise Forbidden(_("Our own checks are published at the desk, not here."))
    found, problems, keys = [], [], set()
    for index, markup in enumerate(markups):
        at = f"/claimReviewMarkups/{index}"
        try:
            facts = facts_of(markup)
            need_addresses(markup)
            if facts.page_url != url:
                raise Refused("url", _("Only an anchor may be added to the page's address."), "url")
            if facts.claim_key in keys:
                raise Refused("doubled", _("The claim stands here twice."), "claimReviewed")
        except Refused as error:
            problems.append(FieldProblem(at, error.detail, error.code))
            continue
        keys.add(facts.claim_key)
        found.append(Found(at, markup, facts))
    if problems:
        raise InvalidInput(problems[0].detail, errors=problems)
    if not found:
        raise InvalidInput(_("A page has at least one check."), pointer="/claimReviewMarkups")
    try:
        page, outcome = store_page(url, found, whole=True, came_from=None)
    except Refused as error:
        raise InvalidInput(error.detail, pointer="/claimReviewMarkups") from error
    life.queue_fact_checks(outcome.changed)
    if outcome.created or outcome.updated:
        values = {"created": outcome.created, "updated": outcome.updated}
        record(actor=actor, action=act, target=page, values=values)
    return page
