"""The kinds of export, one module each with a `KIND`; adding the file adds the kind."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from claims.publishing.exports.kinds.base import Kind


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by name, in the order of their names."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__) if info.name != "base")
    return {name: importlib.import_module(f"{__name__}.{name}").KIND for name in names}


__all__ = ["Kind", "kinds"]
