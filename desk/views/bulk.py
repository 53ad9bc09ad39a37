"""An editor's acts on several claims at once: what is chosen, what was done, and why not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.roles import Role, has_role
from api.exceptions import DomainError, Forbidden, InvalidInput
from claims import limits, services
from claims.models import Claim, DismissalKind
from desk.access import needs_newsroom, page, render
from desk.chips import people
from desk.queue import Filters, for_list


@page
@require_POST
def bulk(request: HttpRequest) -> HttpResponseBase:
    """Without `act`, or where it is refused, the chosen claims with the forms; else what came."""
    actor = needs_newsroom(request)
    if not has_role(actor, Role.EDITOR):
        raise Forbidden(_("Only editors act on several claims at once."))
    chosen = chosen_claims(actor, request.POST)
    act, error = request.POST.get("act", ""), None
    outcomes: Sequence[services.Outcome] | None = None
    try:
        outcomes = _carry_out(actor, chosen, act, request.POST) if act else None
    except DomainError as refused:
        error = refused
    context = {
        "chosen": chosen,
        "act": act,
        "wanted": act or request.POST.get("wanted", ""),
        "error": error,
        "sent": request.POST,
        "sent_reviewers": request.POST.getlist("reviewer"),
        "outcomes": outcomes,
        "done": sum(outcome.done for outcome in outcomes or ()),
        "choices": {"people": people(), "kinds": list(reversed(DismissalKind.choices))},
        "filters": Filters.of(request.GET),
    }
    return render(request, "desk/bulk.html", context, status=error.status if error else 200)


def _carry_out(
    actor: User, chosen: list[Claim], act: str, data: QueryDict
) -> Sequence[services.Outcome]:
    if act == "dismiss":
        return services.dismiss_many(
            actor=actor,
            claims=chosen,
            reason=data.get("reason", ""),
            kind=data.get("kind", DismissalKind.OTHER),
        )
    if act == "assign":
        named = {str(person.pk): person for person in people()}
        reviewers = [named[pk] for pk in data.getlist("reviewer") if pk in named]
        strategy = data.get("strategy", "")
        return services.assign_many(
            actor=actor, claims=chosen, reviewers=reviewers, strategy=strategy
        )
    raise InvalidInput(_("Choose what is to be done."), pointer="/act")


def chosen_claims(actor: User, data: QueryDict) -> list[Any]:
    """What was ticked, in that order, each as the editor read it: `12.3` is claim 12 at version 3.

    What is not visible is left out, as if it did not exist.
    """
    read: dict[int, int] = {}
    for said in data.getlist("claim")[: limits.BULK + 1]:
        pk, _dot, version = said.partition(".")
        if all(part.isascii() and part.isdigit() and len(part) <= 9 for part in (pk, version)):
            read[int(pk)] = int(version)
    found = for_list(Claim.objects.visible_to(actor).filter(pk__in=read)).in_bulk()
    for pk, claim in found.items():
        claim.version = read[pk]
    return [found[pk] for pk in read if pk in found]
