"""The id of the request being served, for answers, logs and audit events."""

import logging
import re
import uuid
from contextvars import ContextVar

HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{5,63}")

#: Empty outside a request. Tasks and commands may set their own (for instance "run-17-2").
request_id: ContextVar[str] = ContextVar("request_id", default="")


def accept_or_new(offered: str | None) -> str:
    """The caller's id where it is harmless in logs and headers (6 to 64 characters), else ours."""
    if offered and _SANE.fullmatch(offered):
        return offered
    return uuid.uuid4().hex


class RequestIdFilter(logging.Filter):
    """Puts `request_id` on every log record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True
