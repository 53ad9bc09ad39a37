"""A receipt: what it says, what it keeps to itself, and that the script in docs/ refuses others."""

import hashlib
import json
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.timezone import now

from audit.hashing import canonical_json, field_digest, field_salt
from audit.models import AuditEvent
from claims.discussion.services import post_to_discussion
from claims.evidence import store
from claims.models import PassageCheck, Snapshot, Verdict
from claims.publishing.checks import published_check
from claims.publishing.receipts import keys
from claims.publishing.receipts.content import NoReceiptKey, receipt_of
from claims.services.redaction import redact_transcript
from config import checks
from launcher.state import REPOSITORY

SCRIPT = REPOSITORY / "docs" / "verify_receipt.py"
COPY = b"<p>The rate fell to 5.1 percent.</p>"


@pytest.fixture(autouse=True)
def signing(settings):
    settings.RECEIPT_KEY = keys.new_key()


@pytest.fixture
def published(desk, claim):
    """A check of which one source was kept."""
    desk.resolve(claim)
    for number, person in enumerate((desk.one, desk.two)):
        desk.cite(person, claim, number)
    citation = claim.citations.first()
    Snapshot.objects.update(status="failed", failure_code="gone", finished_at=now())
    keep(citation, COPY)
    desk.decide(claim)
    desk.do("publish", desk.editor, claim)
    return desk.fresh(claim)


def keep(citation, data, **at):
    snapshot = Snapshot.objects.create(
        source=citation.source, origin="schedule", status="kept", max_attempts=3,
        not_before=now(), finished_at=now(), retrieved_at=now(), sha256=store.put(data),
        text_sha256=store.put(b"The rate fell to 5.1 percent."), media_type="text/html",
        size=len(data),
    )  # fmt: skip
    PassageCheck.objects.create(citation=citation, snapshot=snapshot, outcome="exact", similarity=1)
    return snapshot


def receipt(claim):
    return receipt_of(published_check(claim.pk))


