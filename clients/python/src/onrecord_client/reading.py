"""JSON to frozen dataclasses: unknown fields are passed over, missing ones get their default."""

import functools
import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints


@dataclass(frozen=True, kw_only=True)
class Record:
    """What the server sent; ``raw`` also has the fields this version does not know."""

    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


R = TypeVar("R", bound=Record)


def read(kind: type[R], data: Mapping[str, Any]) -> R:
    """A record of ``kind``. ValueError where the data cannot be one."""
    values: dict[str, Any] = {"raw": data}
    for name, (hint, required) in _shape(cast(Any, kind)).items():
        if name in data:
            values[name] = _value(hint, data[name])
        elif required:
            raise ValueError(f"{kind.__name__} without {name}")
    return kind(**values)


@functools.cache
def _shape(kind: Any) -> dict[str, tuple[Any, bool]]:
    hints = get_type_hints(kind)
    return {
        one.name: (hints[one.name], one.default is MISSING and one.default_factory is MISSING)
        for one in fields(kind)
        if one.name != "raw"
    }


def _value(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        hint = next(one for one in get_args(hint) if one is not type(None))
        origin = get_origin(hint)
    if value is None:
        return () if origin is tuple else None
    if origin is tuple:
        return tuple(_value(get_args(hint)[0], one) for one in value)
    if isinstance(hint, type) and issubclass(hint, Record):
        return read(hint, value)
    if hint is datetime:
        return datetime.fromisoformat(value)
    if hint is date:
        return date.fromisoformat(value)
    return value
