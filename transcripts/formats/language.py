"""Whether a language tag is well-formed by BCP 47 (RFC 5646, section 2.1)."""

from __future__ import annotations

import re

_TAG = re.compile(
    r"""
    (?: [a-z]{2,3} (?:-[a-z]{3}){0,3} | [a-z]{4} | [a-z]{5,8} )   # language, extlang
    (?: -[a-z]{4} )?                                              # script
    (?: -(?:[a-z]{2}|[0-9]{3}) )?                                 # region
    (?P<variants> (?: -(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}) )* )
    (?P<extensions> (?: -[0-9a-wy-z](?:-[a-z0-9]{2,8})+ )* )
    (?: -x(?:-[a-z0-9]{1,8})+ )?
    | x(?:-[a-z0-9]{1,8})+
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_GRANDFATHERED = frozenset(
    {
        "en-gb-oed",
        "i-ami",
        "i-bnn",
        "i-default",
        "i-enochian",
        "i-hak",
        "i-klingon",
        "i-lux",
        "i-mingo",
        "i-navajo",
        "i-pwn",
        "i-tao",
        "i-tay",
        "i-tsu",
        "sgn-be-fr",
        "sgn-be-nl",
        "sgn-ch-de",
        "art-lojban",
        "cel-gaulish",
        "no-bok",
        "no-nyn",
        "zh-guoyu",
        "zh-hakka",
        "zh-min",
        "zh-min-nan",
        "zh-xiang",
    }
)


def valid_language_tag(tag: str) -> bool:
    """Whether `tag` is well-formed, such as "en", "en-GB" or "zh-Hant-TW".

    Well-formed only: whether the language exists is not asked. No variant and no extension
    letter may come twice.
    """
    if tag.lower() in _GRANDFATHERED:
        return True
    match = _TAG.fullmatch(tag)
    if match is None:
        return False
    variants = (match["variants"] or "").lower().split("-")[1:]
    singletons = re.findall(r"-([0-9a-z])(?=-)", (match["extensions"] or "").lower())
    return len(set(variants)) == len(variants) and len(set(singletons)) == len(singletons)
