"""Reading the inbox: one's own notices, on what one still sees, read or not."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from accounts.personal import erase_account, export_account
from accounts.roles import Role
from claims.discussion.services import post_to_discussion
from notify.models import Notice
from notify.querysets import MOST_COUNTED
from notify.services import deliver, mark_all_read, mark_read, purge_read
from tests.domain.notify.conftest import kinds_of
from tests.factories import ClaimFactory, UserFactory


@pytest.fixture
def told(desk):
    """Three notices for one, one for two."""
    for _ in range(3):
        desk.do("assign", desk.editor, ClaimFactory(), reviewer=desk.one)
    desk.do("assign", desk.editor, ClaimFactory(), reviewer=desk.two)
    assert deliver() == 4
    return desk


def unread(user):
    return Notice.objects.unread_count(user)


def test_reading_some_leaves_the_others(told):
    newest, *_ = Notice.objects.for_user(told.one)
    assert mark_read(actor=told.one, notices=[newest]) == 1
    assert mark_read(actor=told.one, notices=[newest]) == 0
    assert (unread(told.one), unread(told.two)) == (2, 1)
    assert len(kinds_of(told.one)) == 3


def test_what_was_read_long_ago_goes_for_good_and_what_was_not_read_stays(told, settings):
    old, newer, unread_one = Notice.objects.for_user(told.one)
    mark_read(actor=told.one, notices=[old, newer])
    age = timedelta(seconds=settings.NOTICE_KEEP)
    Notice.objects.filter(pk=old.pk).update(read_at=Now() - age - timedelta(seconds=1))
    Notice.objects.filter(pk=newer.pk).update(read_at=Now() - age + timedelta(minutes=5))
    Notice.objects.filter(pk=unread_one.pk).update(created_at=Now() - 2 * age)
    assert purge_read() == 1
    assert set(Notice.objects.for_user(told.one)) == {newer, unread_one}
    assert deliver() == 0


def test_nobody_reads_somebody_elses(told):
    assert mark_read(actor=told.two, notices=Notice.objects.all()) == 1
    assert (unread(told.one), unread(told.two)) == (3, 0)
    assert mark_all_read(actor=told.one) == 3
    assert mark_all_read(actor=told.one) == 0
    assert unread(told.one) == 0


def test_what_one_no_longer_sees_is_out_of_the_inbox(told):
    claim = Notice.objects.for_user(told.one).first().claim
    transcript = type(claim.transcript).objects.filter(pk=claim.transcript_id)
    transcript.update(withdrawn_at=Now())
    assert (unread(told.one), len(kinds_of(told.one))) == (2, 2)
    assert mark_all_read(actor=told.one) == 2
    transcript.update(withdrawn_at=None)
    assert unread(told.one) == 1


def test_who_has_no_role_has_no_inbox(told):
    told.one.groups.clear()
    one = type(told.one).objects.get(pk=told.one.pk)
    assert (unread(one), kinds_of(one)) == (0, [])


def test_the_database_holds_each_notice_once(told):
    notice = Notice.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(
            recipient=notice.recipient, kind=notice.kind, event=notice.event, claim=notice.claim
        )


def test_the_count_costs_one_query_and_stops_where_nobody_reads_on(desk):
    asked = post_to_discussion(actor=desk.one, claim=ClaimFactory(), body=f"@{desk.two.username}")
    deliver()
    first = Notice.objects.get()
    others = [
        Notice(recipient=desk.two, kind=f"k{n}", event=first.event, claim=first.claim, post=asked)
        for n in range(MOST_COUNTED + 5)
    ]
    Notice.objects.bulk_create(others)
    assert unread(desk.two) == MOST_COUNTED  # and the roles are known from here on
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert unread(desk.two) == MOST_COUNTED
    assert len(captured) == 1


def test_the_list_costs_one_query_whatever_it_shows(told):
    one = told.one
    kinds_of(one)
    with CaptureQueriesContext(connection) as captured:
        shown = [
            (notice.label, notice.claim.text, notice.claim.transcript.title, notice.event.actor)
            for notice in Notice.objects.for_user(one).with_subjects()
        ]
    assert len(shown) == 3
    assert len(captured) == 1


def test_an_account_takes_its_inbox_along_and_leaves_none(told):
    admin = UserFactory(role=Role.ADMINISTRATOR)
    exported = export_account(user=told.one)["inbox"]
    assert [row["kind"] for row in exported] == ["assigned"] * 3
    done = erase_account(user=told.one, actor=admin, reason="Asked for in writing.")
    assert done["notices"] == 3
    assert not Notice.objects.filter(recipient=told.one).exists()
    assert unread(told.two) == 1


def test_the_count_reads_the_unread_ones_however_many_were_read(told):
    notice = Notice.objects.first()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notify_notice"
            " (recipient_id, kind, event_id, claim_id, created_at, read_at)"
            " SELECT unnest(%s), 'k' || n, %s, %s, now(), now() FROM generate_series(1, 20000) n",
            [[told.one.pk, told.two.pk], notice.event_id, notice.claim_id],
        )
        cursor.execute("ANALYZE notify_notice")
    for user, count in ((told.one, 3), (told.two, 1)):
        assert unread(user) == count
        plan = Notice.objects.for_user(user).unread().order_by().explain()
        assert "notice_unread" in plan, plan
