"""Errors that services raise. They know HTTP's numbers but no framework; api.problems renders them.

`detail` is a sentence for a person; `code` is for programs and never changes its meaning;
`extra` is merged into the problem document (for instance `allowed_actions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class FieldProblem:
    """One thing wrong with what was sent; `pointer` is an RFC 6901 pointer into the body."""

    pointer: str
    detail: str
    code: str = "invalid"


class DomainError(Exception):
    """Base of all errors that have a meaning for the person who asked."""

    status: ClassVar[int] = 400
    default_code: ClassVar[str] = "error"
    title: ClassVar[_StrPromise] = gettext_lazy("Request failed")
    #: Set on an instance by a service that kept something (a draft) before it refused: then
    #: @idempotent keeps it too, where otherwise a refused request leaves nothing behind.
    keeps_effects: bool = False

    def __init__(
        self,
        detail: str = "",
        *,
        code: str | None = None,
        pointer: str | None = None,
        errors: Iterable[FieldProblem] = (),
        headers: dict[str, str] | None = None,
        **extra: Any,
    ) -> None:
        """`pointer` is short for one entry in `errors` with the same detail and code."""
        self.detail = detail or f"{self.title}."
        super().__init__(self.detail)
        self.code = code or self.default_code
        self.errors: list[FieldProblem] = list(errors)
        if pointer is not None:
            self.errors.append(FieldProblem(pointer, self.detail, self.code))
        self.headers: dict[str, str] = dict(headers or {})
        self.extra: dict[str, Any] = extra


class InvalidInput(DomainError):
    """A field of the request is wrong."""

    status = 400
    default_code = "invalid"
    title = gettext_lazy("Invalid input")


class Unauthenticated(DomainError):
    """Nobody, or wrong credentials."""

    status = 401
    default_code = "not_authenticated"
    title = gettext_lazy("Authentication required")

    def __init__(self, detail: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("headers", {"WWW-Authenticate": "Bearer"})
        super().__init__(detail, **kwargs)


class Forbidden(DomainError):
    """Visible, but not for this person to do."""

    status = 403
    default_code = "permission_denied"
    title = gettext_lazy("Not allowed")


class NotVisible(DomainError):
    """Does not exist, or not for this person: the answers are the same."""

    status = 404
    default_code = "not_found"
    title = gettext_lazy("Not found")


class Conflict(DomainError):
    """Cannot be done beside what is already there."""

    status = 409
    default_code = "conflict"
    title = gettext_lazy("Conflict")


class WrongState(Conflict):
    """The object's state does not allow the act; says which acts it does allow."""

    default_code = "wrong_state"
    title = gettext_lazy("Not possible in this state")

    def __init__(
        self, detail: str = "", *, allowed_actions: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(detail, allowed_actions=list(allowed_actions), **kwargs)


class StaleVersion(DomainError):
    """Somebody changed the object since it was read; `etag` is the current one."""

    status = 412
    default_code = "stale_version"
    title = gettext_lazy("Changed in the meantime")

    def __init__(self, detail: str = "", *, etag: str | None = None, **kwargs: Any) -> None:
        if etag is not None:
            kwargs.setdefault("headers", {"ETag": etag})
        super().__init__(
            detail or _("This was changed since you read it. Read it again and decide anew."),
            **kwargs,
        )


class LengthRequired(DomainError):
    """A body whose size is not said beforehand."""

    status = 411
    default_code = "length_required"
    title = gettext_lazy("Content-Length required")


class TooLarge(DomainError):
    """More than a limit allows."""

    status = 413
    default_code = "too_large"
    title = gettext_lazy("Too large")


class Unprocessable(DomainError):
    """Well formed and understood, but it cannot be carried out as it stands."""

    status = 422
    default_code = "unprocessable"
    title = gettext_lazy("Cannot be processed")


class Unavailable(DomainError):
    """Nothing is wrong with the request, but nobody can answer it now; `retry_after` in seconds."""

    status = 503
    default_code = "unavailable"
    title = gettext_lazy("Not available now")

    def __init__(self, detail: str = "", *, retry_after: int, **kwargs: Any) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)}, **kwargs)


class PreconditionRequired(DomainError):
    """If-Match is missing from a request that may only act on a known version."""

    status = 428
    default_code = "precondition_required"
    title = gettext_lazy("If-Match required")
