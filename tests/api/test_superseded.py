"""Sources that were superseded, over REST: marked, taken back, listed, due and acknowledged."""

from typing import Any

import pytest

from claims.models import Claim, RatingLevel, Source, Supersession
from tests.api.conftest import Client, act, cite, tag
from tests.factories import SourceFactory

REASON = "The office revised the table."
NEW = "https://statistics.example/revised"


@pytest.fixture
def source(db: None) -> Source:
    made: Source = SourceFactory()
    return made


def at(source: Source, what: str = "") -> str:
    return f"sources/{source.pk}/{what}"


def mark(client: Client, source: Source, etag: str = "*", **body: Any) -> Any:
    return client.post(at(source, "supersede/"), {"reason": REASON, **body}, etag=etag)


def take_back(client: Client, source: Source, etag: str = "*") -> Any:
    return client.post(at(source, "reinstate/"), {"reason": "Another table."}, etag=etag)


def test_the_answer_is_the_source_with_its_mark_and_a_new_etag(
    reviewer: Client, source: Source
) -> None:
    before = reviewer.get(at(source))
    assert before.json()["superseded"] is None
    answer = mark(reviewer, source, before["ETag"], replaced_by=NEW)
    assert answer.status_code == 200
    said = answer.json()["superseded"]
    assert said["reason"] == REASON
    assert said["said_by"] == reviewer.user.username  # type: ignore[union-attr]
    assert said["replaced_by"]["url"] == NEW
    assert said["withdrawn_at"] is None
    assert answer["ETag"] == reviewer.get(at(source))["ETag"] != before["ETag"]


def test_it_needs_the_version_that_was_read(reviewer: Client, source: Source) -> None:
    for what in ("supersede/", "reinstate/"):
        assert reviewer.post(at(source, what), {"reason": "R"}).status_code == 428
        stale = reviewer.post(at(source, what), {"reason": "R"}, etag='"source-0-v1"')
        assert stale.status_code == 412


def test_what_is_refused_says_where(reviewer: Client, source: Source) -> None:
    for body, pointer in (
        ({"reason": ""}, "/reason"),
        ({"reason": "R", "replaced_by": "mailto:a@b.example"}, "/replaced_by"),
        ({"reason": "R", "replaced_by": source.url}, "/replaced_by"),
        ({"reason": "R", "title": "T"}, "/title"),
    ):
        answer = reviewer.post(at(source, "supersede/"), body, etag="*")
        assert answer.status_code == 400, body
        assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]


def test_twice_is_a_conflict_that_says_what_may_be_done(reviewer: Client, source: Source) -> None:
    early = take_back(reviewer, source)
    mark(reviewer, source)
    late = mark(reviewer, source)
    for answer, code, allowed in (
        (early, "not_superseded", ["supersede"]),
        (late, "already_superseded", ["reinstate"]),
    ):
        assert answer.status_code == 409
        assert (answer.json()["code"], answer.json()["allowed_actions"]) == (code, allowed)


def test_every_word_is_listed_newest_first_and_sources_are_filtered_by_it(
    reviewer: Client, source: Source
) -> None:
    other = SourceFactory()
    mark(reviewer, source)
    take_back(reviewer, source)
    mark(reviewer, source, replaced_by=other.url)
    rows = reviewer.get(at(source, "supersessions/")).json()["results"]
    assert [one["withdrawn_reason"] for one in rows] == ["", "Another table."]
    assert [one["id"] for one in rows] == list(
        Supersession.objects.order_by("-id").values_list("pk", flat=True)
    )

    def found(value: str) -> list[int]:
        listed = reviewer.get(f"sources/?superseded={value}").json()["results"]
        return [one["id"] for one in listed]

    assert found("true") == [source.pk]
    assert found("false") == [other.pk]
    assert reviewer.get("sources/?superseded=perhaps").status_code == 400


def test_a_citation_shows_the_mark(reviewer: Client, second: Client, claim: Claim) -> None:
    cited = cite(second, claim).json()
    mark(reviewer, Source.objects.get(pk=cited["source"]["id"]))
    [shown] = reviewer.get(f"claims/{claim.pk}/citations/").json()["results"]
    assert shown["source"]["superseded"]["reason"] == REASON


def test_a_verdict_is_held_published_knowing_of_it_and_comes_back(
    integrator: Client,
    reviewer: Client,
    editor: Client,
    full_round: tuple[Claim, RatingLevel],
    settings: Any,
) -> None:
    settings.PUBLIC_URL, settings.PUBLISHER_NAME = "https://onrecord.example", "The Newsroom"
    claim, level = full_round
    first, other = (cite(reviewer, claim, kind).json() for kind in ("primary", "secondary"))
    sources = [Source.objects.get(pk=one["source"]["id"]) for one in (first, other)]
    said = mark(reviewer, sources[0], replaced_by=NEW).json()["superseded"]
    decision = {"level": level.pk, "summary": "It fell by 3 percent."}
    act(editor, claim, "adjudicate", **decision)
    held = act(editor, claim, "publish")
    assert held.status_code == 409
    assert [one["code"] for one in held.json()["missing"]] == ["superseded_source"]
    [lack] = editor.get(f"claims/{claim.pk}/gate/").json()["missing"]
    assert lack["pointer"] == "/acknowledged"
    wrong = act(editor, claim, "adjudicate", **decision, acknowledged=[said["id"] + 1])
    assert [one["pointer"] for one in wrong.json()["errors"]] == ["/acknowledged/0"]
    act(editor, claim, "adjudicate", **decision, acknowledged=[said["id"]])
    published = act(editor, claim, "publish").json()
    [known] = published["superseded_sources"]
    assert (known["source"], known["replaced_by"]["url"]) == (sources[0].pk, NEW)

    stale = tag(editor, claim)
    mark(reviewer, sources[1])
    late = editor.post(f"claims/{claim.pk}/confirm/", {}, etag=stale)
    assert late.status_code == 412
    shown = editor.get(f"claims/{claim.pk}/verdicts/").json()["results"][0]
    [because] = shown["due_because"]
    assert (because["code"], because["citation"]) == ("superseded", other["id"])
    assert because["supersession"]["said_by"] == reviewer.user.username  # type: ignore[union-attr]
    [listed] = editor.get("claims/?due=true").json()["results"]
    assert listed["id"] == claim.pk
    [outside] = integrator.get(f"claims/{claim.pk}/verdicts/").json()["results"]
    assert outside["due_because"] is None
    assert len(outside["superseded_sources"]) == 1
    confirmed = act(editor, claim, "confirm").json()
    assert (confirmed["due_at"], len(confirmed["superseded_sources"])) == (None, 2)
