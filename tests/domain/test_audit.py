"""The audit trail: chained as it is written, refused to be changed, and tampering shows."""

import re

import pytest
from django.contrib.admin.sites import site
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction

from accounts.models import User
from accounts.roles import Role
from accounts.services import create_user
from api.request_id import request_id
from audit.models import AuditEvent
from audit.services import record, text_digest
from audit.verify import verify_chains

KEY = "k" * 32
PASSWORD = "correct horse battery"


@pytest.fixture
def target(db):
    return User.objects.create(username="subject")


def act(target, action="thing.done", **kwargs):
    with transaction.atomic():
        return record(actor=None, action=action, target=target, **kwargs)


@pytest.fixture
def tamper():
    """SQL as somebody runs it who owns the database."""

    def run(sql, *params):
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER audit_append_only")
            cursor.execute(sql, params)
            # The inbox refers to events; what it asks of them is settled before the table changes.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE audit_auditevent ENABLE ALWAYS TRIGGER audit_append_only")

    return run


def test_events_of_a_target_form_a_chain(target):
    other = User.objects.create(username="other")
    first, alien, second = act(target), act(other), act(target)
    assert (first.seq, second.seq, alien.seq) == (1, 2, 1)
    assert (first.previous_hash, second.previous_hash) == ("", first.hash)
    assert list(AuditEvent.objects.for_target(target)) == [first, second]
    assert list(verify_chains()) == []


def test_an_event_says_who_what_and_in_which_request(target):
    actor = User.objects.create(username="actor")
    token = request_id.set("req-123456")
    with transaction.atomic():
        event = record(
            actor=actor,
            action="claim.edited",
            target=target,
            before={"text": "old", "same": "s"},
            after={"text": "new", "same": "s", "added": "x"},
            values={"level": 2},
            reason="Typo.",
        )
    request_id.reset(token)
    event.refresh_from_db()
    assert (event.actor, event.request_id, event.reason) == (
        actor.opaque_id, "req-123456", "Typo."
    )  # fmt: skip
    assert event.digests == {
        "text": [text_digest("old"), text_digest("new")],
        "added": [None, text_digest("x")],
    }
    assert "old" not in str(event.digests)
    assert list(AuditEvent.objects.by_actor(actor.opaque_id)) == [event]


@pytest.mark.parametrize(
    "values", [{"n": 1e3, "m": 0.1, "k": -0.0, "t": "ü\u2028", "d": {"b": [1, 2.50], "a": None}}]
)
def test_the_hash_holds_after_the_database_rewrote_the_json(target, values):
    event = act(target, values=values)
    event = AuditEvent.objects.get(pk=event.pk)
    assert event.hash == event.computed_hash()


def test_values_the_database_would_change_or_that_are_texts_are_refused(target):
    for bad in (1e300, float("nan"), "x" * 30_000):
        with pytest.raises(ValueError, match=r"."):
            act(target, values={"v": bad})


def test_outside_a_transaction_nothing_is_recorded(committed_db):
    target = User.objects.create(username="subject")
    with pytest.raises(RuntimeError):
        record(actor=None, action="x", target=target)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditevent SET reason = 'x'",
        "DELETE FROM audit_auditevent",
        "TRUNCATE audit_auditevent CASCADE",
        "SET LOCAL session_replication_role = replica; DELETE FROM audit_auditevent",
    ],
)
def test_the_database_refuses_to_change_events(target, statement):
    act(target)
    with (
        pytest.raises(Error, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEvent.objects.for_target(target).count() == 1


@pytest.mark.parametrize(
    ("sql", "finding"),
    [
        (
            "UPDATE audit_auditevent SET reason = 'forged' WHERE seq = 2",
            "#2 .*not what was recorded",
        ),
        ("DELETE FROM audit_auditevent WHERE seq = 2", "#3 .*missing .*event.* 2 to 2"),
        ("DELETE FROM audit_auditevent WHERE seq = 1", "#2 .*missing .*event.* 1 to 1"),
        (
            "UPDATE audit_auditevent SET hash = repeat('0', 64) WHERE seq = 1",
            "#2 .*was recorded after an event that is changed",
        ),
    ],
)
def test_tampering_shows(target, tamper, sql, finding):
    for _ in range(3):
        act(target)
    tamper(sql)
    problems = list(verify_chains())
    assert any(re.search(finding, problem) for problem in problems), problems


def test_a_rewritten_chain_shows_against_the_checkpoint(target, tamper, tmp_path, monkeypatch):
    monkeypatch.setenv("AUDIT_KEY", KEY)
    act(target)
    act(target)
    file = tmp_path / "checkpoint"
    call_command("audit_checkpoint", output=file)
    act(target)
    call_command("verify_audit", checkpoint=file)
    tamper("DELETE FROM audit_auditevent WHERE seq > 1")
    call_command("verify_audit")  # by itself the shortened chain looks whole
    with pytest.raises(CommandError, match="1 problem"):
        call_command("verify_audit", checkpoint=file)


def test_a_forged_checkpoint_is_refused(target, tmp_path, monkeypatch):
    monkeypatch.setenv("AUDIT_KEY", KEY)
    act(target)
    file = tmp_path / "checkpoint"
    call_command("audit_checkpoint", output=file)
    file.write_text(file.read_text().replace('"accounts.user", ', '"accounts.user",  '))
    with pytest.raises(CommandError, match="changed"):
        call_command("verify_audit", checkpoint=file)
    monkeypatch.setenv("AUDIT_KEY", "short")
    with pytest.raises(CommandError, match="32 characters"):
        call_command("audit_checkpoint", output=tmp_path / "other")


@pytest.mark.parametrize(
    ("roles", "sees"),
    [
        ([Role.ADMINISTRATOR], True),
        ([Role.ADMINISTRATOR, Role.REVIEWER], False),  # reviewers are blind
        ([Role.EDITOR], False),
        ([Role.INTEGRATOR], False),
    ],
)
def test_the_admin_page_is_for_administrators_who_do_not_review(db, rf, roles, sees):
    request = rf.get("/")
    request.user = create_user(username="someone", password=PASSWORD, roles=roles)
    page = site._registry[AuditEvent]
    assert page.has_view_permission(request) is sees
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)


def test_the_admin_list_counts_nothing(db, rf, django_assert_max_num_queries):
    request = rf.get("/")
    request.user = create_user(username="someone", password=PASSWORD, roles=[Role.ADMINISTRATOR])
    with django_assert_max_num_queries(5) as captured:
        page = site._registry[AuditEvent].changelist_view(request)
        page.render()
    assert not any("COUNT(" in query["sql"] for query in captured.captured_queries)
