"""Each list costs the same number of queries for two rows as for fifty, whoever they belong to."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from tests.api.conftest import Client
from tests.api.world import World

FEW, MANY = 2, 50


CASES: list[tuple[str, Callable[[World], Any]]] = [
    ("claims/", World.claims),
    ("claims/?ordering=id", World.claims),
    ("claims/?status=in_review", World.claims),
    ("claims/?transcript={transcript}", World.claims),
    ("claims/?speaker={speaker}", World.of_one_speaker),
    ("claims/?type=law", World.claims),
    ("claims/?min_score=0.1", World.claims),
    ("claims/?max_score=0.95", World.claims),
    ("claims/?assignee=me", World.claims),
    ("claims/?date_from=2026-01-01&date_to=2026-02-01", World.claims),
    ("claims/?search=unemployment", World.of_one_speaker),
    ("claims/?superseded=true", World.superseded),
    ("claims/?due=true", World.due),
    ("transcripts/", World.transcripts),
    ("transcripts/?language=en&title=council&date_from=2026-01-01", World.transcripts),
    ("transcripts/{transcript}/segments/", World.segments),
    ("transcripts/{transcript}/sentences/", World.sentences),
    ("transcripts/{transcript}/sentences/?is_claim=true&min_score=0.1", World.sentences),
    ("runs/", World.runs),
    ("runs/?status=failed", World.runs),
    ("speakers/", World.speakers),
    ("speakers/?name=quill", World.speakers),
    ("sources/", World.sources),
    ("sources/?kind=primary&title=labour&publisher=office", World.sources),
    ("sources/?superseded=true", World.sources),
    ("sources/{source}/snapshots/", World.snapshots),
    ("sources/{source}/supersessions/", World.supersessions),
    ("exports/", World.exports),
    ("scales/", World.scales),
    ("imports/", World.imports),
    ("claims/{claim}/ratings/", World.ratings),
    ("claims/{claim}/citations/", World.citations),
    ("claims/{claim}/matches/", World.claim_matches),
    ("claims/{claim}/posts/", World.posts),
    ("claims/{claim}/reviews/", World.reviews),
    ("claims/{claim}/verdicts/", World.verdicts),
    ("claims/{claim}/history/", World.history),
    ("webhooks/", World.webhooks),
    ("webhooks/{webhook}/deliveries/", World.deliveries),
    ("webhooks/{webhook}/deliveries/?status=queued&kind=ping", World.deliveries),
    ("searches/", World.searches),
    ("searches/{search}/matches/", World.matches),
]


def cost(client: Client, path: str) -> tuple[int, int]:
    """Rows and queries of one request."""
    where = path + ("" if "/history/" in path else ("&" if "?" in path else "?") + "page_size=200")
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(where)
    assert answer.status_code == 200, answer.json()
    return len(answer.json()["results"]), len(captured)


ELSEWHERE = {"/api/v1/runs/{id}/comparison/"}
"""Its rows are no rows of a table: tests/api/test_comparison.py holds its cost."""


@pytest.mark.parametrize(("path", "add"), CASES, ids=[path for path, _ in CASES])
def test_a_list_of_fifty_costs_what_a_list_of_two_does(
    path: str, add: Callable[[World], Any], person: Any, client_of: Any
) -> None:
    user = person("asks", Role.REVIEWER)
    client, world = client_of(user), World(user)
    at = path.format(
        claim=world.claim.pk,
        transcript=world.transcript.pk,
        speaker=world.transcript.segments.first().speaker_id,
        webhook=world.webhook.pk,
        search=world.search.pk,
        source=world.source.pk,
    )
    for _ in range(FEW):
        add(world)
    cost(client, at)  # what is remembered from the first request on
    few_rows, few = cost(client, at)
    for _ in range(MANY - FEW):
        add(world)
    many_rows, many = cost(client, at)
    assert many_rows >= few_rows + 20, "the list has not grown"
    assert many == few
    assert many <= 12


INTEGRATORS = ("transcripts/", "claims/", "claims/?type=law", "speakers/")


@pytest.mark.parametrize("path", INTEGRATORS)
def test_what_an_integrator_lists_costs_the_same(path: str, person: Any, client_of: Any) -> None:
    user = person("asks", Role.INTEGRATOR)
    client, world = client_of(user), World(user)
    for _ in range(FEW):
        world.claims()
    cost(client, path)
    few_rows, few = cost(client, path)
    for _ in range(MANY - FEW):
        world.claims()
    many_rows, many = cost(client, path)
    assert many_rows >= few_rows + 20
    assert many == few


def test_no_list_is_left_out() -> None:
    """Every GET route that answers with `results` stands in CASES, or is measured ELSEWHERE."""
    schema = yaml.safe_load((Path(__file__).parents[2] / "docs" / "openapi.yaml").read_text())
    listed = {f"/api/v1/{path.partition('?')[0]}" for path, _ in CASES}
    shapes = {re.sub(r"{\w+}", "{id}", path) for path in listed}
    for path, methods in schema["paths"].items():
        answer = methods.get("get", {}).get("responses", {}).get("200", {})
        shape = next(iter(answer.get("content", {}).values()), {}).get("schema", {})
        name = shape.get("$ref", "").rpartition("/")[2]
        known = schema["components"]["schemas"].get(name, {})
        if "results" in known.get("properties", {}):
            shape_of_path = re.sub(r"{\w+}", "{id}", path)
            assert shape_of_path in shapes | ELSEWHERE, f"{path} has no case"
