"""Which words of a text are asked for, by how common they are."""

from claims.matching.lexical import EXPECTED, Lexeme, asked

ROWS = 100_000.0


def lexemes(**shares: float) -> list[Lexeme]:
    return [Lexeme(word, share) for word, share in shares.items()]


def test_words_that_stand_together_are_asked_for_with_at_most_one_between_them():
    words = lexemes(bridg=0.0, close=0.001, march=0.002, flood=0.0)
    assert asked(words, ROWS) == (
        "('bridg' & 'close') | ('bridg' & 'march') | ('close' & 'march') | ('close' & 'flood')"
        " | ('march' & 'flood')"
    )


def test_too_common_a_pair_is_asked_for_with_the_word_that_leaves_most_within_bounds():
    # 'minist' & 'spend' alone are 900 rows; with 'north' 72, with 'ferri' 9
    words = lexemes(minist=0.1, spend=0.09, ferri=0.01, north=0.08)
    written = asked(words, ROWS)
    assert "('minist' & 'spend' & 'north')" in written
    assert "('minist' & 'spend')" not in written
    assert "('minist' & 'ferri')" in written


def test_a_word_of_a_quarter_of_the_rows_is_asked_for_only_in_a_small_table():
    words = lexemes(council=0.9, ferri=0.001, north=0.001)
    assert "council" not in asked(words, ROWS)
    assert "council" in asked(words, EXPECTED)


def test_of_nothing_but_common_words_nothing_is_asked_for():
    assert asked(lexemes(council=0.9, spend=0.8), ROWS) == ""
    assert asked([], ROWS) == ""


def test_a_single_word_stands_for_itself_where_it_is_rare():
    assert asked(lexemes(ferri=0.001), ROWS) == "('ferri')"
    assert asked(lexemes(ferri=0.01), ROWS) == ""


def test_long_texts_of_common_words_end_within_what_is_expected():
    words = [Lexeme(f"w{n}", 0.2) for n in range(60)]
    written = asked(words, ROWS)
    expected = sum(ROWS * 0.2 ** group.count("w") for group in written.split(" | "))
    assert 0 < expected <= EXPECTED


def test_quotes_and_backslashes_are_written_as_postgresql_reads_them():
    assert asked([Lexeme("o'hare\\", 0.0)], ROWS) == "('o''hare\\\\')"
