"""What can go wrong, as exceptions: all are OnrecordError; what the server refused ProblemError."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

from onrecord_client.models import Run


class OnrecordError(Exception):
    """Everything this package raises, but for wrong arguments (TypeError, ValueError)."""


class ConnectionFailed(OnrecordError):
    """No answer came, after the attempts that were safe to make.

    An act may have been done all the same: read the claim again before repeating it.
    """


class UnexpectedAnswer(OnrecordError):
    """An answer that is not Onrecord's: another server, or a proxy's page."""


class RunFailed(OnrecordError):
    """A followed run ended as failed or cancelled; ``run.failure`` says why."""

    def __init__(self, run: Run) -> None:
        why = f": {run.failure.detail}" if run.failure else "."
        super().__init__(f"Run {run.id} {run.status}{why}")
        self.run = run


class FollowTimeout(OnrecordError):
    """A followed run was not finished in time. It goes on, and may be followed again."""

    def __init__(self, run: Run) -> None:
        idle = run.worker is not None and not run.worker.alive
        hint = " No worker is alive; the run is safe and waits." if idle else ""
        super().__init__(f"Run {run.id} is still {run.status}.{hint}")
        self.run = run


@dataclass(frozen=True)
class FieldProblem:
    """One field to blame: a JSON pointer into what was sent, or /name of a query parameter."""

    pointer: str
    detail: str
    code: str = ""


class ProblemError(OnrecordError):
    """The server's RFC 9457 problem. ``code`` is for programs, ``detail`` for people."""

    def __init__(self, status: int, document: Mapping[str, Any], retry_after: str | None) -> None:
        self.status = status
        self.document = document
        self.code = str(document.get("code") or f"http_{status}")
        self.title = str(document.get("title") or "")
        self.detail = str(document.get("detail") or self.title or _phrase(status))
        self.errors = tuple(_field(one) for one in document.get("errors") or ())
        #: What may be done instead, where the state was the reason (409).
        self.allowed_actions: tuple[str, ...] = tuple(document.get("allowed_actions") or ())
        #: The id under which the server's log has this request.
        self.request_id: str | None = document.get("request_id") or None
        self.retry_after = retry_after
        super().__init__(f"{self.detail} ({status} {self.code})")


class InvalidRequest(ProblemError):
    """400, 413, 415, 422, 428: what was sent is wrong; ``errors`` says where."""


class NotSignedIn(ProblemError):
    """401: no token, or one that ended."""


class Forbidden(ProblemError):
    """403: not for this role."""


class NotFound(ProblemError):
    """404: not there, or not visible to you."""


class Conflict(ProblemError):
    """409: not in this state; see ``allowed_actions``."""


class GateRefused(Conflict):
    """409 on publishing or correcting: ``missing`` lists what the verdict still needs."""

    @property
    def missing(self) -> list[Any]:
        """One entry for each rule that is not met, as the server gives them."""
        return list(self.document.get("missing") or ())


class WordingChanged(Conflict):
    """409 on rating: the claim was reworded since; ``document`` has both texts."""


class StaleVersion(ProblemError):
    """412: somebody changed it since you read it. Read it again, then decide again."""


class Throttled(ProblemError):
    """429 beyond the retries, or with a wait longer than the client may sleep."""


class ServerFailed(ProblemError):
    """5xx: the server's fault, or a part of it is away."""


_BY_CODE: dict[str, type[ProblemError]] = {
    "gate_refused": GateRefused,
    "wording_changed": WordingChanged,
}


_BY_STATUS: dict[int, type[ProblemError]] = {
    400: InvalidRequest,
    401: NotSignedIn,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    412: StaleVersion,
    413: InvalidRequest,
    415: InvalidRequest,
    422: InvalidRequest,
    428: InvalidRequest,
    429: Throttled,
}


def problem_of(answer: httpx.Response) -> ProblemError:
    """The exception for an answer that is no success."""
    status = answer.status_code
    document = document_of(answer)
    if answer.has_redirect_location:
        where = answer.headers["Location"]
        document = {"code": "redirected", "detail": f"The server redirects to {where}."}
    kind = _BY_CODE.get(str(document.get("code"))) or _BY_STATUS.get(status)
    if kind is None:
        kind = ServerFailed if status >= 500 else ProblemError
    return kind(status, document, answer.headers.get("Retry-After"))


def document_of(answer: httpx.Response) -> Mapping[str, Any]:
    """The problem document; empty where a proxy answered with something else."""
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _field(one: Mapping[str, Any]) -> FieldProblem:
    return FieldProblem(
        str(one.get("pointer", "")), str(one.get("detail", "")), str(one.get("code", ""))
    )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown status"
