"""manage.py import_factchecks FILE...: fact-checks by others, from files, while one waits."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from api.exceptions import DomainError
from claims.archive import imports
from claims.archive.models import FactCheckImport, ImportStatus

_POLL = 0.2  # seconds


class Command(BaseCommand):
    help = "Imports fact-checks: ClaimReview (HTML or JSON-LD), DataFeed, claims:search, CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="- is standard input")
        parser.add_argument("--no-wait", action="store_true", help="leave them to the worker")

    def handle(self, *args: Any, **options: Any) -> None:
        jobs = []
        for path in options["files"]:
            try:
                jobs.append(imports.request_import(actor=None, data=_bytes(path), name=path))
            except (OSError, DomainError) as error:
                raise CommandError(f"{path}: {error}") from error
        if options["no_wait"]:
            return
        bad = [job for job in jobs if not self._told(_ended(job))]
        if bad:
            raise CommandError(f"{len(bad)} of {len(jobs)} files were not read, or not whole.")

    def _told(self, job: FactCheckImport) -> bool:
        counts = f"{job.created} new, {job.updated} changed, {job.unchanged} as they were"
        self.stdout.write(f"{job.name}: {job.status}: {counts}, {job.refused} refused")
        if job.failure_detail:
            self.stderr.write(f"{job.name}: {job.failure_detail}")
        for line in job.report:
            word = "refused" if line["refused"] else "noted"
            self.stderr.write(f"{job.name}: {line['at']}: {word}: {line['detail']}")
        return bool(job.status == ImportStatus.SUCCEEDED and not job.refused)


def _ended(job: FactCheckImport) -> FactCheckImport:
    """Works through what is due here; a worker may be faster."""
    while job.status in (ImportStatus.QUEUED, ImportStatus.RUNNING):
        if not imports.work():
            time.sleep(_POLL)
        job.refresh_from_db()
    return job


def _bytes(path: str) -> bytes:
    limit = settings.UPLOAD_MAX_BYTES + 1
    if path == "-":
        return sys.stdin.buffer.read(limit)
    with Path(path).open("rb") as file:
        return file.read(limit)
