"""Times pieces of work against each other."""

import time
from collections.abc import Callable, Sequence


def processor_seconds(works: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Return the best of `rounds` for each, in processor time: the least disturbed by others.

    They take turns, so that what slows the machine for a while slows all of them.
    """
    best = [float("inf")] * len(works)
    for number in range(rounds + 1):
        for which, work in enumerate(works):
            started = time.process_time()
            work()
            if number:  # the first fills the caches
                best[which] = min(best[which], time.process_time() - started)
    return best
