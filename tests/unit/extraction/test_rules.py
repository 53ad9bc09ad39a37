"""Each check-worthiness rule, with sentences on which it fires and on which it does not."""

import time

import pytest

from worker.extraction.pipeline import make_sentence, plain_text
from worker.extraction.rules import LEXICAL_RULES, RULES
from worker.extraction.view import Said, View

FIRES = {
    "quantity": [
        "The air force flew 43 sorties last night.",
        "We built twelve schools.",
        "The scheme created three million jobs.",
    ],
    "percentage": ["Waiting times fell by 5 per cent.", "It is 12% now.", "Five percent left."],
    "money": ["It cost £3 billion.", "They paid 40,000 euros.", "A bill of $12.50 arrived."],
    "share": ["Half of the wards were shut.", "Thousands of people left.", "One in five smoked."],
    "date": ["It was signed in 2013.", "We met two years ago.", "It fell in the past few weeks."],
    "comparison": ["We spend more than Norland does.", "Twice as many patients waited."],
    "trend": ["Unemployment fell.", "Prices have doubled.", "There was an increase in crime."],
    "superlative": ["It is the highest rate in Europe.", "This was the only ferry."],
    "named_actor": ["Angela Merkel visited London.", "France launched strikes on Libya."],
    "name": ["The bridge is in London."],
    "attribution": ["According to the report, it failed.", "The minister said it was safe."],
    "law_or_rule": [
        "Article 7 of the Charter forbids it.",
        "That is illegal.",
        "There is no Security Council resolution.",
    ],
    "public_act": ["He voted against it.", "The council closed the pool."],
    "public_matter": ["Our hospitals are full."],
    "past_fact": ["The bridge collapsed.", "They have left."],
    "present_fact": ["The bridge is shut.", "The army controls the port."],
    "negated_existence": ["There is no treaty.", "No land operation has ever been considered."],
    "question": [
        "Who pays for it?",
        "He asked, “Who pays for it?”",
    ],
    "unmarked_question": [
        "how do you like New York",
        "Do you agree with the mayor",
        "And what is your answer to that.",
        "Mr President, have you agreed on anything",
    ],
    "greeting": [
        "Good evening!",
        "Good morning, Mr Speaker.",
        "Thank you very much.",
        "Thank you for having me in this beautiful hall tonight.",
        "All the best.",
        "Hello, everybody, and welcome.",
    ],
    "stage_direction": ["(Laughter)", "[Applause.]", "Applause.", "♪ Upbeat tune ♪"],
    "opinion": ["I think it failed.", "In my view, it failed."],
    "evaluation": ["The talks were useful.", "It is a good bill."],
    "promise": ["We will build schools.", "I’ll cut the tax.", "I'm going to cut the tax."],
    "prediction": ["The economy will shrink.", "It is likely to fail."],
    "hypothetical": ["If it rains, the match stops.", "They would lose."],
    "obligation": ["The council should pay.", "We need to act."],
    "feeling": ["I hope it works.", "We are very proud of them.", "I do not remember the mood."],
    "procedure": ["Let me answer the first one.", "Order, order.", "My second question is this."],
    "imperative": ["Look at the figures.", "Please sit down."],
    "fragment": ["Not politics.", "A long and winding road to nowhere in particular."],
    "brief": ["Not politics.", "That's right, yes."],
    "anaphoric": ["This is not so.", "But they do not."],
    "address": ["You know the answer."],
}
SILENT = {
    "quantity": [
        "Forty five.",
        "It was signed in 2013.",
        "Article 7 forbids it.",
        "One should be careful.",
    ],
    "percentage": ["A percentage was given."],
    "money": ["Money is short."],
    "share": ["The half-time score stood."],
    "date": ["It may rain."],
    "comparison": ["He spoke more."],
    "trend": ["The bridge is shut."],
    "superlative": ["It is high.", "All the best."],
    "named_actor": ["The committee met.", "They visited London."],
    "name": ["The bridge is shut."],
    "attribution": ["I said so."],
    "law_or_rule": ["The bridge is shut."],
    "public_act": ["He will vote against it."],
    "public_matter": ["The weather is fine."],
    "past_fact": ["The bridge is shut.", "They will have left."],
    "present_fact": ["I am tired.", "The bridge collapsed."],
    "negated_existence": ["There is a treaty."],
    "question": ["What we need is a plan."],
    "unmarked_question": [
        "Who pays for it?",
        "What we need is a plan.",
        "What is clear is that the plan failed.",
        "When the war ended, prices fell.",
        "Had we known, we would have voted against it.",
        "Who paid for it is known.",
        "May was a cold month.",
        "Do not believe it.",
    ],
    "greeting": [
        "Good morning, unemployment fell by five per cent last year.",
        "He said good evening to 300 people.",
        "The high levels of debt hit us.",
    ],
    "stage_direction": ["The laughter (from the left) lasted a minute."],
    "opinion": ["It failed."],
    "evaluation": ["The talks lasted a day."],
    "promise": ["We built schools."],
    "prediction": ["The economy shrank."],
    "hypothetical": ["The match stopped."],
    "obligation": ["The council paid."],
    "feeling": ["The pump works."],
    "procedure": ["The pump works."],
    "imperative": ["We looked at the figures."],
    "fragment": ["The pump works well."],
    "brief": ["The pump works well."],
    "anaphoric": ["This plan created 400 jobs.", "Prices fell.", "He met Merkel.", "It cost six."],
    "address": ["They know the answer."],
}
BY_ROLE = {"furniture", "narrator"}


