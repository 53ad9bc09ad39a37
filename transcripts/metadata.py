"""What people say about a transcript (title, day, language, address, publisher), and its checks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from api.exceptions import FieldProblem, InvalidInput
from api.outbound import OutboundError
from api.outbound.urls import readable
from transcripts.formats import valid_language_tag

METADATA = ("title", "event_date", "language", "source_url", "publisher")
#: Control characters and line ends. What joins or turns letters round (a zero-width non-joiner, a
#: right-to-left mark) is part of how titles are written.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
MAX_LENGTH = {"title": 300, "language": 35, "source_url": 2000, "publisher": 200, "reason": 2000}


def clean_metadata(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """The metadata that were given, checked. Raises InvalidInput with a pointer each."""
    given = {key: metadata[key] for key in METADATA if metadata.get(key) not in (None, "")}
    said = {
        key: unicodedata.normalize("NFC", value) if isinstance(value, str) else value
        for key, value in given.items()
    }
    problems = [
        FieldProblem(
            f"/{key}",
            _("At most %(limit)s characters.") % {"limit": MAX_LENGTH[key]},
            "max_length",
        )
        for key, value in said.items()
        if isinstance(value, str) and len(value) > MAX_LENGTH[key]
    ]
    problems += [
        FieldProblem(f"/{key}", _("Control characters are not allowed."), "control_character")
        for key, value in said.items()
        if isinstance(value, str) and _UNSEEN.search(value)
    ]
    if "language" in said and not valid_language_tag(said["language"]):
        problems.append(
            FieldProblem(
                "/language",
                _("%(language)s is not a BCP 47 language tag.")
                % {"language": repr(said["language"])},
                "language_tag",
            )
        )
    if "source_url" in said and (wrong := _wrong_url(said["source_url"])):
        problems.append(FieldProblem("/source_url", wrong, "url"))
    if problems:
        raise InvalidInput(_("Some fields are wrong."), errors=problems)
    return said


def _wrong_url(url: str) -> str:
    """What is wrong with an address that is stored and shown; empty: nothing."""
    try:
        URLValidator(schemes=["http", "https"])(url)
        parsed = readable(url)
    except (ValidationError, OutboundError):
        return _("Not an http(s) URL.")
    if parsed.userinfo:
        return _("An address may not carry a user or password.")
    return ""
