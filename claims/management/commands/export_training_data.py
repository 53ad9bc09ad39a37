"""Writes what people decided about sentences as JSON Lines, for the trainer of the scorer."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.training import Example, examples


class Command(BaseCommand):
    help = (
        "Writes reviewers' decisions as training data, a JSON object a line "
        "(docs/training-data.md): claims added by hand, decided or published are worth checking, "
        "those dismissed as not worth checking or as stating no fact are not. Names neither who "
        "spoke nor who decided (the words themselves may name somebody); leaves out open rounds, "
        "withdrawn and redacted transcripts, and what nobody touched."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, metavar="FILE", help="else standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        written: Counter[str] = Counter()
        path = options["output"]
        try:
            file = path.open("w", encoding="utf-8") if path else nullcontext(self.stdout)
        except OSError as error:
            raise CommandError(str(error)) from error
        with file as out:
            for one in examples():
                out.write(_line(one))
                written[one.source] += 1
        said = ", ".join(f"{count} {source}" for source, count in sorted(written.items()))
        self.stderr.write(f"{written.total()} decisions: {said or 'none yet'}. {PRIVACY}")


PRIVACY = "No speaker's or rater's name is a field of it; the sentences themselves may name people."


def _line(one: Example) -> str:
    return json.dumps(asdict(one), ensure_ascii=False) + "\n"
