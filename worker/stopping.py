"""Whether this worker was asked to stop so long ago that long work is given back.

SIGTERM reaches the main process alone, which then waits for its pool's children however long
they take; who sent it (an upgrade, most often) kills what is left a minute later. So the main
process tells the children, by memory that they share since the fork, and long work that is still
not done after PATIENCE goes back to where the next worker finds it.
"""

import mmap
import struct
import time
from typing import Any

from celery import signals

PATIENCE = 20.0  # seconds in which short work comes to its end
_MOMENT = struct.Struct("d")  # time.monotonic(), one clock for all processes; 0: nobody asked
_asked = mmap.mmap(-1, _MOMENT.size)


class Stopping(Exception):
    """The work goes back: this worker is about to end."""


def asked_long_ago() -> bool:
    """In a pool's child, between two pieces of long work."""
    (moment,) = _MOMENT.unpack(_asked[: _MOMENT.size])
    return bool(moment) and time.monotonic() - moment >= PATIENCE


def _ask(**_: Any) -> None:
    _asked[: _MOMENT.size] = _MOMENT.pack(time.monotonic())


signals.worker_shutting_down.connect(_ask, weak=False)
