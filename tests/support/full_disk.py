"""A disk on which no file grows beyond a few bytes, for this process: writing fails for real."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def full_disk(bytes_left: int = 100) -> Iterator[None]:
    """Within, whoever writes past `bytes_left` of a file gets an OSError; half of it is there."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
