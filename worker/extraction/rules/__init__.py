"""The check-worthiness rules, one file each: a module here with a RULE is a rule.

To add one, write `rules/<name>.py` with a module-level `RULE` and its test. It weighs nothing
until training has fitted its weight.
"""

from importlib import import_module
from pkgutil import iter_modules

from worker.extraction.rules.base import BAR_WEIGHT, Finding, LexicalRule, Rule


def _discover() -> tuple[Rule, ...]:
    names = sorted(module.name for module in iter_modules(__path__) if module.name != "base")
    return tuple(import_module(f"{__name__}.{name}").RULE for name in names)


RULES = _discover()
LEXICAL_RULES = tuple(rule for rule in RULES if isinstance(rule, LexicalRule))

__all__ = ["BAR_WEIGHT", "LEXICAL_RULES", "RULES", "Finding", "LexicalRule", "Rule"]
