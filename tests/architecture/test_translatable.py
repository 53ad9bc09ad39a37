"""What people read can be translated: no service refuses, and no page speaks, in bare words."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from transcripts.formats import FormatError, read

ROOT = Path(__file__).resolve().parents[2]
APPS = ("api", "audit", "accounts", "transcripts", "claims", "notify", "desk")
#: What raises, or shows, a sentence; the keywords that hold none.
SAYING = {
    *("InvalidInput", "Conflict", "WrongState", "Forbidden", "TooLarge", "NotVisible"),
    *("Unauthenticated", "StaleVersion", "LengthRequired", "Unavailable", "Unprocessable"),
    *("PreconditionRequired", "FieldProblem", "ValidationError", "ParseError"),
    *("FormatError", "wrong_state", "refuse", "add_error", "message_user"),
}
PLAIN = {"code", "pointer", "errors", "params", "headers", "etag", "allowed_actions"}
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}


def sources() -> Iterator[Path]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def called(node: ast.AST) -> str:
    """The name of the function that `node` calls; '' where it calls none by name."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def bare(tree: ast.AST) -> Iterator[int]:
    """Lines where people are told something in words as they stand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in SAYING:
            told = [*node.args, *(k.value for k in node.keywords if k.arg not in PLAIN)]
            yield from (said.lineno for one in told for said in sentences(one))


def sentences(node: ast.expr) -> Iterator[ast.expr]:
    """Strings of several words inside an expression that no mark of translation holds."""
    if called(node) in MARKS or called(node) == "FieldProblem":
        return
    said = node.value if isinstance(node, ast.Constant) else None
    if isinstance(said, str) and re.search(r"[A-Za-z]+ +[A-Za-z]", said):
        yield node
    if isinstance(node, ast.JoinedStr) and re.search(r"[A-Za-z] | [A-Za-z]", _constant(node)):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from sentences(child)


def _constant(node: ast.JoinedStr) -> str:
    """What an f-string says by itself."""
    parts = (one.value for one in node.values if isinstance(one, ast.Constant))
    return "\N{BULLET}".join(map(str, parts))


def unreadable(tree: ast.AST) -> Iterator[int]:
    """Lines whose marked words gettext's tools cannot collect: no literal, or an f-string."""
    for node in ast.walk(tree):
        if called(node) == "_":
            first = node.args[0]  # type: ignore[attr-defined]
            if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                yield first.lineno


def places(found_in: Callable[[ast.AST], Iterator[int]]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources()
        for line in found_in(ast.parse(path.read_text(encoding="utf-8")))
    ]


def test_every_refusal_goes_through_gettext() -> None:
    assert not places(bare)


def test_gettext_can_collect_every_marked_sentence() -> None:
    assert not places(unreadable)


def test_what_a_reader_of_files_refuses_is_said_in_the_language_of_who_uploads() -> None:
    backwards = {
        "At %(place)s: %(what)s": "%(what)s (in %(place)s)",
        "an object is expected, not %(kind)s.": "kein Objekt, sondern %(kind)s",
        "an array": "eine Liste",
        "the document": "der Datei",
    }
    with pytest.raises(FormatError) as refused:
        read(b'["a"]', format="json")
    said = refused.value.said
    assert said.in_words(lambda words: backwards[words]) == (
        "kein Objekt, sondern eine Liste (in der Datei)"
    )
    assert refused.value.detail == "At the document: an object is expected, not an array."


def test_no_page_has_words_of_its_own_outside_translation() -> None:
    found = []
    for folder in ("desk/templates", "claims/templates"):
        for path in sorted((ROOT / folder).rglob("*.html")):
            for number, line in enumerate(words_left(path.read_text(encoding="utf-8")), 1):
                if re.search(r"[A-Za-z]{3,} [A-Za-z]{2,}", line):
                    found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert not found


def words_left(page: str) -> list[str]:
    """The text of a template without what is translated, computed or markup; lines are kept."""
    for pattern in (
        r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}",
        r"{%\s*comment\b.*?{%\s*endcomment\s*%}",
        r"{%\s*block body_class\s*%}.*?{%\s*endblock\s*%}",
        r"{#.*?#}",
        r"{%.*?%}",
        r"{{.*?}}",
        r"<!--.*?-->",
        r"<(?:script|style|svg)\b.*?</(?:script|style|svg)>",
        r"<[^>]*>",
        r"[\w-]+=\"[^\"]*\"",  # a partial of attributes alone
    ):
        page = re.sub(pattern, lambda m: "\n" * m.group().count("\n"), page, flags=re.S)
    return page.splitlines()


def test_the_search_for_bare_words_finds_them() -> None:
    refusals = (
        'raise Conflict("Not now.")',
        'raise Conflict(f"Not {now} then.")',
        'raise Conflict(detail="Not now.")',
        'FieldProblem("/x", "Not now.", "code")',
        'self.refuse("code", "not " + "it is not.")',
    )
    for refusal in refusals:
        assert list(bare(ast.parse(refusal))) == [1], refusal
    assert not list(bare(ast.parse('raise InvalidInput(_("Not now."), pointer="/x y")')))
    assert list(unreadable(ast.parse("_(f'No {x}')")))
    assert "Nobody here" in "".join(words_left("<p title='a b'>Nobody here</p>{% translate 'x' %}"))
