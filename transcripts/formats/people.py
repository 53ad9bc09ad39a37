"""Labels to people: one person under several labels becomes one speaker, where it is certain."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from .base import ParsedSpeaker
from .labels import all_caps, is_title, tokens_of
from .words import CONNECTORS, FEMALE, HONORIFICS, MALE, PARTICLES, PLACE_WORDS, fold

_SUFFIX = frozenset({"jr", "sr", "ii", "iii", "iv", "mp", "msp", "mep", "phd", "md", "qc", "kc"})

_MANY = 100  # people of one surname: past it nobody is told apart by office
_APART = "|"  # in the key of a surname that was joined to no full name
_SHORT = {
    "sen": "senator", "rep": "representative", "congressman": "representative",
    "congresswoman": "representative", "gov": "governor", "gen": "general", "dr": "doctor",
    "prof": "professor", "cllr": "councillor", "chairman": "chair", "chairwoman": "chair",
    "amb": "ambassador", "col": "colonel", "lt": "lieutenant", "rev": "reverend",
    "del": "delegate", "capt": "captain", "sgt": "sergeant",
}  # fmt: skip


@dataclass(frozen=True)
class Named:
    """One label taken apart: the title in front (or behind a comma), and the name."""

    printed: str
    title: str
    name: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The name for comparison: no case, no accents, no suffix, no initials inside."""
        words = [_plain(t) for t in tokens_of(self.name) if t != ","]
        words = [w for w in words if w not in _SUFFIX] or words
        inner = [w for w in words[1:-1] if len(w) > 1]
        if len(words) > 1 and not set(words[:-1]) <= PARTICLES:
            return tuple(words[:1] + inner + words[-1:])
        return tuple(words[-1:])  # a surname, "von der Brill" too

    @cached_property
    def office(self) -> str:
        """The title for comparison, without Mr, Mrs and the like; '' where nothing is left."""
        return " ".join(w for w in fold(self.title).split() if w not in HONORIFICS)

    @cached_property
    def gender(self) -> str:
        """What Mr, Mrs, Sir or Madam in the title says: 'm', 'f' or ''."""
        words = set(fold(self.title).split())
        return "m" if words & MALE else "f" if words & FEMALE else ""


def _plain(token: str) -> str:
    decomposed = unicodedata.normalize("NFD", fold(token))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).strip(",'-")


def split_label(printed: str, core: str, surnames: Collection[str] = ()) -> Named:
    """Take a label apart. `surnames`: folded last names known from the document's plain labels.

    "President of Russia Vladimir Putin" has the title "President of Russia"; "Mayor" alone, or
    "The Chair", has no title and is its own name.
    """
    core = re.sub(r"^the\s+(?=honou?rable|right|rt|hon)", "", core, flags=re.IGNORECASE)
    head, comma, tail = (part.strip() for part in core.partition(","))
    if comma and fold(tail).split()[:1] not in [[s] for s in _SUFFIX]:
        inner = split_label(printed, head, surnames)
        return Named(printed, inner.title or tail, inner.name) if inner.name else inner
    tokens = core.split()
    tail_of = re.fullmatch(r"(.*[A-Z]{2,}) of [A-Z]\w+(?: [A-Z]\w+)?", core)
    if tail_of and is_title(tokens[0]):  # "Mr. SMITH of Ohio"
        tokens = tail_of[1].split()
    titles = [i for i, t in enumerate(tokens) if is_title(t)]
    if not titles:
        return Named(printed, "", core)
    cut = _name_start(tokens, titles[-1], surnames)
    if cut is None:
        return Named(printed, "", core)
    return Named(printed, " ".join(tokens[:cut]), " ".join(tokens[cut:]))


def _name_start(tokens: list[str], last: int, surnames: Collection[str]) -> int | None:
    """Where the name begins after the last title word; None if the label is a role alone."""
    rest = tokens[last + 1 :]
    if not rest:
        return None
    if fold(rest[0]) not in CONNECTORS:
        digits = all(t.isdigit() for t in rest)  # "Witness 2"
        return None if digits else last + 1
    start = len(tokens)
    for count in (1, 2):  # at most two names, with their particles
        position = start - 1
        if position <= last + 2 or fold(tokens[position]) in PLACE_WORDS | CONNECTORS:
            break
        start = position
        while start - 1 > last + 2 and fold(tokens[start - 1]) in PARTICLES - {"the"}:
            start -= 1
        if count == 1 and _plain(tokens[position]) in surnames and start - 1 <= last + 2:
            return start
    found = len(tokens) - start
    return start if found >= 2 or (found == 1 and _plain(tokens[-1]) in surnames) else None


