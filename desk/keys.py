"""The keys of the desk: the one list that the help sheet shows.

What a key does stands in the page: a control with `data-key` is pressed by it, a link with
`data-go` by g and then it. static/desk/keys.js knows those of KEYS_JS by itself.
tests/desk/test_chrome.py holds list, pages and script together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from desk.navigation import PLACES

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: Handled by keys.js and by browsers, with no control of their own that carries the key.
KEYS_JS = frozenset({"j", "k", "x", "?", "g", "1", "9", "Enter", "Ctrl", "Esc"})


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the sheet: `strokes` are pressed one after the other, or together with Ctrl."""

    strokes: tuple[str, ...]
    does: _StrPromise


@dataclass(frozen=True, slots=True)
class Section:
    """The keys of one kind of page."""

    title: _StrPromise
    keys: tuple[Key, ...]


def sheet() -> Iterator[Section]:
    """The whole sheet, in reading order."""
    yield from SECTIONS
    going = tuple(Key(("g", place.key), place.name) for place in PLACES)
    yield Section(_("Go to"), going)


SECTIONS = (
    Section(
        _("Everywhere"),
        (
            Key(("/",), _("search")),
            Key(("Esc",), _("leave a field, close this")),
            Key(("Ctrl", "Enter"), _("save the form one is in")),
            Key(("?",), _("show these keys")),
        ),
    ),
    Section(
        _("In a list"),
        (
            Key(("j",), _("next")),
            Key(("k",), _("previous")),
            Key(("Enter",), _("open")),
            Key(("x",), _("choose, to act on several at once (editors)")),
            Key(("t",), _("take the next claim")),
            Key(("n",), _("next page")),
            Key(("r",), _("mark all notices as read")),
        ),
    ),
    Section(
        _("On a claim"),
        (
            Key(("j",), _("next claim of the queue")),
            Key(("k",), _("previous claim of the queue")),
            Key(("t",), _("take")),
            Key(("1", "9"), _("choose a level")),
            Key(("r",), _("write the rationale")),
            Key(("c",), _("cite a source")),
            Key(("e",), _("edit the normalised claim")),
            Key(("d",), _("dismiss, with a reason")),
            Key(("m",), _("say something in the discussion")),
            Key(("y",), _("show the first proposal of a like claim; then confirm it")),
            Key(("n",), _("show it; then reject it")),
            Key(("Enter",), _("save and go to the next claim")),
            Key(("z",), _("undo your last act, or redo it, once it has said which")),
        ),
    ),
    Section(
        _("In a transcript"),
        (
            Key(("j",), _("next claim in the text")),
            Key(("k",), _("previous claim in the text")),
            Key(("n",), _("next part")),
            Key(("p",), _("earlier part")),
            Key(("o",), _("show what was left out")),
            Key(("a",), _("add a claim: the selected words, or by their offsets")),
        ),
    ),
    Section(_("In the figures"), (Key(("=",), _("show or hide all tables")),)),
)
