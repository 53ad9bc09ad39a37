"""Discussion over REST: saying, reading, withdrawing, and what a hidden post does not tell."""

from typing import Any

from claims import limits
from claims.models import Claim, Post, RatingLevel
from tests.api.conftest import Client, act, rate

BODY = "It is plainly wrong: see @edda."


def say(client: Client, claim: Claim, body: str = BODY, **extra: Any) -> Any:
    return client.post(f"claims/{claim.pk}/posts/", {"body": body}, **extra)


def read(client: Client, claim: Claim) -> list[dict[str, Any]]:
    answer = client.get(f"claims/{claim.pk}/posts/")
    assert answer.status_code == 200, answer.content
    return list(answer.json()["results"])


def withdraw(client: Client, post: int, reason: str = "Settled.") -> Any:
    return client.post(f"posts/{post}/withdraw/", {"reason": reason})


def test_what_is_said_is_read_in_order(reviewer: Client, editor: Client, claim: Claim) -> None:
    said = say(reviewer, claim, "Ask @edda.")
    assert said.status_code == 201
    assert said.json() == {
        "id": said.json()["id"],
        "claim": claim.pk,
        "round": 1,
        "author": "anna",
        "author_id": reviewer.user.pk if reviewer.user else None,
        "body": "Ask @edda.",
        "mentions": ["edda"],
        "blind": False,
        "created_at": said.json()["created_at"],
        "withdrawn_at": None,
        "withdrawn_by": None,
        "withdrawn_reason": "",
    }
    say(editor, claim, "Which year?")
    assert [post["body"] for post in read(reviewer, claim)] == ["Ask @edda.", "Which year?"]
    assert read(editor, claim)[0] == said.json()


def test_pages_go_on_where_the_last_one_ended(reviewer: Client, claim: Claim) -> None:
    for number in range(5):
        say(reviewer, claim, f"Post {number}")
    found, url = [], f"claims/{claim.pk}/posts/?page_size=2"
    while url:
        page = reviewer.get(url).json()
        found += [post["body"] for post in page["results"]]
        url = page["next"]
    assert found == [f"Post {number}" for number in range(5)]


def test_the_same_key_says_it_once(reviewer: Client, claim: Claim) -> None:
    first, again = (say(reviewer, claim, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert Post.objects.count() == 1
    other = say(reviewer, claim, "Else", headers={"Idempotency-Key": "k"})
    assert other.status_code == 422


def test_bad_bodies_are_refused(reviewer: Client, claim: Claim) -> None:
    for body in ({}, {"body": ""}, {"body": " "}, {"body": 5}, {"body": "a", "blind": False},
                 {"body": "x" * (limits.POST + 1)}):  # fmt: skip
        assert reviewer.post(f"claims/{claim.pk}/posts/", body).status_code == 400
    assert not Post.objects.exists()


def test_a_hidden_post_is_nowhere(
    reviewer: Client,
    second: Client,
    third: Client,
    editor: Client,
    integrator: Client,
    administrator: Client,
    claim: Claim,
    levels: list[RatingLevel],
) -> None:
    """Nor does any answer differ by it: lists, pages, tags, history, the refusal to withdraw."""
    act(reviewer, claim, "take")
    act(second, claim, "take")
    say(third, claim, "Which year?")
    others = (second, third, editor, integrator, administrator)
    names = ("", "posts/", "posts/?page_size=1", "history/", "actions/", "reviews/", "ratings/")
    paths = ["claims/", *(f"claims/{claim.pk}/{name}" for name in names)]

    def answers() -> list[Any]:
        found = []
        for person in others:
            for path in paths:
                answer = person.get(path)
                body = answer.json()
                body.pop("request_id", None)
                found.append((path, answer.status_code, answer.get("ETag"), body))
        return found

    before = answers()
    hidden = say(reviewer, claim).json()
    assert hidden["blind"] is True
    changed = [pair for pair in zip(before, answers(), strict=True) if pair[0] != pair[1]]
    assert not changed
    for person in (second, third, editor):
        assert withdraw(person, hidden["id"]).status_code == 404
        assert (
            withdraw(person, 10**9).json()["detail"]
            == (withdraw(person, hidden["id"]).json()["detail"])
        )
    assert [post["body"] for post in read(reviewer, claim)] == ["Which year?", BODY]
    rate(reviewer, claim, levels[0])
    rate(second, claim, levels[4])
    for person in (second, third, editor):
        assert [post["body"] for post in read(person, claim)] == ["Which year?", BODY]


def test_a_withdrawn_post_says_who_and_why_but_not_what(
    reviewer: Client, second: Client, editor: Client, claim: Claim
) -> None:
    mine, hers = (say(reviewer, claim, body).json()["id"] for body in ("One.", "Two."))
    assert withdraw(second, mine).status_code == 403
    assert withdraw(reviewer, mine).status_code == 200
    assert withdraw(reviewer, mine).status_code == 409
    assert withdraw(editor, hers, "").status_code == 400
    assert withdraw(editor, hers, "Not our tone.").status_code == 200
    told = [(p["body"], p["withdrawn_by"], p["withdrawn_reason"]) for p in read(second, claim)]
    assert told == [(None, "anna", "Settled."), (None, "edda", "Not our tone.")]
