"""What a child process does when its parent dies, and how signals end the launcher."""

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

PR_SET_PDEATHSIG = 1


def die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """A ``preexec_fn`` by which the kernel sends ``number`` to the child once its parent dies.

    Linux only; elsewhere None, and the next start cleans up. The library is loaded here and
    not after the fork, where loading could deadlock.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def set_death_signal() -> None:
        prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # it died between the fork and here
            os.kill(os.getpid(), number)

    return set_death_signal


class Stopped(SystemExit):
    """SIGTERM or SIGHUP: unwinds like Ctrl-C, so that every owner stops what it started."""


def _stop(number: int, frame: FrameType | None) -> None:
    # Once is enough: a second signal must not interrupt the clean-up.
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    raise Stopped(128 + number)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Within, an impatient second Ctrl-C does not leave things half stopped."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def signals_unwind() -> Iterator[None]:
    """Within, SIGTERM and SIGHUP raise ``Stopped``."""
    before = {name: signal.signal(name, _stop) for name in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
