"""What a receipt says, and what it keeps to itself."""

import hashlib
import json

from audit.hashing import canonical_json, field_digest, field_salt
from audit.models import AuditEvent
from claims.discussion.services import post_to_discussion
from claims.models import Verdict
from claims.services import supersede
from claims.services.redaction import redact_transcript
from tests.domain.publishing.receipts.conftest import COPY, keep, receipt


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


def test_of_a_superseded_source_it_says_what_an_editor_knew(desk, published, verify):
    before = receipt(published)
    source = published.citations.order_by("pk").first().source
    said = supersede(
        actor=desk.one, source_id=source.pk, expected_version=None, reason="Between us: revised.",
        replaced_by="https://statistics.example/revised",
    ).supersession  # fmt: skip
    assert receipt(published) == before
    desk.do("confirm", desk.editor, published)
    after = receipt(published)
    first, second = (one["superseded"] for one in after["receipt"]["verdicts"][0]["sources"])
    assert (first["on"], second) == (said.created_at.date().isoformat(), None)
    assert first["replaced_by"]["url"] == "https://statistics.example/revised"
    assert "Between us" not in json.dumps(after)
    assert verify(after)[0] == 0


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
