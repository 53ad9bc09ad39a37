"""The check-worthiness rules, one file each: a module here with a RULE is a rule.

To add one, write `rules/<name>.py` with a module-level `RULE` and its test.
"""

from importlib import import_module
from pkgutil import iter_modules

from worker.extraction.rules.base import Finding, Rule


def _discover() -> tuple[Rule, ...]:
    names = sorted(module.name for module in iter_modules(__path__) if module.name != "base")
    rules: list[Rule] = [import_module(f"{__name__}.{name}").RULE for name in names]
    return tuple(sorted(rules, key=lambda rule: -rule.weight))


RULES = _discover()

__all__ = ["RULES", "Finding", "Rule"]
