"""@idempotent: a repeated POST with the same Idempotency-Key gets the first answer again.

One transaction:
1. try the advisory lock on (user, key); somebody else has it: 409 with Retry-After;
2. read the record; same fingerprint: answer from it; another one: 422;
3. run the view in a savepoint, so that a refused request leaves nothing behind;
4. store the answer where a repetition would get the same one (2xx, 400, 404, 413, 415, 422);
5. commit the effect and the record together.
"""

import functools
import hashlib
import json
import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.exceptions import Conflict, DomainError, InvalidInput, Unprocessable
from api.models import IdempotencyRecord

HEADER = "Idempotency-Key"
MAX_KEY = 255
KEPT_ERRORS = frozenset({400, 404, 413, 415, 422})
_KEPT_HEADERS = ("ETag", "Location")
_View = Callable[..., Response]
ModelT = TypeVar("ModelT", bound=Model)


def idempotent(view: _View) -> _View:
    """For methods of REST framework views. Without the header, or a user, nothing changes."""

    @functools.wraps(view)
    def wrapper(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER)
        if key is None or not request.user.is_authenticated:
            return view(self, request, *args, **kwargs)
        _check_key(key)
        fingerprint = _fingerprint(request)
        run = functools.partial(_run, view, self, request, *args, **kwargs)
        return _answer(request.user.pk, key, fingerprint, run)

    wrapper.idempotent = True  # type: ignore[attr-defined]  # read by api.schema
    return wrapper


def located(view: _View) -> _View:
    """Marks a view method whose answer has a Location, for the schema."""
    view.located = True  # type: ignore[attr-defined]
    return view


def form_token() -> str:
    """For a hidden field of a form, as it is shown: what `once` knows it again by."""
    return secrets.token_urlsafe(12)


def once(
    *,
    user_id: int,
    token: str,
    sent: Sequence[object],
    standing: QuerySet[ModelT],
    make: Callable[[], ModelT],
) -> ModelT:
    """For forms, which a browser may send twice: what `make` made the first time, if it stands.

    The same `sent` under the `token` of one form is the same request, anything else another. A
    second one waits for the first, since a browser shows the answer to the last.
    """
    digest = hashlib.sha256(json.dumps([token, *map(str, sent)]).encode()).hexdigest()
    key = f"form:{digest}"
    with transaction.atomic():
        _wait_for_lock(user_id, key)
        records = IdempotencyRecord.objects.filter(user_id=user_id, key=key)
        made_before = records.values_list("body", flat=True).first()
        first = standing.filter(pk=int(made_before)).first() if made_before else None
        if first is not None:
            return first
        made = make()
        records.delete()  # what it made does not stand any more
        IdempotencyRecord.objects.create(
            user_id=user_id, key=key, fingerprint=digest, status=201, body=str(made.pk)
        )
        return made


def _answer(user_id: int, key: str, fingerprint: str, run: Callable[[], Response]) -> Response:
    with transaction.atomic():
        if not _try_lock(user_id, key):
            raise Conflict(
                _("A request with this Idempotency-Key is being served."),
                code="idempotency_in_progress",
                headers={"Retry-After": "1"},
            )
        record = IdempotencyRecord.objects.filter(user_id=user_id, key=key).first()
        if record is not None and record.created_at < _oldest_kept():
            record.delete()
            record = None
        if record is not None:
            return _replay(record, fingerprint)
        response = run()
        if response.status_code < 300 or response.status_code in KEPT_ERRORS:
            _store(user_id, key, fingerprint, response)
        return response


def _run(view: _View, self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
    """The view in a savepoint. Errors it means become answers, others end the transaction."""
    try:
        with transaction.atomic():
            try:
                return view(self, request, *args, **kwargs)
            except DomainError as error:
                if not error.keeps_effects:
                    raise
                kept: Response = self.handle_exception(error)
                return kept
    except Exception as error:  # noqa: BLE001 - handle_exception() raises what it does not know
        answer: Response = self.handle_exception(error)
        return answer


def _try_lock(user_id: int, key: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_lock_of(user_id, key)])
        return bool(cursor.fetchone()[0])


def _wait_for_lock(user_id: int, key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_lock_of(user_id, key)])


def _lock_of(user_id: int, key: str) -> int:
    digest = hashlib.sha256(f"idempotency:{user_id}:{key}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _replay(record: IdempotencyRecord, fingerprint: str) -> Response:
    if record.fingerprint != fingerprint:
        raise Unprocessable(
            _("This Idempotency-Key was used for another request."), code="idempotency_key_reused"
        )
    return Response(
        json.loads(record.body) if record.body else None,
        status=record.status,
        headers={**record.headers, "Idempotency-Replayed": "true"},
        content_type=record.content_type or None,
    )


def _store(user_id: int, key: str, fingerprint: str, response: Response) -> None:
    body = b"" if response.data is None else JSONRenderer().render(response.data)
    IdempotencyRecord.objects.create(
        user_id=user_id,
        key=key,
        fingerprint=fingerprint,
        status=response.status_code,
        headers={name: response[name] for name in _KEPT_HEADERS if response.has_header(name)},
        body=body.decode(),
        content_type=response.content_type or "",
    )


def _check_key(key: str) -> None:
    if not 1 <= len(key) <= MAX_KEY or not key.isascii() or not key.isprintable():
        raise InvalidInput(
            _("%(header)s has 1 to %(limit)s printable ASCII characters.")
            % {"header": HEADER, "limit": MAX_KEY},
            code="idempotency_key",
        )


def _fingerprint(request: Request) -> str:
    digest = hashlib.sha256()
    media_type = (request.content_type or "").partition(";")[0].strip().lower()
    for part in (request.method, request.get_full_path(), media_type):
        digest.update(f"{part}\n".encode())
    if media_type == "multipart/form-data":  # its boundary differs each time
        digest.update(json.dumps(_form(request)).encode())
    else:
        digest.update(request._request.body)
    return digest.hexdigest()


def _form(request: Request) -> list[list[str]]:
    parts: list[list[str]] = []
    data = cast(QueryDict, request.data)
    for name, values in sorted(data.lists()):
        for value in values:
            if isinstance(value, UploadedFile):
                file_digest = hashlib.sha256()
                for chunk in value.chunks():
                    file_digest.update(chunk)
                value.seek(0)
                parts.append(["file", name, value.name or "", file_digest.hexdigest()])
            else:
                parts.append(["field", name, str(value)])
    return parts


def _oldest_kept() -> Any:
    return timezone.now() - timedelta(seconds=settings.IDEMPOTENCY_KEEP)


def purge_expired() -> int:
    """Deletes records past their time; for the maintenance worker. Returns how many."""
    deleted, _ = IdempotencyRecord.objects.filter(created_at__lt=_oldest_kept()).delete()
    return deleted
