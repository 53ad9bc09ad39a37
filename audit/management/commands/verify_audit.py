"""Verifies the audit trail. Exit code 0: whole; 1: not; 2: the checkpoint was refused."""

import os
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.checkpoints import BadCheckpointError, Checkpoint, read_checkpoint
from audit.verify import verify_chains, verify_heads


class Command(BaseCommand):
    help = (
        "Names each changed, inserted, reordered or missing audit event. "
        "Exit code 0: the trail is whole; 1: it is not; 2: the checkpoint was refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--checkpoint", type=Path, help="A file from audit_checkpoint; needs AUDIT_KEY."
        )

    def handle(self, *args: Any, checkpoint: Path | None = None, **options: Any) -> None:
        seen = None if checkpoint is None else self._read(checkpoint)
        found = 0
        for line in self._problems(seen):
            found += 1
            self.stdout.write(line)
        since = f"the checkpoint of {seen.created_at}" if seen else "a checkpoint (none was given)"
        self.stdout.write(
            f"A removed end of a chain, or a whole chain, is found only back to {since}."
        )
        if found:
            raise CommandError(f"{found} problem(s) in the audit trail.", returncode=1)
        self.stdout.write("The audit trail is whole.")

    def _read(self, file: Path) -> Checkpoint:
        """Before anything else: a checkpoint that is refused is said at once."""
        try:
            with file.open(encoding="utf-8") as lines:
                return read_checkpoint(lines, os.environ.get("AUDIT_KEY", ""))
        except (OSError, BadCheckpointError) as error:
            raise CommandError(str(error), returncode=2) from error

    def _problems(self, seen: Checkpoint | None) -> Iterator[str]:
        yield from verify_chains()
        if seen is not None:
            yield from verify_heads(seen.heads)
