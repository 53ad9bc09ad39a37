"""Says what a new version of the extractor changes on a transcript, before it is adopted."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from api.exceptions import DomainError
from claims.comparison import (
    THRESHOLD,
    Compared,
    Kind,
    Reading,
    Shown,
    compare_runs,
    last_trial,
    shown,
)
from transcripts.models import ExtractionRun, RunMode, Transcript
from transcripts.runs import request_run

KEPT = "people worked on claim {}: their work stays, the claim is flagged for a person"


class Command(BaseCommand):
    help = (
        "Compares two readings of a transcript: the last adopted with the last shadow run, or any "
        "two. Names the sentences that become claims, cease to be, move by more than the threshold "
        "or change places, with both scores and the reasons that differ. Nothing is changed; what "
        "people did survives an adoption in any case."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("transcript", type=int)
        parser.add_argument("--start", action="store_true", help="queue a shadow run, and no more")
        parser.add_argument("--user", help="the username that asks for it, with --start")
        parser.add_argument("--before", type=int, metavar="RUN", help="else the last adopted")
        parser.add_argument("--after", type=int, metavar="RUN", help="else the last shadow run")
        parser.add_argument(
            "--threshold", type=_share, default=THRESHOLD, help=f"0 to 1; {THRESHOLD} if not given"
        )
        parser.add_argument("--change", choices=[kind.value for kind in Kind], help="only these")
        parser.add_argument("--json", action="store_true", help="a line a change, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["start"]:
                self._start(options)
            else:
                self._compare(options)
        except DomainError as error:
            raise CommandError(error.detail) from error

    def _start(self, options: dict[str, Any]) -> None:
        actor = User.objects.filter(username=options["user"]).first()
        if actor is None:
            raise CommandError("--start needs --user, the username that asks.", returncode=2)
        visible = Transcript.objects.visible_to(actor).only("pk")
        transcript = visible.filter(pk=options["transcript"]).first()
        if transcript is None:
            raise CommandError("There is no such transcript, or not for that user.")
        run, new = request_run(actor=actor, transcript=transcript, mode=RunMode.SHADOW)
        self.stdout.write(f"run {run.pk}: {'queued' if new else run.status}")

    def _compare(self, options: dict[str, Any]) -> None:
        after = self._run(options, "after") or last_trial(options["transcript"])
        if after is None:
            raise CommandError("No shadow run has read this transcript yet: start one with --start")
        compared = compare_runs(
            actor=None,
            before=self._run(options, "before"),
            after=after,
            threshold=options["threshold"],
        )
        rows = shown(compared, compared.found.of_kind(options["change"]))
        if options["json"]:
            for row in rows:
                self.stdout.write(json.dumps(_plain(row), ensure_ascii=False))
            return
        for line in [*_head(compared), *(line for row in rows for line in _lines(row))]:
            self.stdout.write(line)

    def _run(self, options: dict[str, Any], name: str) -> ExtractionRun | None:
        if options[name] is None:
            return None
        runs = ExtractionRun.objects.filter(transcript=options["transcript"])
        found: ExtractionRun | None = runs.filter(pk=options[name]).first()
        if found is None:
            raise CommandError(f"Run {options[name]} is none of this transcript.", returncode=2)
        return found


def _share(said: str) -> float:
    try:
        value = float(said)
    except ValueError:
        value = -1
    if not 0 <= value <= 1:
        raise ArgumentTypeError("a number from 0 to 1")
    return value


def _head(compared: Compared) -> list[str]:
    found = compared.found
    sides = [
        ("before", compared.before, found.claims_before),
        ("after", compared.after, found.claims_after),
    ]
    counts = ", ".join(f"{count} {kind}" for kind, count in found.counts.items())
    kept = len(compared.kept)
    return [
        *(f"{side:<7} run {run.pk} ({run.mode}), {claims} claims: {run.extractor_version}"
          for side, run, claims in sides),
        f"{counts}; people worked on {kept} of what is lost, which adopting leaves as it is",
        "",
        f"{'change':<18} {'score':>11} {'place':>11}  sentence",
    ]  # fmt: skip


def _lines(row: Shown) -> list[str]:
    change = row.change
    scores = _arrow(_score(change.before), _score(change.after))
    places = _arrow(_place(change.before), _place(change.after))
    kinds = ", ".join(change.kinds)
    lines = [f"{kinds:<18} {scores:>11} {places:>11}  {' '.join(row.text.split())}"]
    for reason in row.reasons:
        weights = _arrow(_weight(reason.before), _weight(reason.after))
        lines.append(f"{'':<18} {weights:>23}  {reason.text or reason.name}")
    if row.kept_claim is not None:
        lines.append(f"{'':<42}  {KEPT.format(row.kept_claim)}")
    return lines


def _arrow(before: str, after: str) -> str:
    return f"{before} > {after}"


def _score(side: Reading | None) -> str:
    return "-" if side is None else f"{side.score:.2f}"


def _place(side: Reading | None) -> str:
    return "-" if side is None or side.place is None else str(side.place)


def _weight(weight: float | None) -> str:
    return "-" if weight is None else f"{weight:+.2f}"


def _plain(row: Shown) -> dict[str, Any]:
    change = row.change
    return {
        "changes": list(change.kinds),
        "text": row.text,
        "before": asdict(change.before) if change.before else None,
        "after": asdict(change.after) if change.after else None,
        "reasons": [asdict(reason) for reason in row.reasons],
        "kept_claim": row.kept_claim,
    }