@pytest.fixture
def verify(tmp_path, settings):
    """`verify(document, *files)`: exit code and what the script said, in a process of its own."""

    def run(document, *files, keyset=None):
        (tmp_path / "receipt.json").write_text(json.dumps(document))
        (tmp_path / "keys.json").write_text(json.dumps(keyset or keys.published_keys()))
        paths = []
        for number, data in enumerate(files):
            paths.append(tmp_path / f"file-{number}")
            paths[-1].write_bytes(data)
        done = subprocess.run(
            [sys.executable, "-I", SCRIPT, "receipt.json", "keys.json", *paths],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    return run


def resigned(document):
    """As a newsroom would sign it that rewrites its own record."""
    document["signature"]["value"] = keys.signing_key().sign(document["receipt"])
    return document


# What it says ------------------------------------------------------------------------------------


def test_it_says_what_the_verdict_rests_on(published):
    said = receipt(published)["receipt"]
    [verdict] = said["verdicts"]
    text = published.transcript.text
    assert said["transcript"] == {
        "digest": published.transcript.digest,
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    assert said["span"]["text"] == text[said["span"]["start"] : said["span"]["end"]]
    assert verdict["ratings"] == {
        "count": 2, "required": 2, "levels": [{"label": "Mostly false", "count": 2}],
    }  # fmt: skip
    assert verdict["scale"] == {"name": published.scale.name, "version": 1}
    first, second = (one["kept"] for one in verdict["sources"])
    assert first["sha256"] == hashlib.sha256(COPY).hexdigest()
    assert first["excerpt"] == "exact"
    assert second is None


def test_a_later_look_at_a_source_changes_nothing(published):
    before = receipt(published)
    keep(published.citations.first(), b"rewritten since")
    assert receipt(published) == before


def test_where_nothing_was_kept_in_time_the_first_copy_after_counts(published):
    citation = published.citations.last()
    first = keep(citation, b"first")
    keep(citation, b"second")
    [verdict] = receipt(published)["receipt"]["verdicts"]
    assert verdict["sources"][1]["kept"]["sha256"] == first.sha256


def test_nobody_but_who_decided_is_named_and_no_draft_or_reason_is_told(desk, published):
    post_to_discussion(actor=desk.one, claim=published, body="Between us: call Ada.")
    words = json.dumps(receipt(published))
    assert desk.editor.username in words
    hidden = [str(one.opaque_id) for one in (desk.one, desk.two, desk.editor)]
    hidden += [desk.one.username, desk.two.username, "The office's table says 5.1.", "Between us"]
    hidden += [event.request_id for event in AuditEvent.objects.exclude(request_id="")]
    hidden += [event.salt for event in AuditEvent.objects.all()]
    assert [one for one in hidden if one in words] == []
    events = receipt(published)["receipt"]["events"]
    for event in events:
        shown = {name for name, field in event["fields"].items() if "value" in field}
        action = event["fields"]["action"].get("value")
        assert (shown <= {"action"}) == (action != "publish")


def test_the_digest_of_a_hidden_field_cannot_be_guessed_from_the_receipt(published):
    """Six people may have rated: without the salt none of them can be tried."""
    event = AuditEvent.objects.for_target(published).filter(action="rate").first()
    [link] = [one for one in receipt(published)["receipt"]["events"] if one["seq"] == event.seq]
    public = json.dumps(receipt(published))
    digest = link["fields"]["actor"]["digest"]
    salts = [event.salt, ""] + [f.get("salt", "") for f in link["fields"].values()]
    assert digest == field_digest(field_salt(event.salt, "actor"), "actor", str(event.actor))
    assert event.salt not in public
    guesses = {field_digest(salt, "actor", str(event.actor)) for salt in salts}
    assert digest not in guesses


def test_what_goes_on_after_the_last_public_act_is_no_part_of_it(desk, published):
    before = receipt(published)
    desk.cite(desk.one, published, 0, url="https://another.example/page")
    assert receipt(published) == before


def test_a_corrected_check_names_its_former_verdicts(desk, published, verify):
    desk.do("correct", desk.editor, published, note="The year was wrong.", summary="In 2024.")
    document = receipt(published)
    former, current = document["receipt"]["verdicts"]
    assert former["superseded_at"] is not None
    assert current["superseded_at"] is None
    assert current["correction_note"] == "The year was wrong."
    assert former["ratings"]["levels"] is not None
    assert current["ratings"] == former["ratings"]
    assert verify(document)[0] == 0


def test_a_retracted_check_has_one_and_shows_no_rating_to_the_new_round(desk, published, verify):
    desk.do("retract", desk.editor, published, reason="A source was forged.")
    document = receipt(published)
    [verdict] = document["receipt"]["verdicts"]
    assert document["receipt"]["check"]["state"] == "retracted"
    assert verdict["retracted_reason"] == "A source was forged."
    assert verdict["ratings"] == {"count": 2, "required": 2, "levels": None}
    assert verify(document)[0] == 0
    desk.take_and_rate(desk.three, published, 5)
    assert receipt(published) == document


def test_a_redacted_check_keeps_a_receipt_without_words(desk, published, verify):
    verdict = Verdict.objects.get(claim=published)
    words = (verdict.claim_text, verdict.claim_normalised)
    redact_transcript(
        actor=desk.editor, transcript_id=published.transcript_id, reason="Court order 12/26."
    )
    document = receipt(published)
    said = json.dumps(document)
    assert not any(one in said for one in words)
    assert not any(hashlib.sha256(one.encode()).hexdigest() in said for one in words)
    assert document["receipt"]["span"]["text"] is None
    assert verify(document)[0] == 0


def test_events_from_before_fields_had_digests_are_links_alone(published, verify):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER audit_append_only")
        previous = ""
        for event in AuditEvent.objects.for_target(published):
            event.salt, event.previous_hash = "", previous
            previous = event.hash = event.computed_hash()
            cursor.execute(
                "UPDATE audit_auditevent SET salt = '', hash = %s, previous_hash = %s"
                " WHERE id = %s",
                [event.hash, event.previous_hash, event.pk],
            )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_auditevent ENABLE ALWAYS TRIGGER audit_append_only")
    document = receipt(published)
    assert all("fields" not in one for one in document["receipt"]["events"])
    assert verify(document)[0] == 0


def test_canonical_json_is_that_of_rfc_8785_for_what_a_receipt_holds():
    """The example of section 3.2.3 but for its numbers, which have fractions."""
    given = {"string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/", "literals": [None, True]}
    assert canonical_json(given) == (
        '{"literals":[null,true],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'.encode()
    )


# Verified, and refused --------------------------------------------------------------------------


def test_the_script_verifies_it_with_the_transcript_and_what_was_kept(published, verify):
    code, said = verify(receipt(published), published.transcript.text.encode(), COPY)
    assert (code, said.split()[:2]) == (
        0, ["Verified:", f"https://newsroom.example/checks/{published.pk}/"]
    )  # fmt: skip


def _first_event(said, action):
    return next(e for e in said["events"] if e["fields"]["action"].get("value") == action)


def _span(said):
    said["span"]["text"] = "Unemployment rose."


def _offsets(said):
    said["span"]["start"] += 1


def _rating(said):
    said["verdicts"][0]["ratings"]["levels"][0]["label"] = "True"


def _level(said):
    said["verdicts"][0]["level"] = "True"


def _source(said):
    said["verdicts"][0]["sources"][0]["kept"]["sha256"] = "0" * 64


def _note(said):
    said["verdicts"][1]["correction_note"] = "A comma."


def _former(said):
    del said["verdicts"][0]


def _link(said):
    said["events"][2]["previous_hash"] = "0" * 64


def _event(said):
    said["events"][-1]["fields"]["created_at"]["value"] = "2020-01-01T00:00:00+00:00"


def _removed(said):
    del said["events"][1]


def _transcript(said):
    said["transcript"]["text_sha256"] = "0" * 64


TAMPERED = [
    _span, _offsets, _rating, _level, _source, _note, _former, _link, _event, _removed, _transcript
]  # fmt: skip


@pytest.fixture
def corrected(desk, published):
    desk.do("correct", desk.editor, published, note="The year was wrong.", summary="In 2024.")
    return published


@pytest.mark.parametrize("tamper", TAMPERED, ids=lambda one: one.__name__.strip("_"))
def test_a_receipt_that_was_changed_is_refused(corrected, verify, tamper):
    document = receipt(corrected)
    tamper(document["receipt"])
    code, said = verify(document)
    assert code == 1
    assert said.startswith("REFUSED: the signature does not fit")


def test_a_signature_that_was_changed_is_refused(corrected, verify):
    document = receipt(corrected)
    value = document["signature"]["value"]
    document["signature"]["value"] = ("B" if value[0] == "A" else "A") + value[1:]
    assert verify(document) == (
        1, "REFUSED: the signature does not fit what the receipt says and the keys given.\n"
    )  # fmt: skip
    document["signature"]["value"] = "AAAA"
    assert verify(document)[0] == 1


@pytest.mark.parametrize(
    ("tamper", "refusal"),
    [
        (_link, "event 3 is out of place"),
        (_removed, "event 2 is out of place"),
        (_event, "was changed"),
        (_level, "the level of a verdict was changed"),
        (_former, "the chain has a verdict or a retraction that the receipt leaves out"),
        (_offsets, "the span is not what stands there in the transcript"),
        (_span, "the span is not what stands there in the transcript"),
        (_transcript, "a file is not known"),
        (_source, "a file is not known"),
    ],
    ids=lambda one: getattr(one, "__name__", "").strip("_"),
)
def test_what_the_newsroom_itself_rewrote_does_not_hold_together(
    corrected, verify, tamper, refusal
):
    document = receipt(corrected)
    tamper(document["receipt"])
    if tamper is _source:
        document["receipt"]["verdicts"][1]["sources"][0]["kept"]["sha256"] = "0" * 64
    code, said = verify(resigned(document), corrected.transcript.text.encode(), COPY)
    assert code == 1
    assert said.startswith("REFUSED: ")
    assert refusal in said


def test_an_event_that_says_a_value_beside_its_digest_is_refused(corrected, verify):
    document = receipt(corrected)
    field = document["receipt"]["events"][0]["fields"]["reason"]
    assert "digest" in field
    field["value"] = "Because."
    code, said = verify(resigned(document))
    assert (code, "event 1" in said) == (1, True)


def test_a_key_of_somebody_else_is_refused(published, verify, settings):
    ours = keys.published_keys()
    settings.RECEIPT_KEY = keys.new_key()
    assert verify(receipt(published), keyset=ours)[0] == 1


# Keys ------------------------------------------------------------------------------------------


def test_after_a_change_of_key_old_receipts_are_still_verified(
    published, verify, settings, client, capsys
):
    old = receipt(published)
    call_command("receipt_key", "--public")
    public = capsys.readouterr().out.strip()
    call_command("receipt_key")
    settings.RECEIPT_KEY, settings.RECEIPT_OLD_KEYS = capsys.readouterr().out.strip(), [public]
    answer = client.get("/.well-known/onrecord-keys.json")
    assert [one["x"] for one in answer.json()["keys"]][1:] == [public]
    assert "max-age=3600" in answer["Cache-Control"]
    assert receipt(published)["receipt"]["key_id"] != old["receipt"]["key_id"]
    assert verify(old, keyset=answer.json())[0] == 0
    assert verify(receipt(published), keyset=answer.json())[0] == 0


def test_without_a_key_there_is_no_receipt_and_the_page_links_none(published, settings, client):
    settings.RECEIPT_KEY = ""
    with pytest.raises(NoReceiptKey):
        receipt(published)
    answer = client.get(reverse("publishing:receipt", args=[published.pk]))
    assert (answer.status_code, answer.json()["code"]) == (404, "no_receipt_key")
    page = client.get(reverse("publishing:check", args=[published.pk]))
    assert "receipt.json" not in page.content.decode()
    assert "Link" not in page.headers
    assert client.get("/.well-known/onrecord-keys.json").json() == {"keys": []}
    with pytest.raises(CommandError):
        call_command("receipt_key", "--public")


def test_the_settings_are_checked(settings):
    assert checks.check_receipt_keys(None) == []
    settings.RECEIPT_OLD_KEYS = ["short"]
    assert [one.id for one in checks.check_receipt_keys(None)] == ["onrecord.E007"]
    settings.RECEIPT_KEY, settings.RECEIPT_OLD_KEYS = "no base64!", []
    assert [one.id for one in checks.check_receipt_keys(None)] == ["onrecord.E007"]
    settings.RECEIPT_KEY = ""
    assert [one.id for one in checks.check_receipt_keys(None)] == ["onrecord.W001"]
    settings.PUBLIC_URL = ""
    assert checks.check_receipt_keys(None) == []


# Where it is -----------------------------------------------------------------------------------


def test_the_public_page_leads_to_it_and_caches_are_told_when_it_changes(desk, published, client):
    page = client.get(reverse("publishing:check", args=[published.pk]))
    url = f"https://newsroom.example/checks/{published.pk}/receipt.json"
    assert f'href="{url}"' in page.content.decode()
    assert page["Link"] == f'<{url}>; rel="describedby"; type="application/json"'
    path = reverse("publishing:receipt", args=[published.pk])
    answer = client.get(path)
    assert answer.json() == receipt(published)
    etag = answer["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    desk.do("correct", desk.editor, published, note="The year was wrong.", summary="In 2024.")
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_what_was_never_published_has_none(claim, client):
    assert client.get(reverse("publishing:receipt", args=[claim.pk])).status_code == 404


def test_it_takes_as_many_queries_for_many_verdicts(desk, published, django_assert_num_queries):
    with django_assert_num_queries(8):
        receipt(published)
    for number in range(3):
        desk.do("correct", desk.editor, published, note=f"Note {number}.")
    with django_assert_num_queries(8):
        assert len(receipt(published)["receipt"]["verdicts"]) == 4


def test_the_script_is_short_enough_to_be_read():
    assert len(SCRIPT.read_text().splitlines()) < 60
