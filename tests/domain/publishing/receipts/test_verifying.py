"""The script in docs/ verifies a receipt, and refuses one that was changed, re-signed or not."""

import pytest

from claims.publishing.receipts import keys
from tests.domain.publishing.receipts.conftest import COPY, receipt, resigned


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


@pytest.mark.parametrize(
    "document",
    [[], None, 5, {}, {"receipt": 5, "signature": {}}, {"receipt": {}, "signature": {"value": 5}}],
)
def test_what_is_no_receipt_is_refused_in_a_sentence(published, verify, document):
    code, said = verify(document)
    assert code == 1
    assert said.startswith("REFUSED: no receipt: ")
    assert said.count("\n") == 1, "and no traceback"
