"""What is measured: percent, money, length, weight, power and time, as the press writes them."""

import re
from fractions import Fraction

from worker.extraction.view import word_list

_FORMS = {
    "miles": "miles? mi",
    "kilometres": r"kilomet(?:re|er)s? kms?",
    "metres": r"met(?:re|er)s?",
    "centimetres": r"centimet(?:re|er)s? cm",
    "millimetres": r"millimet(?:re|er)s? mm",
    "feet": "feet foot ft",
    "inches": "inch(?:es)?",
    "yards": "yards?",
    "hectares": "hectares?",
    "acres": "acres?",
    "tonnes": "tonnes?",
    "tons": "tons?",
    "kilograms": r"kilogram(?:me)?s? kilos? kg",
    "ounces": "ounces?",
    "litres": r"lit(?:re|er)s?",
    "gallons": "gallons?",
    "barrels": "barrels?",
    "megawatts": "megawatts? MW",
    "gigawatts": "gigawatts? GW",
    "kilowatts": "kilowatts? kW",
    "miles per hour": "mph",
    "kilometres per hour": r"km/h kph",
    "degrees": "degrees?",
    "years": "years?",
    "months": "months?",
    "weeks": "weeks?",
    "days": "days?",
    "hours": "hours?",
    "minutes": "minutes?",
    "seconds": "seconds?",
    "decades": "decades?",
    "centuries": "centur(?:y|ies)",
}
TIMES = frozenset(word_list("years months weeks days hours minutes seconds decades centuries"))
_SIGNS = {"£": "GBP", "€": "EUR", "¥": "JPY", "$": "USD"}
_DOLLARS = {"A": "AUD", "AU": "AUD", "C": "CAD", "CA": "CAD", "NZ": "NZD", "US": "USD", "HK": "HKD"}
_MONEY = {
    r"(?:us |american )?dollars?": "USD",
    r"canadian dollars?": "CAD",
    r"australian dollars?": "AUD",
    r"new zealand dollars?": "NZD",
    "bucks": "USD",
    r"pounds?(?: sterling)?": "GBP",
    "quid": "GBP",
    r"euros?": "EUR",
    "yen": "JPY",
    "yuan": "CNY",
    r"rupees?": "INR",
    r"rou?bles?": "RUB",
    r"swiss francs?": "CHF",
}
_HUNDREDTHS = {"pence": "GBP", "p": "GBP", "cents?": "USD"}

PERCENT = re.compile(
    r"(?P<points>[ -]percentage[ -]points?|[ -]basis[ -]points?)\b"
    r"|\s?%|[ -]per[ -]?cent(?:age)?\b|pc\b",
    re.IGNORECASE,
)
A_PERCENT = re.compile(r" an? (?:single )?per ?cent\b| of (?:a|one) per ?cent\b", re.IGNORECASE)
SIGN = re.compile(r"(?P<country>\b(?:AU|A|CA|C|NZ|US|HK))?(?P<sign>[£$€¥])\s?$")
WORD = re.compile(
    "|".join(f"[ -](?P<w{i}>{form})\\b" for i, form in enumerate(_MONEY)), re.IGNORECASE
)
HUNDREDTH = re.compile(
    "|".join(f"(?:{'' if form == 'p' else '[ -]'})(?P<h{i}>{form})\\b"
             for i, form in enumerate(_HUNDREDTHS)),
)  # fmt: skip
WEIGHED = re.compile(
    r" of (?!(?:the |our |your |their )?(?:public|tax|aid|debt|invest|cuts?|saving|damage|fund"
    r"|spend|money|cash|income|extra|new|government|state|support|subsid|revenue))",
    re.IGNORECASE,
)
MEASURE = re.compile(
    r"[ -]?(?P<power>square |cubic )?(?:"
    + "|".join(f"(?P<m{i}>{'|'.join(forms.split())})" for i, forms in enumerate(_FORMS.values()))
    + r")(?![\w])",
    re.IGNORECASE,
)
RATE = re.compile(
    r" (?:an?|per|every|each) (?P<each>second|minute|hour|day|night|week|month|quarter|year|head"
    r"|capita|person|household|pupil|patient|mile|acre|hectare|tonne|ton|barrel|gallon|lit(?:re|er)"
    r"|kilo|pound|child|family)\b(?!-)",
    re.IGNORECASE,
)
_MONIES = tuple(_MONEY.values())
_CANONICAL = tuple(_FORMS)
_CURRENCIES = tuple(_HUNDREDTHS.values())
HUNDRED = Fraction(1, 100)


def signed(text: str, start: int) -> tuple[int, str] | None:
    """Return where the currency sign before a number starts, and the currency's code."""
    match = SIGN.search(text, max(start - 6, 0), start)
    if match is None:
        return None
    sign, country = match["sign"], match["country"]
    if sign != "$":
        return match.start("sign"), _SIGNS[sign]
    return match.start(), _DOLLARS.get(country or "", "USD")


def money_word(text: str, end: int) -> tuple[int, str, bool] | None:
    """Return where a currency's name after a number ends, its code, and whether it is pence."""
    match = HUNDREDTH.match(text, end)
    if match is not None:
        return match.end(), _CURRENCIES[int(str(match.lastgroup)[1:])], True
    match = WORD.match(text, end)
    if match is None:
        return None
    code = _MONIES[int(str(match.lastgroup)[1:])]
    bare = match[0].lower().strip(" -") in {"pound", "pounds"}
    if bare and WEIGHED.match(text, match.end()):
        return None
    return match.end(), code, False


def measure(text: str, end: int) -> tuple[int, str] | None:
    """Return where the measure after a number ends, and its name in the plural."""
    match = MEASURE.match(text, end)
    if match is None:
        return None
    name = _CANONICAL[int(str(match.lastgroup)[1:])]
    return match.end(), (match["power"] or "").lower() + name


def rate(text: str, end: int) -> tuple[int, str]:
    """Return where "a week" ends after a unit and " per week"; nothing there, nothing added."""
    match = RATE.match(text, end)
    if match is None:
        return end, ""
    each = match["each"].lower()
    return match.end(), f" per {'litre' if each == 'liter' else each}"
