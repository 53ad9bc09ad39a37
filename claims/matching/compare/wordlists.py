"""Lists of words, written as one string."""


def word_list(words: str) -> list[str]:
    """The words, which white space parts."""
    return words.split()


def word_set(words: str) -> frozenset[str]:
    """The words as a set."""
    return frozenset(words.split())
