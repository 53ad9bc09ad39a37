"""Every kind of tampering with the audit trail, by somebody who owns the database.

Three events on one object and three on another; each case changes the first object's chain
and says what `verify_audit` calls it, without and with a checkpoint taken before.
"""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.models import User
from audit.models import AuditEvent
from audit.services import record

KEY = "k" * 32
ONLY_BACK_TO = "A removed end of a chain, or a whole chain, is found only back to"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIT_KEY", KEY)


@pytest.fixture
def chain(db: None) -> int:
    """The id of an object with events 1 to 3."""
    objects = [User.objects.create(username=name) for name in ("subject", "other")]
    for target in objects * 3:
        with transaction.atomic():
            record(actor=None, action="thing.done", target=target, reason="As it was.")
    return int(objects[0].pk)


@pytest.fixture
def checkpoint(chain: int, tmp_path: Path) -> Path:
    file = tmp_path / "checkpoint"
    call_command("audit_checkpoint", output=file)
    return file


def tamper(*statements: str, **params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER audit_append_only")
        for statement in statements:
            cursor.execute(statement, params)
        # The inbox refers to events; what it asks of them is settled before the table changes.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_auditevent ENABLE ALWAYS TRIGGER audit_append_only")


def verify(checkpoint: Path | None = None) -> tuple[int, str]:
    """The exit code and what was printed."""
    out = io.StringIO()
    try:
        call_command("verify_audit", checkpoint=checkpoint, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue()
    return 0, out.getvalue()


def rewrite(pk: int, **first: Any) -> None:
    """Changes the first event and gives every later one the hash that fits, as a forger would."""
    previous = ""
    for event in AuditEvent.objects.for_target_id(User, pk):
        event.reason = first.get("reason", event.reason) if event.seq == 1 else event.reason
        event.previous_hash = previous
        previous = event.hash = event.computed_hash()
        tamper(
            "UPDATE audit_auditevent SET reason = %(reason)s, hash = %(hash)s,"
            " previous_hash = %(previous)s WHERE id = %(id)s",
            reason=event.reason, hash=event.hash, previous=event.previous_hash, id=event.pk,
        )  # fmt: skip


MINE = "target_id = %(pk)s"

#: name -> SQL on the chain, and what is said of it without any checkpoint.
SHOWN = {
    "changed": (
        [f"UPDATE audit_auditevent SET reason = 'Forged.' WHERE {MINE} AND seq = 2"],
        ["#2 thing.done: changed: its content is not what was recorded"],
    ),
    "actor changed": (
        [f"UPDATE audit_auditevent SET actor = gen_random_uuid() WHERE {MINE} AND seq = 3"],
        ["#3 thing.done: changed: its content is not what was recorded"],
    ),
    "moved to another object": (
        [f"UPDATE audit_auditevent SET target_id = 0 WHERE {MINE} AND seq = 2"],
        ["#2 thing.done: changed", "#3 thing.done: missing before it: event(s) 2 to 2"],
    ),
    "hash changed": (
        [f"UPDATE audit_auditevent SET hash = repeat('0', 64) WHERE {MINE} AND seq = 1"],
        ["#1 thing.done: changed", "#2 thing.done: was recorded after an event that is changed"],
    ),
    "removed in the middle": (
        [f"DELETE FROM audit_auditevent WHERE {MINE} AND seq = 2"],
        ["#3 thing.done: missing before it: event(s) 2 to 2"],
    ),
    "removed at the beginning": (
        [f"DELETE FROM audit_auditevent WHERE {MINE} AND seq < 3"],
        ["#3 thing.done: missing before it: event(s) 1 to 2"],
    ),
    "removed in the middle, the rest renumbered": (
        [
            f"DELETE FROM audit_auditevent WHERE {MINE} AND seq = 2",
            f"UPDATE audit_auditevent SET seq = 2 WHERE {MINE} AND seq = 3",
        ],
        [
            "#2 thing.done: was recorded after an event that is changed or missing",
            "#2 thing.done: reordered: it was recorded as event 3",
        ],
    ),
    "reordered": (
        [
            f"UPDATE audit_auditevent SET seq = 99 WHERE {MINE} AND seq = 2",
            f"UPDATE audit_auditevent SET seq = 2 WHERE {MINE} AND seq = 3",
            f"UPDATE audit_auditevent SET seq = 3 WHERE {MINE} AND seq = 99",
        ],
        [
            "#2 thing.done: was recorded right after what is now event 3: reordered",
            "#2 thing.done: reordered: it was recorded as event 3",
            "#3 thing.done: reordered: it was recorded as event 2",
        ],
    ),
    "inserted in the middle": (
        [
            f"UPDATE audit_auditevent SET seq = seq + 100 WHERE {MINE} AND seq > 1",
            f"UPDATE audit_auditevent SET seq = seq - 99 WHERE {MINE} AND seq > 100",
            "INSERT INTO audit_auditevent (action, target_type, target_id, digests, values,"
            " reason, request_id, created_at, seq, previous_hash, hash)"
            " SELECT 'thing.forged', target_type, target_id, '{{}}', '{{}}', '', '', now(), 2,"
            f" hash, repeat('f', 64) FROM audit_auditevent WHERE {MINE} AND seq = 1",
        ],
        [
            "#2 thing.forged: changed",
            "#3 thing.done: was recorded right after event 1: event 2 was inserted",
            "#3 thing.done: reordered: it was recorded as event 2",
        ],
    ),
    "inserted at the end": (
        [
            "INSERT INTO audit_auditevent (action, target_type, target_id, digests, values,"
            " reason, request_id, created_at, seq, previous_hash, hash)"
            " SELECT 'thing.forged', target_type, target_id, '{{}}', '{{}}', '', '', now(), 4,"
            f" hash, repeat('f', 64) FROM audit_auditevent WHERE {MINE} AND seq = 3",
        ],
        ["#4 thing.forged: changed"],
    ),
}


def test_an_untouched_trail_is_whole(checkpoint: Path) -> None:
    code, said = verify()
    assert code == 0
    assert f"{ONLY_BACK_TO} a checkpoint (none was given)." in said
    code, said = verify(checkpoint)
    made = json.loads(checkpoint.read_text().splitlines()[0])["created_at"]
    assert (code, f"{ONLY_BACK_TO} the checkpoint of {made}." in said) == (0, True)
    assert "The audit trail is whole." in said


@pytest.mark.parametrize("name", SHOWN)
def test_what_the_chain_itself_shows(chain: int, checkpoint: Path, name: str) -> None:
    statements, findings = SHOWN[name]
    tamper(*(one.replace("{{}}", "{}") for one in statements), pk=chain)
    for code, said in (verify(), verify(checkpoint)):
        assert code == 1
        for finding in findings:
            assert finding in said
        assert "The audit trail is whole." not in said
        assert " #1 thing.done" not in said or name == "hash changed"


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        (
            f"DELETE FROM audit_auditevent WHERE {MINE} AND seq > 1",
            "removed at the end: event(s) 2 to 3, seen by the checkpoint",
        ),
        (
            f"DELETE FROM audit_auditevent WHERE {MINE}",
            "the whole chain is missing: the checkpoint saw 3 event(s)",
        ),
    ],
)
def test_what_only_a_checkpoint_shows(
    chain: int, checkpoint: Path, statement: str, finding: str
) -> None:
    tamper(statement, pk=chain)
    code, said = verify()
    assert code == 0  # and it says what it cannot know:
    assert f"{ONLY_BACK_TO} a checkpoint (none was given)." in said
    code, said = verify(checkpoint)
    assert code == 1
    assert f"accounts.user {chain}: {finding}" in said


