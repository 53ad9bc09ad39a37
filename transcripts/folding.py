"""Search folds accents: "Zurich" finds "Zürich" and the other way round. The one place for it.

Both halves are objects of the database, made by the migration 0004 of this app, so that indexes
and generated columns can hold them:

- `ENGLISH`: a text search configuration, PostgreSQL's english with accents taken off before words
  are stemmed. For searches by words.
- `onrecord_fold(text)`: the text without accents, in upper case. For searches by a part:
  `name__folded__contains="muller"`, or `name__folded=` for the whole.

What has no unaccented spelling (most Cyrillic, Arabic, Chinese) stays as it is. "ß" is "ss", "ø" is
"o"; "Müller" is "Muller" and not "Mueller".
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django.db.models import CharField, TextField, Transform, Value

ENGLISH = "onrecord_english"


class Folded(Transform):
    """A text as `onrecord_fold` has it; in a lookup both sides are.

    What is searched is in NFC (only there is "й" one letter, and no accent), and so is made what
    it is searched for.
    """

    lookup_name = "folded"
    function = "onrecord_fold"
    bilateral = True
    output_field = TextField()

    def __init__(self, text: Any, **extra: Any) -> None:
        if isinstance(text, Value) and isinstance(text.value, str):
            text = Value(unicodedata.normalize("NFC", text.value))
        super().__init__(text, **extra)


def register() -> None:
    """The lookup `folded` on every column of text."""
    CharField.register_lookup(Folded)
    TextField.register_lookup(Folded)