def join(labels: Sequence[tuple[str, str]]) -> tuple[tuple[ParsedSpeaker, ...], dict[str, int]]:
    """Speakers in order of appearance, and the speaker of each printed label.

    `labels` are (printed, core) in order of appearance. Full names join when they are the same;
    a surname joins the one person it can mean. What may mean two people is joined to neither.
    """
    plain = [split_label(p, c) for p, c in labels]
    surnames = {n.words[-1] for n in plain if n.words and not any(map(is_title, n.name.split()))}
    named = list(dict.fromkeys(split_label(p, c, surnames) for p, c in labels))
    by_surname: dict[str, list[Named]] = {}
    for one in named:
        by_surname.setdefault(one.words[-1] if one.words else "", []).append(one)
    groups: dict[str, list[Named]] = {}
    identity = {n: key for same in by_surname.values() for n, key in _identities(same)}
    for one in named:
        groups.setdefault(identity[one], []).append(one)
    speakers = tuple(_speaker(group, key) for key, group in groups.items())
    index = {one.printed: i for i, group in enumerate(groups.values()) for one in group}
    return speakers, index


def _identities(same: Sequence[Named]) -> Iterator[tuple[Named, str]]:
    """For labels that share a last name: which person each means, as a key."""
    full = list(dict.fromkeys(n.words for n in same if len(n.words) > 1))
    offices = {n.office for n in same if n.office and len(n.words) < 2}
    genders = {n.gender for n in same if n.gender}
    ambiguous = len(full) > 1 or len(offices) > 1 or len(genders) > 1
    held = [n for n in same if len(n.words) > 1 and n.office]
    for one in same:
        surname = one.words[0] if one.words else fold(one.name)
        if len(one.words) > 1:
            yield one, " ".join(one.words)
            continue
        tried = held if one.office and len(held) <= _MANY else []
        fitting = {n.words for n in tried if _same_office(one.office, n.office)}
        if len(fitting) == 1:
            yield one, " ".join(next(iter(fitting)))
        elif ambiguous or (one.office and held and full):
            yield one, f"{one.office or one.gender}{_APART}{surname}"
        else:
            yield one, " ".join(full[0]) if full else surname


def _same_office(one: str, other: str) -> bool:
    """Whether one office may be the other said shorter: "Senator", "President of Country"."""
    words = [{_SHORT.get(w, w) for w in office.split()} for office in (one, other)]
    return words[0] <= words[1] or words[1] <= words[0]


def _speaker(group: Sequence[Named], key: str) -> ParsedSpeaker:
    best = max(group, key=lambda n: (len(n.words), not all_caps(n.name)))
    apart = _APART in key and best.title  # "Ms. Doe" beside "Mr. Doe"
    name = pretty(f"{best.title} {best.name}" if apart else best.name)
    name = name or best.printed
    aliases = {n.printed: None for n in group if fold(n.printed) != fold(name)}
    title = next((n.title for n in group if n.office), "")
    return ParsedSpeaker(name, tuple(aliases), title.strip(" ,"))


def pretty(name: str) -> str:
    """`name` in title case where it is printed in capitals: "JANE O'NEIL" is "Jane O'Neil"."""
    return " ".join(_pretty_word(w, i) for i, w in enumerate(name.split()))


def _pretty_word(word: str, position: int) -> str:
    letters = [c for c in word if c.isalpha()]
    capitals = "".join(letters)
    if len(letters) < 2 or word != word.upper() or fold(word) in _SUFFIX - {"jr", "sr"}:
        return word if not (word[:2] in ("Mc", "Ma") and word[2:].isupper()) else _mc(word)
    if "." in word and len(letters) <= 3 and capitals == capitals.upper() and word.count(".") > 1:
        return word  # "J.R."
    if position and fold(word) in (PARTICLES | CONNECTORS):
        return word.lower()
    parts = re.split(r"([-'’])", word.lower())
    return _mc("".join(p[:1].upper() + p[1:] for p in parts))


def _mc(word: str) -> str:
    match = re.fullmatch(r"(Mc|Mac(?=[A-Z]))(\w)(\w*)", word)
    return match[1] + match[2].upper() + match[3].lower() if match else word
