"""The gate before publication: every rule in this folder answers what is still missing.

A rule is one module with `ORDER: int` and one of two functions; adding the file adds the rule.

- `check(claim, verdict) -> Iterator[Missing]` asks the rows;
- `lint(markup) -> Iterator[Missing]` reads the ClaimReview as it would be published. It runs
  once there is a verdict, and knows no rows: it holds for other people's markup as well.

What a finding says is either missing (it blocks) or advice.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache
from types import ModuleType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from api.exceptions import Conflict
from claims.models import Claim, Verdict
from claims.publishing.gate.base import Markup, Missing


class GateRefused(Conflict):
    """409 with everything that is missing, for people and for programs."""

    default_code = "gate_refused"
    title = gettext_lazy("Not ready to be published")

    def __init__(self, lacks: Sequence[Missing], **extra: Any) -> None:
        self.lacks = list(lacks)
        super().__init__(
            _("Missing:") + " " + " ".join(one.detail for one in lacks),
            missing=[one.as_dict() for one in lacks],
            **extra,
        )


@cache
def rules() -> tuple[ModuleType, ...]:
    """All rules of this folder, in their own order."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__) if info.name != "base")
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return tuple(sorted(modules, key=lambda module: module.ORDER))


def findings(claim: Claim, verdict: Verdict | None) -> list[Missing]:
    """All that the rules say of the verdict (None: there is no draft), advice too."""
    checks = [rule.check for rule in rules() if hasattr(rule, "check")]
    found = [one for check in checks for one in check(claim, verdict)]
    return found if verdict is None else found + lint(Markup.of(claim, verdict))


def missing(claim: Claim, verdict: Verdict | None) -> list[Missing]:
    """What keeps the verdict from being published; empty: nothing."""
    return [one for one in findings(claim, verdict) if one.blocks]


def lint(markup: Markup) -> list[Missing]:
    """What the rules of markup say of a ClaimReview, ours or another's."""
    return [one for rule in rules() if hasattr(rule, "lint") for one in rule.lint(markup)]


__all__ = ["GateRefused", "Markup", "Missing", "findings", "lint", "missing", "rules"]
