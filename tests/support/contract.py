"""Hooks of the contract test, which schemathesis loads: who asks, and values that exist.

CONTRACT_WORLD tells what there is; CONTRACT_ANSWERS names the file that counts the answers of
each operation by status.
"""

import itertools
import json
import os
import random
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import requests
import schemathesis
from schemathesis.generation.meta import TestPhase

URL = os.environ["CONTRACT_URL"]
#: {"people": {name: token}, "password", "ids": {noun: [id]}, "values": {field: [value]}}
WORLD: dict[str, Any] = json.loads(os.environ["CONTRACT_WORLD"])
ANSWERS = Path(os.environ["CONTRACT_ANSWERS"])
EVERYBODY = ("integrator", "reviewer1", "reviewer2", "editor")
REVIEWERS, EDITOR = ("reviewer1", "reviewer2"), ("editor",)
#: The last word of a path -> who mostly asks.
MOSTLY = {
    **dict.fromkeys(("take", "renew", "release", "ratings", "draft", "next"), REVIEWERS),
    **dict.fromkeys(("assign", "take_over", "reveal", "reopen", "dismiss"), EDITOR),
    **dict.fromkeys(("adjudicate", "publish", "correct", "confirm", "retract", "withdraw"), EDITOR),
    **dict.fromkeys(("scales", "retire", "make_default"), EDITOR),
}
chance = random.Random(20260314)
number = itertools.count()
answers: defaultdict[str, Counter[int]] = defaultdict(Counter)


def mostly() -> bool:
    return chance.random() < 0.8


@schemathesis.auth(refresh_interval=None)
class People:
    """Every operation is asked by everybody, and mostly by those whose work it is."""

    def get(self, case: Any, context: Any) -> str:
        whose = MOSTLY.get(case.operation.path.rstrip("/").rpartition("/")[2], EVERYBODY)
        return str(WORLD["people"][chance.choice(whose if mostly() else EVERYBODY)])

    def set(self, case: Any, data: str, context: Any) -> None:
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Mostly what the schema cannot know: ids, versions and levels that there are."""
    path, chained = case.operation.path, case.meta.phase.name == TestPhase.STATEFUL
    _headers(case, chained)
    noun = path.split("/")[3]
    for name, value in case.path_parameters.items():
        # What a link found is small; what was made up seldom is.
        if not (isinstance(value, int) and 0 < value < 500) and noun in WORLD["ids"] and mostly():
            case.path_parameters[name] = chance.choice(WORLD["ids"][noun])
    if chained and mostly():
        case.query = {}
    if isinstance(case.body, dict) and case.meta.generation.mode.is_positive:
        _body(case.body)
        if path.endswith("/tokens/") and mostly():
            case.body.update(username="leaver", password=WORLD["password"])


def _headers(case: Any, chained: bool) -> None:
    headers = case.headers or {}
    signs_out = case.method == "DELETE" and case.operation.path.endswith("/tokens/current/")
    if signs_out and "Authorization" in headers:
        headers["Authorization"] = f"Bearer {sign_in('leaver')}"
    if "Idempotency-Key" in headers and mostly():
        headers["Idempotency-Key"] = f"key-{next(number)}"
    # A link brings the ETag that was read, which somebody may have outdated since: so not always.
    if "If-Match" in headers and (chance.random() < 0.5 if chained else mostly()):
        headers["If-Match"] = "*"


def _body(body: dict[str, Any]) -> None:
    for name, value in body.items():
        if name in WORLD["values"] and mostly():
            body[name] = chance.choice(WORLD["values"][name])
        elif isinstance(value, str) and mostly():
            printable = "".join(one if one.isprintable() else "x" for one in value)
            body[name] = printable.strip() or "x"


def sign_in(name: str) -> str:
    """A token of one's own, for who is about to end it."""
    body = {"username": name, "password": WORLD["password"]}
    answer = requests.post(f"{URL}/api/v1/tokens/", json=body, timeout=30)
    return str(answer.json().get("token", "none-left"))


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    answers[case.operation.label][response.status_code] += 1
    ANSWERS.write_text(json.dumps(answers))
