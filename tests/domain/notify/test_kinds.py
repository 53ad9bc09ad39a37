"""What makes a notice, for whom, and that none tells a judgement before it is open."""

import pytest
from django.utils import translation

from accounts.roles import Role
from claims.discussion.services import post_to_discussion, withdraw_post
from claims.models import ClaimType
from notify.kinds import BY_NAME, KINDS
from notify.models import Notice
from notify.services import deliver
from tests.factories import ClaimFactory, UserFactory, level


def say(actor, claim, *named, body=""):
    mentions = " ".join(f"@{person.username}" for person in named)
    return post_to_discussion(actor=actor, claim=claim, body=f"{mentions} {body} Please look.")


def everybody(desk):
    return [desk.one, desk.two, desk.three, desk.editor]


# Places -----------------------------------------------------------------------------------------


def test_who_is_assigned_learns_of_it_once(desk, claim, inbox):
    desk.do("assign", desk.editor, claim, reviewer=desk.one)
    assert [inbox(person) for person in everybody(desk)] == [["assigned"], [], [], []]
    deliver()
    assert inbox(desk.one) == ["assigned"]


def test_who_takes_a_claim_is_told_nothing(desk, claim, inbox):
    desk.do("take", desk.one, claim)
    desk.do("assign", desk.editor, claim, reviewer=desk.editor)
    assert [inbox(person) for person in everybody(desk)] == [[], [], [], []]


def test_whose_place_is_taken_over_learns_of_it(desk, claim, inbox):
    desk.do("take", desk.one, claim)
    desk.do("take_over", desk.editor, claim, reviewer=desk.one)
    assert [inbox(person) for person in everybody(desk)] == [["taken_over"], [], [], []]


# Wording ------------------------------------------------------------------------------------------


def test_who_rated_learns_that_the_wording_changed(desk, claim, inbox):
    desk.take_and_rate(desk.one, claim)
    desk.do("take", desk.two, claim)
    desk.do("edit_claim", desk.editor, claim, changes={"normalised": "Another wording."})
    assert [inbox(person) for person in everybody(desk)] == [["reworded"], [], [], []]


def test_who_rated_the_new_wording_already_is_told_nothing(desk, claim, inbox):
    desk.take_and_rate(desk.one, claim)
    desk.do("edit_claim", desk.editor, claim, changes={"normalised": "Another wording."})
    desk.rate(desk.one, claim)
    assert inbox(desk.one) == []


def test_what_changes_nothing_for_readers_is_no_news(desk, claim, inbox):
    desk.take_and_rate(desk.one, claim)
    shown = desk.fresh(claim).shown_type
    desk.do("edit_claim", desk.editor, claim, changes={"type": shown})
    assert inbox(desk.one) == []
    other = next(kind for kind in ClaimType.values if kind != shown)
    desk.do("edit_claim", desk.editor, claim, changes={"type": other})
    assert inbox(desk.one) == ["reworded"]


# Rounds -------------------------------------------------------------------------------------------


def test_editors_learn_of_a_dispute_once_the_round_is_full(desk, claim, inbox):
    second = UserFactory(role=Role.EDITOR)
    desk.take_and_rate(desk.one, claim, 1)
    for number in (2, 1):
        desk.rate(desk.one, claim, number)
    assert [inbox(person) for person in [*everybody(desk), second]] == [[]] * 5
    desk.take_and_rate(desk.two, claim, 5)
    assert [inbox(person) for person in everybody(desk)] == [[], [], [], ["disputed"]]
    assert inbox(second) == ["disputed"]
    desk.rate(desk.one, claim, 5)  # after the reveal: the same dispute
    assert inbox(second) == ["disputed"]


def test_a_dispute_is_one_notice_however_late_it_is_delivered(desk, claim, inbox):
    desk.take_and_rate(desk.one, claim, 1)
    desk.rate(desk.one, claim, 2)
    desk.take_and_rate(desk.two, claim, 5)
    desk.rate(desk.one, claim, 4)
    assert inbox(desk.editor) == ["disputed"]
    desk.do("reopen", desk.editor, claim, reason="Again.")
    desk.take_and_rate(desk.two, claim, 1)
    desk.take_and_rate(desk.three, claim, 5)
    assert inbox(desk.editor) == ["disputed", "disputed"]


def test_a_dispute_that_is_decided_already_is_no_news(desk, claim, inbox):
    desk.resolve(claim, 1, 5)
    desk.decide(claim, 1, reason="The table.")
    assert inbox(desk.editor) == []


def test_the_editor_whose_own_rating_made_the_dispute_knows(desk, claim, inbox):
    desk.take_and_rate(desk.one, claim, 1)
    desk.take_and_rate(desk.editor, claim, 5)
    assert inbox(desk.editor) == []