@pytest.mark.parametrize(("name", "sentence"), [(n, s) for n in FIRES for s in FIRES[n]])
def test_rule_fires_and_names_the_words(fires, name, sentence):
    finding = fires(name, sentence)
    assert finding is not None
    if finding.start is not None:
        words = sentence[finding.start : finding.end]
        assert words
        assert words == words.strip()


@pytest.mark.parametrize(("name", "sentence"), [(n, s) for n in SILENT for s in SILENT[n]])
def test_rule_stays_silent(fires, name, sentence):
    assert fires(name, sentence) is None


@pytest.mark.parametrize("role", sorted(BY_ROLE))
def test_role_bars_whatever_is_said(fires, role):
    sentence = "Unemployment fell by 5% in 2013."
    assert fires(role, sentence, role=role) is not None
    assert fires(role, sentence, role="speaker") is None


def test_every_rule_is_tested_and_named_after_its_file():
    assert {rule.name for rule in RULES} == set(FIRES) | BY_ROLE == set(SILENT) | BY_ROLE
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_a_finding_reads_as_a_sentence_for_reviewers(fires):
    finding = fires("quantity", "The air force flew 43 sorties last night.")
    assert finding.text == "names a quantity: 43 sorties"


def test_bars_are_what_is_never_a_claim():
    bars = {rule.name for rule in RULES if rule.bar}
    named = {"question", "unmarked_question", "greeting", "stage_direction"}
    assert bars == named | BY_ROLE


def every_sentence():
    return [s for table in (FIRES, SILENT) for sentences in table.values() for s in sentences]


def test_a_lexical_rule_says_of_the_bare_words_what_it_says_of_the_parse(extractor):
    nlp = extractor._cascade.nlp
    for sentence in every_sentence():
        view = View(nlp(make_sentence(nlp, sentence))[:], "speaker")
        said = Said(plain_text(sentence), "speaker")
        for rule in LEXICAL_RULES:
            assert rule.find(said) == rule.find(view), (rule.name, sentence)


def test_what_a_bar_finds_in_a_parse_the_look_at_its_words_has_foreseen(extractor):
    nlp = extractor._cascade.nlp
    hidden = [rule for rule in RULES if rule.bar and rule not in LEXICAL_RULES]
    assert hidden
    for sentence in every_sentence():
        view = View(nlp(make_sentence(nlp, sentence))[:], "speaker")
        for rule in hidden:
            assert rule.may_find(view) or rule.find(view) is None, (rule.name, sentence)


@pytest.mark.parametrize(
    "repeated",
    [
        "Mr. ",
        "Mrs. ",
        "and so ",
        "9,",
        "9.9 ",
        "- ",
        "I really ",
        "' ",
        "million ",
        "A of the ",
        '"',
    ],
)
def test_words_said_over_and_over_take_no_time(repeated):
    """Thirty times "Mr." held up a worker until its time was over."""
    said = Said(repeated * (2_000 // len(repeated)) + "x", "speaker")
    begun = time.process_time()
    for rule in LEXICAL_RULES:
        rule.find(said)
    for rule in RULES:
        assert rule.may_find is None or rule.may_find(said) in (True, False)
    assert time.process_time() - begun < 2
