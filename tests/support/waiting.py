"""Waits for what other processes do: as long as it takes, and never longer than was said."""

import time
from collections.abc import Callable

import pytest


def came_true(condition: Callable[[], object], seconds: float) -> bool:
    """Whether the condition came to hold within `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())


def wait_for(condition: Callable[[], object], seconds: float = 150, what: str = "") -> None:
    """Returns once the condition holds; fails the test with `what` when it never does."""
    if not came_true(condition, seconds):
        pytest.fail(f"not within {seconds} s: {what or condition}")