def test_a_chain_rewritten_with_fitting_hashes_shows_against_the_checkpoint(
    chain: int, checkpoint: Path
) -> None:
    rewrite(chain, reason="Forged.")
    assert verify()[0] == 0
    code, said = verify(checkpoint)
    assert code == 1
    assert f"accounts.user {chain}: rewritten: event 3 is not the one" in said


def test_what_was_added_since_the_checkpoint_is_no_problem(chain: int, checkpoint: Path) -> None:
    with transaction.atomic():
        record(actor=None, action="thing.done", target=User.objects.get(pk=chain))
    assert verify(checkpoint)[0] == 0


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (lambda rows: [row.replace('"accounts.user", ', '"accounts.user",  ') for row in rows],
         "was changed"),
        (lambda rows: [rows[0], *rows[2:]], "was changed"),  # a chain left out
        (lambda rows: [*rows[:-1], rows[1], rows[-1]], "was changed"),  # one twice
        (lambda rows: [rows[0].replace("20", "19", 1), *rows[1:]], "was changed"),
        (lambda rows: [*rows[:-1], '{"hmac": "\\u00e9"}'], "was changed"),
        (lambda rows: rows[:-1], "not a checkpoint"),
        (lambda rows: ["{}"], "not a checkpoint"),
        (lambda rows: ["[1]", "no json"], "not a checkpoint"),
        (lambda rows: [], "not a checkpoint"),
        (lambda rows: ["\udcff"], "not a checkpoint"),
    ],
)  # fmt: skip
def test_a_checkpoint_that_was_edited_is_refused(
    chain: int, checkpoint: Path, edit: Any, why: str
) -> None:
    rows = checkpoint.read_text().splitlines()
    text = "".join(f"{row}\n" for row in edit(rows))
    checkpoint.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(CommandError, match=why) as caught:
        call_command("verify_audit", checkpoint=checkpoint)
    assert caught.value.returncode == 2


def test_a_checkpoint_forged_with_another_key_is_refused(
    chain: int, checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDIT_KEY", "another key of thirty-two letters")
    with pytest.raises(CommandError, match="signed with another key") as caught:
        call_command("verify_audit", checkpoint=checkpoint)
    assert caught.value.returncode == 2
    monkeypatch.delenv("AUDIT_KEY")
    with pytest.raises(CommandError, match="32 characters") as caught:
        call_command("verify_audit", checkpoint=checkpoint)
    assert caught.value.returncode == 2
    with pytest.raises(CommandError, match="32 characters"):
        call_command("audit_checkpoint", output=checkpoint)
    assert verify()[0] == 0  # the trail alone needs no key


def test_a_checkpoint_that_is_not_there_is_refused(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("verify_audit", checkpoint=tmp_path / "none")
    assert caught.value.returncode == 2
