"""System checks: settings that would break each other are refused at the start.

Loaded through INSTALLED_APPS ("config.checks.ChecksConfig").
"""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from api.outbound.checks import check_outbound
from claims import storage
from claims.publishing.receipts.keys import BadKeyError, decoded

SECRET_KEY_LENGTH = 50
_RATE = re.compile(r"[1-9][0-9]*/(?:s|sec|second|m|min|minute|h|hour|d|day)s?", re.ASCII)
_NAME = r"[\w.-]+|\[[0-9a-fA-F:.]+\]"
#: As Django compares them: `*`, or a name, with a dot in front for all below it; without a port.
_HOST = re.compile(rf"\*|{_NAME}")
_ORIGIN = re.compile(rf"https?://(?:\*\.)?(?:{_NAME})(?::[0-9]+)?")
_KEY_HINT = "manage.py receipt_key makes one; see docs/receipts.md"
_POSITIVE = (
    "RUN_LEASE",
    "RUN_MAX_ATTEMPTS",
    "RUN_BACKOFF",
    "DISPATCH_STALE_AFTER",
    "SWEEP_INTERVAL",
    "SWEEP_BATCH",
    "REAP_INTERVAL",
    "HEARTBEAT_INTERVAL",
    "REVIEW_EXPIRY_INTERVAL",
    "NOTICE_INTERVAL",
    "NOTICE_KEEP",
    "DIGEST_INTERVAL",
    "WEBHOOK_TIMEOUT",
    "WEBHOOK_BACKOFF",
    "WEBHOOK_PAUSE_FAILURES",
    "PURGE_INTERVAL",
    "SNAPSHOT_MAX_BYTES",
    "SNAPSHOT_SECONDS",
    "SNAPSHOT_RECHECK_INTERVAL",
    "EXPORT_KEEP",
    "EXPORT_SLICE",
    "EXPORT_BATCH",
    "REVIEW_LEASE",
    "REVIEW_DUE_INTERVAL",
    "ASSIGNMENT_LEASE",
    "CELERY_TASK_SOFT_TIME_LIMIT",
    "SCORE_SECONDS",
    "UPLOAD_MAX_BYTES",
    "TRANSCRIPT_MAX_SEGMENTS",
    "TRANSCRIPT_MAX_CHARACTERS",
    "BATCH_CHARACTERS",
)
#: Where files are kept, the storage that keeps them there, and who writes to it.
_ROOTS = (
    ("EVIDENCE_ROOT", "evidence", "the web process and network workers"),
    ("EXPORT_ROOT", "exports", "maintenance workers"),
)
#: (left, right, strictly, why): left must be below right (or, not strictly, equal to it).
_RELATIONS = (
    ("CELERY_TASK_SOFT_TIME_LIMIT", "CELERY_TASK_TIME_LIMIT", True, "the soft limit comes first"),
    ("CELERY_TASK_TIME_LIMIT", "VISIBILITY_TIMEOUT", True, "else a long task runs twice at once"),
    ("RUN_LEASE", "CELERY_TASK_TIME_LIMIT", False, "a lost run is found before its task's limit"),
    ("IDLE_IN_TRANSACTION_TIMEOUT", "RUN_LEASE", True, "a frozen worker's locks end first"),
    ("SNAPSHOT_SECONDS", "RUN_LEASE", True, "a fetch ends before it is taken for lost"),
    ("REAP_INTERVAL", "RUN_LEASE", True, "a lapsed lease is found before another would lapse"),
    ("SWEEP_INTERVAL", "DISPATCH_STALE_AFTER", False, "a lost message is noticed when it is due"),
    ("DISPATCH_STALE_AFTER", "VISIBILITY_TIMEOUT", True, "the row, not the broker, redelivers"),
    ("RUN_BACKOFF", "RUN_BACKOFF_MAX", False, "a bound is above what it bounds"),
    ("RUN_BACKOFF_MAX", "VISIBILITY_TIMEOUT", False, "a retry is due before its message is stale"),
    ("WEBHOOK_TIMEOUT", "WEBHOOK_LEASE", True, "an attempt ends before another may begin"),
    ("WEBHOOK_LEASE", "CELERY_TASK_TIME_LIMIT", False, "a lost delivery is found by its lease"),
    ("WEBHOOK_BACKOFF", "WEBHOOK_BACKOFF_MAX", False, "a bound is above what it bounds"),
    ("WEBHOOK_BACKOFF_MAX", "WEBHOOK_RETRY_FOR", True, "a day of retries has more than one"),
    ("WEBHOOK_RETRY_FOR", "WEBHOOK_KEEP", True, "what is still tried is not purged"),
    ("EXPORT_SLICE", "RUN_LEASE", True, "a part is written within its lease"),
    ("EXPORT_SLICE", "SWEEP_INTERVAL", True, "no export holds up the sweep"),
    ("REVIEW_LEASE", "ASSIGNMENT_LEASE", False, "an assignment outlasts a place taken"),
)


class ChecksConfig(AppConfig):
    """Registers the checks below."""

    name = "config"
    verbose_name = "Configuration"

    def ready(self) -> None:
        register(check_secret_key, Tags.security)
        register(check_times)
        register(check_rates)
        register(check_broker)
        register(check_public_url)
        register(check_hosts)
        register(check_outbound)
        register(check_receipt_keys)
        register(check_roots)


