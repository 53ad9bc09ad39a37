"""Units on one footing: kilometres and miles are lengths, a crore is a number, a week is time."""

from __future__ import annotations

from fractions import Fraction

F = Fraction
SCALES = {
    "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "lakh": 10**5, "lakhs": 10**5, "crore": 10**7, "crores": 10**7, "dozen": 12,
    "k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12,
}  # fmt: skip
#: Written right after the digits only: "9m people" but never "9 m".
TOUCHING = frozenset({"k", "m", "mn", "b", "bn", "tn"})

_LENGTH = {"miles": F("1609.344"), "kilometres": F(1000), "metres": F(1), "feet": F("0.3048"),
           "centimetres": F(1, 100), "millimetres": F(1, 1000), "inches": F("0.0254"),
           "yards": F("0.9144")}  # fmt: skip
_AREA = {"hectares": F(10_000), "acres": F("4046.856")} | {
    f"square {name}": size * size for name, size in _LENGTH.items()
}
_MASS = {"tonnes": F(1000), "tons": F(1000), "kilograms": F(1), "ounces": F("0.02835")}
_VOLUME = {"litres": F(1), "gallons": F("4.546"), "barrels": F("158.987")}
_POWER = {"megawatts": F(10**6), "gigawatts": F(10**9), "kilowatts": F(10**3)}
_TIME = {"years": F(12), "months": F(1), "weeks": F(12, 52), "days": F(12, 365),
         "hours": F(12, 8760), "minutes": F(12, 525_600), "seconds": F(12, 31_536_000),
         "decades": F(120), "centuries": F(1200)}  # fmt: skip
_SHARES = {"percent": F(1, 100), "percentage points": F(1, 100), "basis points": F(1, 10_000)}
_DIMENSIONS = {"length": _LENGTH, "area": _AREA, "mass": _MASS, "volume": _VOLUME,
               "power": _POWER, "time": _TIME, "share": _SHARES}  # fmt: skip
#: The unit's name, as the extractor has it, with its dimension and its size in the base unit.
MEASURES: dict[str, tuple[str, Fraction]] = {
    name: (dimension, size) for dimension, sizes in _DIMENSIONS.items()
    for name, size in sizes.items()
}  # fmt: skip
#: As people write them, to the extractor's names.
SAID = {
    "mile": "miles", "mi": "miles", "km": "kilometres", "kms": "kilometres",
    "kilometre": "kilometres", "kilometer": "kilometres", "kilometers": "kilometres",
    "metre": "metres", "meter": "metres", "meters": "metres", "foot": "feet", "ft": "feet",
    "cm": "centimetres", "centimetre": "centimetres", "mm": "millimetres", "inch": "inches",
    "yard": "yards", "hectare": "hectares", "acre": "acres", "tonne": "tonnes", "ton": "tons",
    "kg": "kilograms", "kilo": "kilograms", "kilos": "kilograms", "kilogram": "kilograms",
    "ounce": "ounces", "litre": "litres", "liter": "litres", "liters": "litres",
    "gallon": "gallons", "barrel": "barrels", "megawatt": "megawatts", "mw": "megawatts",
    "gigawatt": "gigawatts", "gw": "gigawatts", "kilowatt": "kilowatts", "kw": "kilowatts",
    "year": "years", "month": "months", "week": "weeks", "day": "days", "hour": "hours",
    "minute": "minutes", "second": "seconds", "decade": "decades", "century": "centuries",
    "%": "percent", "pc": "percent", "percent": "percent",
    "dollar": "USD", "dollars": "USD", "bucks": "USD", "pound": "GBP", "pounds": "GBP",
    "quid": "GBP", "euro": "EUR", "euros": "EUR", "yen": "JPY", "yuan": "CNY", "rupee": "INR",
    "rupees": "INR", "rand": "ZAR", "francs": "CHF", "roubles": "RUB", "rubles": "RUB",
} | {name: name for name in MEASURES}  # fmt: skip
SIGNS = {"£": "GBP", "€": "EUR", "$": "USD", "¥": "JPY", "₹": "INR", "rs": "INR", "rs.": "INR",
         "r": "ZAR", "inr": "INR", "usd": "USD", "gbp": "GBP", "eur": "EUR"}  # fmt: skip
CURRENCIES = frozenset(SIGNS.values()) | {"CNY", "CHF", "RUB", "AUD", "CAD", "NZD", "HKD"}


def based(value: Fraction, unit: str) -> tuple[Fraction, str]:
    """A value in its dimension's base unit, and the dimension.

    Money keeps its currency as dimension, a counted noun is "count".
    """
    if unit in CURRENCIES:
        return value, unit
    dimension, size = MEASURES.get(unit, ("count", F(1)))
    return value * size, dimension
