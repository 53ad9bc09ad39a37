"""Texts that share words with another, of which the most alike in spelling are taken.

One common word is shared by a tenth of an archive, two that stand together by few: those are asked
for. Where even they are many, as PostgreSQL's statistics of the column tell, other words of the
text are asked for as well, one after another, until few rows are to be expected. So a lookup
costs about the same however often an archive repeats itself; what it passes over is a text that
shares nothing but what hundreds of others share too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramSimilarity
from django.db import connection
from django.db.models import F, QuerySet

from transcripts.folding import ENGLISH

BEST = 15
"""Rows taken, the most alike in spelling."""
EXPECTED = 500
"""Rows that a search is made to find at most: each takes ten microseconds to rank by spelling."""
COMMON = 0.25
"""The share of a table's rows from which a word tells nothing there."""
RANKED = 1_500
"""Rows ranked where more are found all the same: words hang together, and statistics age."""
LONGEST = 500
"""Characters of a text that are searched for."""
_WORDS = """
SELECT text.lexeme, coalesce(common.share, 0), greatest(relation.reltuples, 0)
FROM unnest(to_tsvector(%s::regconfig, %s)) AS text
CROSS JOIN pg_class AS relation
LEFT JOIN (
    SELECT word, share FROM pg_stats,
        unnest(most_common_elems::text::text[], most_common_elem_freqs) AS one (word, share)
    WHERE schemaname = current_schema() AND tablename = %s AND attname = 'search'
) AS common ON common.word = text.lexeme
WHERE relation.oid = %s::regclass
ORDER BY text.positions[1], text.lexeme
"""


Group = tuple[int, ...]
"""Which of a text's words, by their places among them."""


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A stemmed word and the share of a table's rows that have it, 0 to 1; 0 where it is rare."""

    word: str
    share: float


class Lexemes(SearchQuery):
    """A tsquery as PostgreSQL writes it, of lexemes that it made itself."""

    def __init__(self, written: str) -> None:
        super().__init__(written, search_type="raw")
        self.written = written

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        return "%s::tsquery", [self.written]


def by_words(rows: QuerySet[Any], spelled: str, text: str) -> list[int]:
    """Ids of those rows that share words with the text, the most alike in spelling first.

    `rows` have a column `search`; `spelled` is the column whose spelling counts.
    """
    written = asked(*_lexemes(rows.model._meta.db_table, text[:LONGEST]))
    if not written:
        return []
    query = Lexemes(written)
    found = rows.filter(search=query).order_by(SearchRank(F("search"), query).desc(), "pk")
    ranked = rows.model.objects.filter(pk__in=found.values("pk")[:RANKED])
    best = ranked.order_by(TrigramSimilarity(spelled, text[:LONGEST]).desc(), "pk")
    return list(best.values_list("pk", flat=True)[:BEST])


def _lexemes(table: str, text: str) -> tuple[list[Lexeme], float]:
    """The text's words, stemmed, in their order, and how many rows the table has or had."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, [ENGLISH, text, table, table])
        found = cursor.fetchall()
    return [Lexeme(word, share) for word, share, _ in found], found[0][2] if found else 0


def asked(words: Sequence[Lexeme], rows: float) -> str:
    """The tsquery: each two words with at most one between them, or more where that is too many.

    Empty where nothing is worth asking for; a single word stands for itself.
    """
    if rows > EXPECTED:
        words = [word for word in words if word.share < COMMON]
    groups = _together(len(words)) if len(words) > 1 else {(at,) for at in range(len(words))}
    expected = {group: rows * _share(words, group) for group in groups}
    while sum(expected.values()) > EXPECTED:
        most = max(expected, key=lambda group: (expected[group], group))
        found = expected.pop(most)
        for group in _narrower(words, most, found / rows / 2):
            expected[group] = rows * _share(words, group)
    written = (" & ".join(_quoted(words[at].word) for at in group) for group in sorted(expected))
    return " | ".join(f"({group})" for group in written)


def _together(count: int) -> set[Group]:
    return {(at, to) for at in range(count) for to in (at + 1, at + 2) if to < count}


def _share(words: Sequence[Lexeme], group: Group) -> float:
    """Of rows that have them all, as if words did not hang together."""
    return prod(words[at].share for at in group)


def _narrower(words: Sequence[Lexeme], group: Group, share: float) -> list[Group]:
    """With the one more word that leaves most rows, but not more than this share of them all.

    Where none leaves so few, with the one that leaves fewest; none where it has all words.
    """
    wider = [tuple(sorted((*group, at))) for at in range(len(words)) if at not in group]
    shares = {one: _share(words, one) for one in wider}
    few = [one for one in wider if shares[one] <= share]
    if few:
        return [max(few, key=lambda one: (shares[one], one))]
    return [min(wider, key=lambda one: (shares[one], one))] if wider else []


def _quoted(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
