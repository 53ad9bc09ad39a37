"""Writes a signed list of where every audit chain stands; keep it away from the database."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.checkpoints import BadCheckpointError, write_checkpoint


class Command(BaseCommand):
    help = "Prints a checkpoint, signed with AUDIT_KEY from the environment."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, help="A file instead of standard output.")

    def handle(self, *args: Any, output: Path | None = None, **options: Any) -> None:
        try:
            lines = write_checkpoint(os.environ.get("AUDIT_KEY", ""))
            if output is None:
                for line in lines:
                    self.stdout.write(line)
                return
            partial = output.with_name(output.name + ".partial")
            with partial.open("w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines)
            partial.replace(output)
        except (BadCheckpointError, OSError) as error:
            raise CommandError(str(error)) from error
