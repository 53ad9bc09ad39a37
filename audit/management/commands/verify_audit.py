"""Verifies the audit trail; ends with exit code 1 where something is wrong."""

import os
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.verify import BadCheckpointError, read_checkpoint, verify_chains, verify_heads


class Command(BaseCommand):
    help = "Names each changed, inserted, reordered or missing audit event."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--checkpoint", type=Path, help="A file from audit_checkpoint; needs AUDIT_KEY."
        )

    def handle(self, *args: Any, checkpoint: Path | None = None, **options: Any) -> None:
        found = 0
        for line in self._problems(checkpoint):
            found += 1
            self.stdout.write(line)
        since = "the checkpoint" if checkpoint else "a checkpoint (none was given)"
        self.stdout.write(f"A removed tail of a chain is found only back to {since}.")
        if found:
            raise CommandError(f"{found} problem(s) in the audit trail.", returncode=1)
        self.stdout.write("The audit trail is whole.")

    def _problems(self, checkpoint: Path | None) -> Iterator[str]:
        yield from verify_chains()
        if checkpoint is None:
            return
        try:
            with checkpoint.open(encoding="utf-8") as lines:
                heads = read_checkpoint(lines, os.environ.get("AUDIT_KEY", ""))
        except (OSError, BadCheckpointError) as error:
            raise CommandError(str(error), returncode=2) from error
        yield from verify_heads(heads)
