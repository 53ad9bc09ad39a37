"""The audit trail is read once and to the end, whoever commits when: on real connections."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from audit.models import AuditEvent
from claims import services
from claims.models import Claim
from notify import outbox
from notify import services as notify
from notify.models import Gap, Notice, Reader
from notify.services import deliver
from tests.domain.claims.conftest import Desk, new_desk
from tests.domain.claims.test_races import at_once
from tests.domain.notify.conftest import kinds_of
from tests.factories import ClaimFactory, UserFactory


@pytest.fixture(autouse=True)
def _alone_on_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Transactions of other tests, in other databases of the server, are not waited for."""
    everywhere = outbox._snapshot

    def here(end: str) -> int:
        if end == "xmax":
            return everywhere(end)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT least(min(backend_xid::text::bigint),"
                " pg_snapshot_xmax(pg_current_snapshot())::text::bigint)"
                " FROM pg_stat_activity WHERE datname = current_database()"
            )
            return int(cursor.fetchone()[0])

    monkeypatch.setattr(outbox, "_snapshot", here)


@pytest.fixture
def desk(committed_db: str) -> Desk:
    return new_desk()


def assign(desk: Desk, reviewer: Any, claim: Claim | None = None) -> None:
    claim_id = (claim or ClaimFactory()).pk
    services.assign(actor=desk.editor, claim_id=claim_id, expected_version=None, reviewer=reviewer)


@pytest.fixture
def claims(desk: Desk) -> list[Claim]:
    """Each with a place taken, so that acts on them wait for nothing that they share."""
    made = [ClaimFactory() for _ in range(4)]
    other = UserFactory()
    for claim in made:
        desk.do("take", other, claim)
    deliver()
    return made


@contextmanager
def uncommitted(act: Callable[[], Any]) -> Iterator[Callable[[bool], None]]:
    """Does it on a connection of its own and waits; yields how to end it: committed or not."""
    done, end = threading.Event(), threading.Event()
    keep = [False]

    def run() -> None:
        try:
            with transaction.atomic():
                act()
                done.set()
                end.wait(30)
                transaction.set_rollback(not keep[0])
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    assert done.wait(60)

    def finish(commit: bool) -> None:
        keep[0] = commit
        end.set()
        thread.join(60)

    try:
        yield finish
    finally:
        finish(False)


def test_an_event_that_commits_after_a_later_one_is_delivered(
    desk: Desk, claims: list[Claim]
) -> None:
    with uncommitted(lambda: assign(desk, desk.one, claims[0])) as finish:
        assign(desk, desk.two, claims[1])
        assert deliver() == 1
        assert (kinds_of(desk.one), kinds_of(desk.two)) == ([], ["assigned"])
        assert deliver() == 0
        assert Gap.objects.count() == 1
        finish(True)
    late = AuditEvent.objects.filter(action="assign").earliest("id")
    assert late.values["reviewer"] == str(desk.one.opaque_id)
    assert deliver() == 1
    assert (kinds_of(desk.one), kinds_of(desk.two)) == (["assigned"], ["assigned"])
    assert not Gap.objects.exists()
    assert deliver() == 0


def test_one_of_several_that_wait_is_delivered_as_it_commits(
    desk: Desk, claims: list[Claim]
) -> None:
    people = [desk.one, desk.two, desk.three]
    with (
        uncommitted(lambda: assign(desk, desk.one, claims[0])) as first,
        uncommitted(lambda: assign(desk, desk.two, claims[1])) as second,
        uncommitted(lambda: assign(desk, desk.three, claims[2])) as third,
    ):
        assign(desk, UserFactory(), claims[3])
        assert deliver() == 1
        second(True)
        assert deliver() == 1
        assert [kinds_of(person) for person in people] == [[], ["assigned"], []]
        third(False)
        first(True)
        assert deliver() == 1
    assert [kinds_of(person) for person in people] == [["assigned"], ["assigned"], []]
    deliver()
    assert not Gap.objects.exists()


def test_what_was_rolled_back_is_not_waited_for(desk: Desk, claims: list[Claim]) -> None:
    with uncommitted(lambda: assign(desk, desk.one, claims[0])) as finish:
        assign(desk, desk.two, claims[1])
        deliver()
        assert Gap.objects.count() == 1
        finish(False)
    assert deliver() == 0
    assert not Gap.objects.exists()


def test_a_gap_of_another_time_is_given_up_after_a_day(desk: Desk) -> None:
    """A restored database counts its transactions anew."""
    reader = Reader.objects.get(name=notify.INBOX)
    Gap.objects.create(reader=reader, first=1, last=2, xid=2**50, noticed_at=timezone.now())
    deliver()
    assert Gap.objects.count() == 1
    Gap.objects.update(noticed_at=timezone.now() - timedelta(days=2))
    deliver()
    assert not Gap.objects.exists()


def test_several_processes_at_once_deliver_each_notice_once(desk: Desk) -> None:
    people = [UserFactory() for _ in range(5)]
    for person in people:
        assign(desk, person)
    made = at_once(*[deliver] * 4)
    assert sum(made) == len(people)
    assert [kinds_of(person) for person in people] == [["assigned"]] * len(people)


def test_who_delivers_is_not_waited_for(desk: Desk) -> None:
    assign(desk, desk.one)
    with uncommitted(lambda: Reader.objects.select_for_update().get(name=notify.INBOX)) as finish:
        assert deliver() == 0
        finish(True)
    assert deliver() == 1


def test_a_crash_in_the_middle_leaves_nothing_undone_and_nothing_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify, "BATCH", 3)
    for _ in range(5):
        assign(desk, desk.one)
    store, batches = notify._store, []

    class Killed(BaseException):
        pass

    def dying(drafts: Any) -> int:
        made = store(drafts)
        batches.append(made)
        if len(batches) == 2:
            raise Killed
        return made

    monkeypatch.setattr(notify, "_store", dying)
    with pytest.raises(Killed):
        deliver()
    kept = Notice.objects.count()
    assert kept == batches[0] < 5
    deliver()
    assert Notice.objects.count() == 5
    assert Notice.objects.values("event").distinct().count() == 5


def test_everything_is_read_however_much_has_waited(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify, "BATCH", 4)
    for _ in range(9):
        assign(desk, desk.one)
    assert deliver() == 9
    reader = Reader.objects.get(name=notify.INBOX)
    assert reader.position == AuditEvent.objects.order_by("id").last().pk
