"""Finds what stands in quotation marks, where "I" and "yesterday" are somebody else's."""


def quoted_ranges(before: str, text: str) -> list[tuple[int, int]]:
    """Return the ranges of a sentence that are quoted, also from a mark opened before it."""
    depth_open = before.count("“") > before.count("”") or (
        "“" not in before and before.count('"') % 2 == 1
    )
    ranges: list[tuple[int, int]] = []
    start = 0 if depth_open else None
    for position, character in enumerate(text):
        if start is None and character in '“"':
            start = position
        elif start is not None and character in '”"':
            ranges.append((start, position + 1))
            start = None
    if start is not None:
        ranges.append((start, len(text)))
    return ranges


def inside(ranges: list[tuple[int, int]], position: int) -> bool:
    """Tell whether a position lies in one of the ranges."""
    return any(start <= position < end for start, end in ranges)
