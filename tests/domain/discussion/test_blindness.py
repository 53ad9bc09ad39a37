"""Who reads which post at each stage of a claim: blind posts are read exactly as ratings are."""

import pytest

from accounts.roles import Role
from api.exceptions import NotVisible
from audit.models import AuditEvent
from claims import services
from claims.discussion.services import post_to_discussion, withdraw_post
from claims.history import history
from claims.models import Claim, Post, Rating
from tests.factories import UploadFactory, UserFactory, level

READERS = ("one", "two", "three", "editor")


def say(actor, claim, body="It is plainly wrong: the table says 5.1."):
    return post_to_discussion(actor=actor, claim=claim, body=body)


def readers(desk, post):
    return {n for n in READERS if Post.objects.visible_to(getattr(desk, n)).filter(pk=post.pk)}


def everybody():
    return set(READERS)


@pytest.fixture
def begun(desk, claim):
    """One has rated, two has a place; three and the editor have none."""
    desk.take_and_rate(desk.one, claim, 1)
    desk.do("take", desk.two, claim)
    return claim


# Who is hidden from whom, cell by cell --------------------------------------------------------


@pytest.mark.parametrize("writer", ["one", "two"])
def test_members_posts_are_hidden_from_everybody_else_until_the_round_is_full(desk, begun, writer):
    post = say(getattr(desk, writer), begun)
    assert readers(desk, post) == {writer}
    desk.rate(desk.two, begun, 5)
    assert readers(desk, post) == everybody()


@pytest.mark.parametrize("writer", ["three", "editor"])
def test_a_question_from_outside_the_round_is_read_by_all(desk, begun, writer):
    assert readers(desk, say(getattr(desk, writer), begun, "Which year?")) == everybody()


def test_before_anybody_takes_the_claim_all_is_read(desk, claim):
    assert readers(desk, say(desk.one, claim, "Is this one for us?")) == everybody()


def test_what_was_said_before_taking_a_place_is_hidden_while_its_writer_has_one(desk, claim):
    post = say(desk.one, claim, "The table says otherwise.")
    desk.do("take", desk.one, claim)
    assert readers(desk, post) == {"one"}
    desk.do("release", desk.one, claim)
    assert readers(desk, post) == everybody()
    desk.take_and_rate(desk.one, claim, 1)
    desk.do("take", desk.two, claim)
    assert readers(desk, post) == {"one"}
    desk.rate(desk.two, claim, 5)
    assert readers(desk, post) == everybody()


def test_what_was_said_in_an_earlier_round_is_hidden_once_its_writer_rates_again(desk, claim):
    post = say(desk.three, claim, "The table says otherwise.")
    desk.do("dismiss", desk.two, claim, reason="A jest.")
    desk.do("reopen", desk.editor, claim, reason="It was none.")
    assert readers(desk, post) == everybody()
    desk.do("take", desk.three, claim)
    assert readers(desk, post) == {"three"}


def test_an_editor_who_looked_reads_what_members_wrote_and_is_hidden_too(desk, begun):
    post = say(desk.one, begun)
    other = UserFactory(role=Role.EDITOR)
    desk.do("reveal", desk.editor, begun, reason="Deadline.")
    assert readers(desk, post) == {"one", "editor"}
    assert not Post.objects.visible_to(other).filter(pk=post.pk).exists()
    assert readers(desk, say(desk.editor, begun, "One says False.")) == {"editor"}


def test_who_rated_and_lost_the_place_is_a_member_still(desk, begun):
    desk.do("edit_claim", desk.editor, begun, changes={"normalised": "Another wording."})
    desk.do("take_over", desk.editor, begun, reviewer=desk.one)
    assert readers(desk, say(desk.one, begun)) == {"one"}


def test_who_gave_the_place_back_is_inside_until_the_round_is_over(desk, begun):
    desk.do("release", desk.two, begun)
    assert readers(desk, say(desk.two, begun, "I would have said False.")) == {"two"}


def test_who_decided_once_tells_nothing_in_a_later_round(desk, begun):
    desk.rate(desk.two, begun, 1)
    desk.do("adjudicate", desk.editor, begun, level=level(1))
    desk.do("reopen", desk.editor, begun, reason="A new count.")
    assert readers(desk, say(desk.editor, begun, "One and two said False.")) == {"editor"}


def test_what_is_said_of_a_decided_claim_closes_with_the_next_round(desk, begun):
    desk.rate(desk.two, begun, 5)
    posts = [say(getattr(desk, name), begun) for name in READERS]
    for post in posts:
        assert readers(desk, post) == everybody()
    desk.do("reopen", desk.editor, begun, reason="Again.")
    for name, post in zip(READERS, posts, strict=True):
        assert readers(desk, post) == {name}
    for name in ("one", "two"):  # they know how they judged
        assert readers(desk, say(getattr(desk, name), begun)) == {name}
    assert readers(desk, say(desk.three, begun, "Which year?")) == everybody()


