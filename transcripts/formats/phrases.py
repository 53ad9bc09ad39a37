"""Words for people: marked for translation where they stand, translated where they are shown.

The readers know no framework. `_("Line %(line)d is odd.") % {"line": 3}` is a phrase whose words
gettext's tools collect; `in_words(gettext)` says it in the reader's language, `str()` in English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping


class Phrase:
    """A sentence with places in it; what fills them may be a phrase itself."""

    __slots__ = ("template", "values")

    def __init__(self, template: str, values: Mapping[str, object] | None = None) -> None:
        self.template = template
        self.values = values

    def __mod__(self, values: Mapping[str, object]) -> Phrase:
        return Phrase(self.template, values)

    def in_words(self, translate: Callable[[str], str]) -> str:
        """The sentence, each part of it translated."""
        said = translate(self.template)
        if self.values is None:
            return said
        return said % {
            name: value.in_words(translate) if isinstance(value, Phrase) else value
            for name, value in self.values.items()
        }

    def __str__(self) -> str:
        return self.in_words(str)


def _(words: str) -> Phrase:
    """Named as gettext's tools know it."""
    return Phrase(words)
