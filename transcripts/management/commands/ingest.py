"""Loads transcripts from files, folders or standard input, each as an upload of its own."""

from __future__ import annotations

import os
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from api.exceptions import DomainError, Forbidden, TooLarge
from transcripts.formats import FORMATS
from transcripts.metadata import clean_metadata
from transcripts.models import ExtractionRun, RunStatus
from transcripts.probes import worker_reason
from transcripts.services import Ingested, ingest

STDIN = "-"
ENDINGS = frozenset(ending for one in FORMATS.values() for ending in one.extensions)
POLL = 0.5  # seconds


class Command(BaseCommand):
    help = (
        "Loads transcripts. Prints a line a file: created, known (the same document is here "
        "already) or refused, with the place and the reason. A bad file stops none behind it; "
        "the exit code is 1 where one was refused or, with --wait, not read; 2 for wrong options."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths",
            nargs="+",
            metavar="FILE|DIR",
            help=f"'-' is standard input; of a folder its files in {', '.join(sorted(ENDINGS))}",
        )
        parser.add_argument("--user", required=True, help="the username that uploads")
        parser.add_argument("-r", "--recursive", action="store_true", help="folders in folders too")
        parser.add_argument("--format", choices=sorted(FORMATS), help="instead of finding out")
        parser.add_argument("--language", help="a tag such as en or de-CH")
        parser.add_argument("--date", type=_date, metavar="YYYY-MM-DD", help="of the event")
        parser.add_argument("--source-url", metavar="URL", help="of the original")
        parser.add_argument("--publisher")
        parser.add_argument("--title", help="for a single file")
        parser.add_argument("--wait", action="store_true", help="until all have been read")
        parser.add_argument(
            "--timeout", type=float, metavar="SECONDS", help="the longest to --wait; else for ever"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        actor = User.objects.filter(username=options["user"]).first()
        if actor is None:
            raise CommandError(f"There is no user “{options['user']}”.", returncode=2)
        metadata = _metadata(options)
        files = list(_expand(options["paths"], recursive=options["recursive"]))
        if options["title"] and len(files) > 1:
            raise CommandError("--title is for a single file.", returncode=2)
        counted: Counter[str] = Counter()
        stored: list[Ingested] = []
        for path in files:
            try:
                done = _load(path, actor=actor, format=options["format"], metadata=metadata)
            except Forbidden as error:
                raise CommandError(error.detail, returncode=2) from error
            except (DomainError, OSError) as error:
                counted["refused"] += 1
                self.stdout.write(f"refused {_where(path, error)}: {_why(error)}")
                continue
            counted["created" if done.created else "known"] += 1
            stored.append(done)
            self.stdout.write(_told(path, done))
        unread = self._wait(stored, options["timeout"]) if options["wait"] else 0
        if counted["refused"] or unread:
            problems = f"{counted['refused']} of {len(files)} refused"
            raise CommandError(problems + (f", {unread} not read." if unread else "."))

    def _wait(self, stored: Sequence[Ingested], timeout: float | None) -> int:
        """Prints how each run ended; returns how many did not succeed."""
        asked = {done.run.pk for done in stored if done.run is not None}
        deadline = None if timeout is None else time.monotonic() + timeout
        said = ""
        while ExtractionRun.objects.active().filter(pk__in=asked).exists():
            if deadline is not None and time.monotonic() >= deadline:
                break
            if (reason := worker_reason()) and not said:
                self.stderr.write(reason)  # an import that waits says what for
            said = reason
            time.sleep(POLL)
        runs = ExtractionRun.objects.filter(pk__in=asked).order_by("pk")
        for run in runs:
            told = run.failure_detail or f"{run.claims_found} claims"
            self.stdout.write(f"{run.status} transcript {run.transcript_id}: {told}")
        return sum(run.status != RunStatus.SUCCEEDED for run in runs)


def _date(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ArgumentTypeError(f"{written!r} is no day such as 2025-09-28") from None


def _metadata(options: dict[str, Any]) -> dict[str, Any]:
    """What was said of all files, checked once."""
    said = {key: options[key] for key in ("title", "language", "source_url", "publisher")}
    try:
        return clean_metadata({**said, "event_date": options["date"]})
    except DomainError as error:
        told = "; ".join(f"{one.pointer.strip('/')}: {one.detail}" for one in error.errors)
        raise CommandError(told or error.detail, returncode=2) from error


def _expand(paths: Sequence[str], *, recursive: bool) -> Iterator[str]:
    """The files meant, folders replaced by their transcript files in order of their names."""
    for path in paths:
        if path == STDIN or not Path(path).is_dir():
            yield path
            continue
        found = list(_files(path, recursive=recursive))
        yield from found or [path]  # an empty folder is refused as such


def _files(folder: str, *, recursive: bool) -> Iterator[str]:
    for here, below, names in os.walk(folder):
        below[:] = sorted(n for n in below if recursive and not n.startswith("."))
        for name in sorted(names):
            if Path(name).suffix.lower() in ENDINGS and not name.startswith("."):
                yield str(Path(here) / name)


def _load(path: str, *, actor: User, format: str | None, metadata: dict[str, Any]) -> Ingested:
    limit = settings.UPLOAD_MAX_BYTES
    if path == STDIN:
        data, name = sys.stdin.buffer.read(limit + 1), ""
    elif Path(path).is_dir():
        raise FileNotFoundError(f"there is no transcript file in it ({', '.join(sorted(ENDINGS))})")
    else:
        with Path(path).open("rb") as file:
            data, name = file.read(limit + 1), _shown(Path(path).name)
    if len(data) > limit:
        raise TooLarge(_("The file is larger than %(limit)s bytes.") % {"limit": f"{limit:,}"})
    return ingest(actor=actor, data=data, name=name, format=format, metadata=metadata)


def _told(path: str, done: Ingested) -> str:
    run = f", run {done.run.pk} {done.run.status}" if done.run is not None else ""
    word = "created" if done.created else "known"
    left = f" (not applied: {', '.join(done.not_applied)})" if done.not_applied else ""
    return f"{word} {_shown(path)}: transcript {done.transcript.pk}{run}{left}"


def _where(path: str, error: Exception) -> str:
    """file, file:line or file:line:column; of JSON the pointer is part of the reason."""
    extra = error.extra if isinstance(error, DomainError) else {}
    place = [str(extra[key]) for key in ("line", "column") if extra.get(key) is not None]
    return ":".join([_shown(path), *place])


def _why(error: Exception) -> str:
    if isinstance(error, DomainError):
        return " ".join(error.detail.split())
    return str(getattr(error, "strerror", None) or error)


def _shown(path: str) -> str:
    """A path as text that can be printed and stored, whatever bytes it is made of."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
