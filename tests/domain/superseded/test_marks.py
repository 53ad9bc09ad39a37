"""The mark on a source: who says it, who takes it back, and that it stays on the record."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.roles import Role
from api.exceptions import Forbidden, InvalidInput, NotVisible, StaleVersion, WrongState
from audit.models import AuditEvent
from claims import services
from claims.models import Snapshot, Source, Supersession
from tests.domain.superseded.conftest import NEW, REVISED, mark, take_back
from tests.factories import SourceFactory, UserFactory


@pytest.fixture
def source(db):
    return SourceFactory()


def events(source):
    found = AuditEvent.objects.for_target(source).filter(action__in=["supersede", "reinstate"])
    return list(found.order_by("seq"))


def test_a_reviewer_says_it_with_a_reason_and_what_takes_its_place(desk, source):
    marked = mark(desk.one, source, replaced_by=NEW)
    assert marked.version == source.version + 1
    said = marked.supersession
    assert (said.reason, said.said_by, said.replaced_by.url) == (REVISED, desk.one, NEW)
    assert said.replaced_by.kind == source.kind
    assert Snapshot.objects.filter(source=said.replaced_by, origin="asked").count() == 1
    [event] = events(source)
    assert (event.actor, event.reason) == (desk.one.opaque_id, REVISED)
    assert event.values == {"supersession": said.pk, "replaced_by": said.replaced_by_id}
    assert list(Source.objects.superseded()) == [source]
    assert source not in Source.objects.not_superseded()


def test_a_source_that_is_known_takes_the_place_as_it_is(desk, source):
    other = SourceFactory(url=NEW, canonical_url=NEW, title="The revised table")
    assert mark(desk.one, source, replaced_by=f"{NEW}#t1").supersession.replaced_by == other
    assert not Snapshot.objects.filter(source=other).exists()


@pytest.mark.parametrize("role", [None, Role.INTEGRATOR, Role.ADMINISTRATOR])
def test_nobody_else_says_it(source, role):
    with pytest.raises(Forbidden):
        mark(UserFactory(role=role), source)


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"reason": "  "}, "/reason"),
        ({"replaced_by": "ftp://a.example/"}, "/replaced_by"),
        ({"replaced_by": "https://u:p@a.example/"}, "/replaced_by"),
    ],
)
def test_what_is_refused(desk, source, fields, pointer):
    with pytest.raises(InvalidInput) as caught:
        mark(desk.one, source, **fields)
    assert [one.pointer for one in caught.value.errors] == [pointer]
    assert source.supersession is None


def test_nothing_takes_its_own_place_nor_one_that_is_superseded_too(desk, source):
    with pytest.raises(InvalidInput, match="the source itself"):
        mark(desk.one, source, replaced_by=source.url)
    other = SourceFactory(url=NEW, canonical_url=NEW)
    mark(desk.one, other, replaced_by=source.url)
    with pytest.raises(InvalidInput, match="superseded too"):
        mark(desk.one, source, replaced_by=NEW)


def test_it_is_said_once_and_of_what_was_read(desk, source):
    with pytest.raises(StaleVersion):
        mark(desk.one, source, expected_version=source.version + 1)
    mark(desk.one, source)
    with pytest.raises(WrongState) as caught:
        mark(desk.two, source)
    assert caught.value.code == "already_superseded"
    assert caught.value.extra["allowed_actions"] == ["reinstate"]
    with pytest.raises(NotVisible):
        services.supersede(actor=desk.one, source_id=0, expected_version=None, reason="R")


def test_who_said_it_or_an_editor_takes_it_back(desk, source):
    mark(desk.one, source)
    with pytest.raises(Forbidden, match="Only who said it"):
        take_back(desk.two, source)
    back = take_back(desk.one, source)
    assert (back.supersession, back.version) == (None, source.version + 2)
    mark(desk.one, source)
    take_back(desk.editor, source)
    with pytest.raises(WrongState) as caught:
        take_back(desk.editor, source)
    assert caught.value.code == "not_superseded"
    kept = Supersession.objects.filter(source=source)
    assert [one.withdrawn_by for one in kept] == [desk.editor, desk.one]
    assert [one.action for one in events(source)] == ["supersede", "reinstate"] * 2


def test_what_was_said_is_never_changed_or_deleted(desk, source):
    said = mark(desk.one, source).supersession
    row = Supersession.objects.filter(pk=said.pk)
    for tamper in (
        lambda: row.update(reason="Other."),
        lambda: row.update(said_by=desk.two),
        lambda: row._raw_delete(row.db),
    ):
        with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
            tamper()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(withdrawn_at=said.created_at, withdrawn_by=desk.two)
    take_back(desk.one, source)
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        row.update(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")


def test_the_database_holds_one_mark_and_no_circle_of_one(desk, source):
    mark(desk.one, source)
    rows = Supersession.objects
    with pytest.raises(IntegrityError, match="one_standing"), transaction.atomic():
        rows.create(source=source, reason="R", said_by=desk.one)
    other = SourceFactory()
    with pytest.raises(IntegrityError, match="by_another"), transaction.atomic():
        rows.create(source=other, reason="R", said_by=desk.one, replaced_by=other)
    with pytest.raises(IntegrityError, match="has_a_reason"), transaction.atomic():
        rows.create(source=other, reason="", said_by=desk.one)
