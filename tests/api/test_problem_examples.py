"""Every 409 that the code can answer is shown in the schema, and nothing else."""

import ast
from pathlib import Path

import yaml

from api.problem_examples import problems_at

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text())
CONFLICTS = {"Conflict", "WrongState", "wrong_state"}
#: Raised where no REST route leads: in the admin site, and under /v1alpha1 in Google's words.
NO_ROUTE = {"merged", "different_people", "scale_frozen", "page_exists", "page_changed"}


def raised() -> set[str]:
    """The codes of conflicts, read off the calls that make them."""
    found = set()
    for app in ("api", "accounts", "transcripts", "claims", "notify"):
        for file in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _name(node.func) in CONFLICTS:
                    found |= {
                        keyword.value.value
                        for keyword in node.keywords
                        if keyword.arg == "code" and isinstance(keyword.value, ast.Constant)
                    }
    return found


def _name(called: ast.expr) -> str:
    return getattr(called, "attr", getattr(called, "id", ""))


def shown() -> set[str]:
    """The codes of all 409 that the committed schema shows."""
    examples = SCHEMA["components"]["examples"]
    return {one["value"]["code"] for one in examples.values() if one["value"].get("status") == 409}


def test_every_conflict_is_shown_and_nothing_else() -> None:
    of_classes = {"conflict", "wrong_state", "gate_refused"}
    assert len(raised()) > 10
    assert shown() == (raised() - NO_ROUTE) | of_classes


def test_an_operation_shows_its_own_problems_beside_the_usual_ones() -> None:
    def codes(path: str, *marks: str) -> set[str]:
        return set(problems_at(f"/api/v1/{path}", frozenset(marks)))

    write = codes("claims/{id}/publish/", "any", "write", "conditional")
    assert {"gate_refused", "wrong_state", "stale_version", "permission_denied"} <= write
    assert "gate_refused" not in codes("claims/{id}/take/", "any", "write", "conditional")
    assert "wrong_state" not in codes("claims/", "any", "list")
    assert "cursor" in codes("claims/", "any", "list")
