"""Prints confirmed claims and published verdicts that do not go together."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from claims.matching.contradictions import (
    BOTH_HOLD,
    SAME_SPEAKER,
    VERDICTS_DIFFER,
    Contradiction,
    contradictions,
    report,
)

_WHY = {
    VERDICTS_DIFFER: "one claim, two verdicts, and no reason given",
    BOTH_HOLD: "they exclude each other, and both were found rather true",
    SAME_SPEAKER: "one person said both",
}


class Command(BaseCommand):
    help = "Lists every contradiction among confirmed matches: verdicts that differ and speakers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--tell", action="store_true", help="also tell editors of those nobody was told of"
        )

    def handle(self, *args: Any, tell: bool = False, **options: Any) -> None:
        lines = [_line(one) for one in contradictions()]
        for line in lines:
            self.stdout.write(line)
        self.stdout.write(f"{len(lines)} found." if lines else "Nothing contradicts anything.")
        if tell:
            self.stdout.write(f"Editors are told of {report()}.")


def _line(one: Contradiction) -> str:
    claim, earlier = one.match.claim, one.match.earlier
    labels = {verdict.claim_id: verdict.level_label for verdict in one.verdicts}
    ends = [
        f"  {end.pk} {end.shown_speaker or '-'}: {end.shown_normalised}"
        + (f" [{labels[end.pk]}]" if end.pk in labels else "")
        for end in (earlier, claim)
        if end is not None
    ]
    return "\n".join([f"match {one.match.pk}: {_WHY[one.code]}", *ends])
