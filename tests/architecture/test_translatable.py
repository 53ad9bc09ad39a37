"""What people read can be translated: no service refuses, and no page speaks, in bare words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REFUSALS = {
    "InvalidInput",
    "Conflict",
    "WrongState",
    "Forbidden",
    "TooLarge",
    "NotVisible",
    "wrong_state",
}
PLACES = ("claims/services", "claims/discussion", "claims/publishing", "accounts", "transcripts")
#: Pure Python by contract; their messages speak of bytes and lines, and of JSON over REST.
APART = ("transcripts/formats", "transcripts/api", "migrations", "management")


def sources() -> Iterator[Path]:
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*.py")):
            if not any(part in path.as_posix() for part in APART):
                yield path


def bare(tree: ast.AST) -> Iterator[int]:
    """Lines where a refusal is made of a string as it stands."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else None
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if name not in REFUSALS:
            continue
        for said in node.args:
            if isinstance(said, ast.JoinedStr | ast.Constant) and not _is_plain_value(said):
                yield said.lineno


def _is_plain_value(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not isinstance(node.value, str)


def test_every_refusal_of_a_service_goes_through_gettext() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources()
        for line in bare(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not found


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
    assert list(
        bare(ast.parse('raise Conflict("No.")\nraise InvalidInput(_("No."), pointer="/x")'))
    )
    assert "Nobody here" in "".join(words_left("<p title='a b'>Nobody here</p>{% translate 'x' %}"))