def test_dismissing_opens_nothing_and_what_was_known_stays_closed(desk, begun):
    hidden = say(desk.one, begun)
    asked = say(desk.three, begun, "Which year?")
    desk.do("dismiss", desk.editor, begun, reason="A joke.")
    assert readers(desk, hidden) == {"one"}
    assert readers(desk, asked) == everybody()
    assert readers(desk, say(desk.three, begun, "Why?")) == everybody()


@pytest.mark.parametrize("decide", [False, True])
def test_nobody_tells_of_a_decided_round_once_it_was_dismissed(desk, begun, decide):
    desk.rate(desk.two, begun, 5)
    if decide:
        desk.decide(begun, reason="So.")
    desk.do("dismiss", desk.editor, begun, reason="A joke.")
    assert readers(desk, say(desk.three, begun, "They were far apart.")) == {"three"}


def test_posts_and_ratings_are_read_by_the_same_people(desk, begun):
    """At every stage: who reads one's rating reads one's post."""
    post = say(desk.one, begun)
    steps = [
        lambda: None,
        lambda: desk.do("reveal", desk.editor, begun, reason="Deadline."),
        lambda: desk.rate(desk.two, begun, 5),
        lambda: desk.do("reopen", desk.editor, begun, reason="Again."),
        lambda: desk.do("take", desk.three, begun),
        lambda: desk.do("dismiss", desk.editor, begun, reason="A joke."),
    ]
    stages = []
    for step in steps:
        step()
        rating = Rating.objects.filter(claim=begun, reviewer=desk.one)
        seen = {
            n for n in READERS
            if Rating.objects.visible_to(getattr(desk, n)).filter(pk__in=rating).exists()
        }  # fmt: skip
        assert readers(desk, post) == seen
        stages.append(seen)
    assert everybody() in stages
    assert {"one"} in stages


def test_a_hidden_claim_hides_its_discussion_from_reviewers(desk, claim):
    from django.db.models.functions import Now

    post = say(desk.editor, claim, "Which year?")
    type(claim.transcript).objects.filter(pk=claim.transcript_id).update(withdrawn_at=Now())
    assert readers(desk, post) == {"editor"}


def test_integrators_and_administrators_read_none(desk, claim):
    integrator = UserFactory(role=Role.INTEGRATOR)
    UploadFactory(transcript=claim.transcript, user=integrator)
    say(desk.three, claim, "Which year?")
    for person in (integrator, UserFactory(role=Role.ADMINISTRATOR), UserFactory(role=None)):
        assert not Post.objects.visible_to(person).exists()


def test_why_a_post_was_withdrawn_is_hidden_where_it_could_tell(desk, begun):
    asked = say(desk.three, begun, "Which year?")
    desk.do("reveal", desk.editor, begun, reason="Deadline.")
    withdraw_post(actor=desk.editor, post=asked, reason="It helps who says False.")

    def reason(user):
        return Post.objects.visible_to(user).get(pk=asked.pk).shown_reason

    assert reason(desk.editor) == "It helps who says False."
    assert [reason(person) for person in (desk.one, desk.two, desk.three)] == [None] * 3
    desk.rate(desk.two, begun, 5)
    assert reason(desk.three) == "It helps who says False."


# What else could tell ---------------------------------------------------------------------------


def trace(desk, claim, user):
    """All that `user` learns of a claim without reading its discussion."""
    now = Claim.objects.get(pk=claim.pk)
    told = [(e.seq, e.action, e.actor, e.reason, e.values) for e in history(user, now)]
    return told, now.version, now.status, services.allowed_actions_for(user, now)


def test_nothing_else_about_the_claim_changes_by_a_hidden_post(desk, begun):
    before = {name: trace(desk, begun, getattr(desk, name)) for name in READERS}
    post = say(desk.one, begun)
    withdraw_post(actor=desk.one, post=post, reason="No.")
    assert {name: trace(desk, begun, getattr(desk, name)) for name in READERS} == before
    assert AuditEvent.objects.for_target(post).count() == 2


def test_a_refusal_tells_nothing_of_a_hidden_post(desk, begun):
    post = say(desk.one, begun)
    answers = []
    for asked in (post, Post(pk=10**9)):
        with pytest.raises(NotVisible) as refused:
            withdraw_post(actor=desk.editor, post=asked, reason="No.")
        answers.append((refused.value.detail, refused.value.code, refused.value.extra))
    assert answers[0] == answers[1]
