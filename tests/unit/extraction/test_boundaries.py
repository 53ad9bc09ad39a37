"""Sentences of press and caption text end where a reader would end them."""

import pytest

SPLITS = {
    "abbreviations": ["Mr. Brown met Dr. Grey at 5 p.m. in the U.S. Senate.", "He left."],
    "state at the end": ["He went to the U.S.", "The talks failed."],
    "initials": ["J. R. Grey voted against it.", "She did too."],
    "number": ["See No. 10 for that.", "It is shut."],
    "plain no": ["He said no.", "The vote failed."],
    "ellipsis": ["And my second question…", "It was late."],
    "running ellipsis": ["We were … let us say, late.", "It was dark."],
    "quotes": ["“It is over.”", "He left the room."],
    "straight quotes": ['He said "it is over."', '"It is not," she said.'],
    "quote goes on": ["“It is over!” said the mayor.", "He left."],
    "semicolon": ["Prices fell; wages rose: nobody noticed.", "It was May."],
    "decimal": ["It grew by 3.5 per cent.", "Then it fell."],
    "stage direction": ["I love your spirit", "(Laughter).", "The glasses were raised."],
    "bracketed stage direction": ["We won.", "[Applause.]", "We won again."],
    "ordinary brackets": ["The bank (founded in 1900) failed.", "It was sold."],
    "number first": ["It was 2013.", "43 people came."],
    "lower case captions": ["we lost the vote.", "then we went home."],
}


@pytest.mark.parametrize("sentences", SPLITS.values(), ids=SPLITS.keys())
def test_sentences_end_where_a_reader_ends_them(read, sentences):
    assert [s.text for s in read(" ".join(sentences))] == sentences


def test_a_line_end_parts_no_sentence(read):
    text = "The council closed\nforty libraries in\nfive years. It was cheap."
    assert [s.text for s in read(text)] == [
        "The council closed\nforty libraries in\nfive years.",
        "It was cheap.",
    ]


def test_text_without_marks_is_left_to_the_parser(read):
    text = (
        "We closed forty libraries last year They were very old buildings The mayor told us that "
        "he would build new ones He never did that I went to see him in March He was not there "
        "The council sold the land to a bank It paid two million pounds for it Nobody knows where "
        "the money went I asked them three times They did not answer me"
    )
    found = read(text)
    assert len(found) > 1
    assert " ".join(s.text for s in found) == text