def test_who_assigned_people_learns_that_the_claim_is_resolved(desk, claim, inbox):
    other = UserFactory(role=Role.EDITOR)
    desk.do("assign", desk.editor, claim, reviewer=desk.one)
    desk.rate(desk.one, claim, 2)
    assert inbox(desk.editor) == []
    desk.take_and_rate(desk.two, claim, 2)
    assert inbox(desk.editor) == ["resolved"]
    assert inbox(other) == []


# Mentions -----------------------------------------------------------------------------------------


def test_who_is_mentioned_in_a_question_learns_at_once(desk, claim, inbox):
    post = say(desk.three, claim, desk.one, desk.editor)
    assert [inbox(person) for person in everybody(desk)] == [["mention"], [], [], ["mention"]]
    notice = Notice.objects.for_user(desk.one).get()
    assert (notice.post, notice.claim) == (post, claim)


def test_a_blind_mention_waits_until_the_round_is_full(desk, claim, inbox):
    desk.take_and_rate(desk.one, claim, 1)
    desk.do("take", desk.two, claim)
    say(desk.one, claim, desk.two, desk.three, desk.editor)
    assert [inbox(person) for person in everybody(desk)] == [[], [], [], []]
    assert not Notice.objects.exists()
    desk.rate(desk.two, claim, 2)
    told = [["mention"]] * 3
    assert [inbox(person) for person in everybody(desk)[1:]] == told
    deliver()
    assert [inbox(person) for person in everybody(desk)[1:]] == told


def test_an_editor_who_looks_learns_what_the_others_do_not(desk, claim, inbox):
    desk.take_and_rate(desk.one, claim, 1)
    say(desk.one, claim, desk.two, desk.editor)
    assert inbox(desk.editor) == []
    desk.do("reveal", desk.editor, claim, reason="Deadline.")
    assert inbox(desk.editor) == ["mention"]
    assert inbox(desk.two) == []
    desk.do("adjudicate", desk.editor, claim, level=level(2), reason="Deadline.")
    assert inbox(desk.two) == ["mention"]


def test_a_mention_of_a_decided_claim_hides_with_its_post_in_the_next_round(desk, claim, inbox):
    desk.resolve(claim, 1, 5)
    say(desk.one, claim, desk.three)
    assert inbox(desk.three) == ["mention"]
    desk.do("reopen", desk.editor, claim, reason="Again.")
    assert inbox(desk.three) == []
    assert Notice.objects.unread_count(desk.three) == 0
    desk.resolve(claim, 2, 2)
    assert inbox(desk.three) == ["mention"]


@pytest.mark.parametrize("blind", [False, True])
def test_a_post_withdrawn_in_time_mentions_nobody(desk, claim, inbox, blind):
    desk.do("take", desk.one, claim)
    writer = desk.one if blind else desk.three
    withdraw_post(actor=writer, post=say(writer, claim, desk.two), reason="Too soon.")
    desk.rate(desk.one, claim, 2)
    desk.take_and_rate(desk.two, claim, 2)
    assert inbox(desk.two) == []


def test_who_left_in_the_meantime_gets_no_notice(desk, claim, inbox):
    say(desk.one, claim, desk.two)
    type(desk.two).objects.filter(pk=desk.two.pk).update(is_active=False)
    deliver()
    assert not Notice.objects.exists()


# All of them --------------------------------------------------------------------------------------


def test_nothing_in_the_inbox_differs_by_what_was_judged(desk):
    """A whole life, twice, with other levels and words: the same notices in the same order."""
    lives = []
    for numbers in ((1, 5), (5, 2)):
        claim = ClaimFactory()
        desk.do("assign", desk.editor, claim, reviewer=desk.one)
        say(desk.one, claim, desk.two, body=f"I say {numbers}.")
        deliver()
        desk.rate(desk.one, claim, numbers[0])
        deliver()
        desk.take_and_rate(desk.two, claim, numbers[1])
        deliver()
        rows = Notice.objects.filter(claim=claim).order_by("id")
        lives.append(list(rows.values_list("kind", "recipient", "event__action")))
    assert lives[0] == lives[1]
    assert sorted(kind for kind, _, _ in lives[0]) == ["assigned", "disputed", "mention"]


def test_each_kind_has_a_name_of_its_own_and_words_in_the_readers_language(desk, claim, inbox):
    assert len(BY_NAME) == len(KINDS)
    desk.do("assign", desk.editor, claim, reviewer=desk.one)
    inbox(desk.one)
    with translation.override("en"):
        assert str(Notice.objects.for_user(desk.one).get().label) == "Assigned to you"
        assert all(str(kind.label) for kind in KINDS)
