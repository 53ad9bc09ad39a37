"""The gate before publication: every rule in this folder answers what is still missing.

A rule is one module with `ORDER: int` and `check(claim, verdict) -> Iterator[Missing]`;
adding the file adds the rule.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from api.exceptions import Conflict
from claims.models import Claim, Verdict
from claims.publishing.gate.base import Missing

Check = Callable[[Claim, Verdict | None], Iterable[Missing]]


class GateRefused(Conflict):
    """409 with everything that is missing, for people and for programs."""

    default_code = "gate_refused"
    title = gettext_noop("Not ready to be published")

    def __init__(self, lacks: Sequence[Missing], **extra: Any) -> None:
        self.lacks = list(lacks)
        super().__init__(
            _("Missing:") + " " + " ".join(one.detail for one in lacks),
            missing=[one.as_dict() for one in lacks],
            **extra,
        )


@cache
def rules() -> tuple[Check, ...]:
    """All rules of this folder, in their own order."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__) if info.name != "base")
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return tuple(module.check for module in sorted(modules, key=lambda module: module.ORDER))


def missing(claim: Claim, verdict: Verdict | None) -> list[Missing]:
    """What keeps the verdict (None: there is no draft) from being published; empty: nothing."""
    return list(_all(claim, verdict))


def _all(claim: Claim, verdict: Verdict | None) -> Iterator[Missing]:
    for check in rules():
        yield from check(claim, verdict)


__all__ = ["GateRefused", "Missing", "missing", "rules"]