def check_secret_key(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Sessions, cursors and page tokens are signed with it."""
    key = settings.SECRET_KEY
    if len(key) >= SECRET_KEY_LENGTH and len(set(key)) >= 5:
        return []
    return [
        Error(
            f"SECRET_KEY must have at least {SECRET_KEY_LENGTH} random characters.",
            hint='python -c "import secrets; print(secrets.token_urlsafe(50))"',
            id="onrecord.E001",
        )
    ]


def check_times(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Leases, sweeps, limits and heartbeats, as docs/operations.md explains them."""
    found: list[CheckMessage] = [
        Error(f"{name} must be above 0.", id="onrecord.E002")
        for name in _POSITIVE
        if getattr(settings, name) <= 0
    ]
    for left, right, strictly, why in _RELATIONS:
        low, high = getattr(settings, left), getattr(settings, right)
        if low > high or (strictly and low == high):
            sign = "below" if strictly else "at most"
            text = f"{left} ({low}) must be {sign} {right} ({high}): {why}."
            found.append(Error(text, id="onrecord.E003"))
    if 2 * settings.HEARTBEAT_INTERVAL > settings.HEARTBEAT_ALIVE_FOR:
        text = "HEARTBEAT_ALIVE_FOR must cover two HEARTBEAT_INTERVALs: one beat may be late."
        found.append(Error(text, id="onrecord.E004"))
    return found


def check_rates(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """What would fail each request (a rate), beat (an hour), or throttles (proxies)."""
    rest: Any = settings.REST_FRAMEWORK
    found: list[CheckMessage] = [
        Error(f"THROTTLE_{scope.upper()} ({rate}) must look like 600/hour.", id="onrecord.E010")
        for scope, rate in rest["DEFAULT_THROTTLE_RATES"].items()
        if rate and not _RATE.fullmatch(rate)  # empty: no limit
    ]
    if not 0 <= settings.CONTRADICTIONS_HOUR <= 23:
        found.append(Error("CONTRADICTIONS_HOUR must be 0 to 23.", id="onrecord.E011"))
    if (rest["NUM_PROXIES"] or 0) < 0:
        found.append(Error("NUM_PROXIES must be 0 or above.", id="onrecord.E012"))
    return found


def check_broker(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Celery reads the visibility timeout from more than one place."""
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    if options.get("visibility_timeout") == settings.VISIBILITY_TIMEOUT:
        return []
    text = "visibility_timeout in CELERY_BROKER_TRANSPORT_OPTIONS must be VISIBILITY_TIMEOUT."
    return [Error(text, id="onrecord.E005")]


def check_public_url(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Empty (nothing can be published then), or an origin with at most a path."""
    url = settings.PUBLIC_URL
    if not url:
        return []
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        fine = False
    if fine and not (parts.query or parts.fragment or parts.username or parts.password):
        return []
    text = "PUBLIC_URL must look like https://checks.example.org"
    return [Error(text, id="onrecord.E006")]


def check_hosts(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """An address where a host belongs refuses every request, a path behind an origin each form."""
    found: list[CheckMessage] = [
        Error(f"ALLOWED_HOSTS: {host!r} is no host name.", hint="example.org", id="onrecord.E013")
        for host in settings.ALLOWED_HOSTS
        if not _HOST.fullmatch(host)
    ]
    for origin in settings.CSRF_TRUSTED_ORIGINS:
        if not _ORIGIN.fullmatch(origin):
            text = (
                f"CSRF_TRUSTED_ORIGINS: {origin!r} is no origin: scheme and host, nothing behind."
            )
            found.append(Error(text, hint="https://desk.example.org", id="onrecord.E014"))
    return found


def check_receipt_keys(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """A key that is none is refused; published checks without receipts are pointed out."""
    found: list[CheckMessage] = []
    said = [("RECEIPT_KEY", settings.RECEIPT_KEY)] if settings.RECEIPT_KEY else []
    said += [("RECEIPT_OLD_KEYS", old) for old in settings.RECEIPT_OLD_KEYS]
    for name, value in said:
        try:
            decoded(value)
        except BadKeyError as error:
            found.append(Error(f"{name}: {error}", hint=_KEY_HINT, id="onrecord.E007"))
    if settings.PUBLIC_URL and not settings.RECEIPT_KEY:
        text = "Checks are published without signed receipts: RECEIPT_KEY is not set."
        found.append(Warning(text, hint=_KEY_HINT, id="onrecord.W001"))
    return found


def check_roots(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Folders for files that cannot be written: a warning, as whoever checks may be another user.

    Roles that write nothing there, such as `migrate`, may have a read-only file system.
    """
    found: list[CheckMessage] = [
        Error(f"{name} must name a folder.", id="onrecord.E015")
        for name, _alias, _who in _ROOTS
        if not getattr(settings, name)
    ]
    return found + [
        Warning(
            f"{name} ({getattr(settings, name)}) cannot be written: {why}.",
            hint=f"It has to be writable for {who}.",
            id="onrecord.W002",
        )
        for name, alias, who in _ROOTS
        if (why := storage.refusal(alias)) and why != storage.READ_ONLY
    ]
