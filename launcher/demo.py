"""``make demo``: the whole loop once, through the REST API, as a newsroom would do it.

It speaks to the API with the Python client in `clients/python/`.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from launcher.servers import Servers
from launcher.stack import Login, Stack
from launcher.state import REPOSITORY, LauncherError
from onrecord_client import Claim, Client, Level, OnrecordError
from onrecord_client.display import run_bar, speaker_name

SAMPLE = REPOSITORY / "samples" / "interview.txt"
VERIFIER = REPOSITORY / "docs" / "verify_receipt.py"
RUN_SECONDS = 300.0
SHOWN = 15


@dataclass(frozen=True)
class Person:
    """Somebody at the API: a name and a client with their token."""

    name: str
    api: Client


def demo(transcript: str | None) -> int:
    """Run the demo on fresh servers of its own; with ``transcript`` only its first half."""
    path = Path(transcript) if transcript else SAMPLE
    if not path.is_file():
        raise LauncherError(f"There is no file {path}.")
    console = Console()
    # Never somebody's own database: the demo takes no URL from outside.
    with Servers("demo", outside={}) as servers:
        stack = Stack(servers)
        console.print("Starting PostgreSQL, Valkey, web, workers and beat ...")
        stack.manage("migrate", "--noinput")
        logins = stack.create_logins()
        with stack, refusals():
            uploader = sign_in(stack.url, one_of(logins, "integrator"))
            transcript_id = first_half(console, uploader, path)
            if transcript is None:
                second_half(console, stack.url, logins, transcript_id)
    console.print("\nEverything is stopped; nothing is left running.")
    return 0


def first_half(console: Console, uploader: Person, path: Path) -> int:
    """Upload, follow the run, show the ranked claims; the transcript's id."""
    console.rule("A transcript goes in")
    upload = uploader.api.upload(path)
    if upload.run is None:
        raise LauncherError("The upload was answered without a run.")
    console.print(f"{uploader.name} uploaded {path.name}: transcript {upload.transcript.id}.")
    with run_bar(console) as bar:
        run = uploader.api.follow(upload.run, bar, timeout=RUN_SECONDS)
    console.print(f"The run found {run.claims_found} claims.")
    claims = list(islice(uploader.api.claims(transcript=upload.transcript), SHOWN))
    console.print(claims_table(claims))
    if not claims:
        raise LauncherError("The run found no claim.")
    return upload.transcript.id


def second_half(console: Console, url: str, logins: list[Login], transcript_id: int) -> None:
    """Two blind ratings with sources, the editor's verdict, the published check."""
    reviewers = [sign_in(url, login) for login in logins if login.role == "reviewer"][:2]
    editor = sign_in(url, one_of(logins, "editor"))
    claim = next(reviewers[0].api.claims(transcript=transcript_id))
    levels = reviewers[0].api.default_scale().levels
    console.rule("Two reviewers rate it blind")
    console.print(claim.text, style="bold", markup=False, highlight=False)
    for position, reviewer in enumerate(reviewers):
        review(console, reviewer, claim.id, levels[1 + position], SOURCES[position])
    console.print(
        f"The round is full; {reviewers[0].name} sees {seen_ratings(reviewers[0], claim.id)}."
    )
    console.rule("The editor decides and publishes")
    level = levels[1]
    decided = editor.api.claim(claim.id)
    editor.api.adjudicate(
        decided,
        level,
        summary="The official table and an independent review show a smaller change.",
    )
    editor.api.publish(decided)
    console.print(f"{editor.name} decided '{level.label}' and published it: /checks/{claim.id}/")
    # As anybody reads it: without a token.
    reader = Client(url)
    console.print_json(json.dumps(reader.claim_review(claim.id)))
    console.rule("A reader verifies the receipt")
    console.print(verified(reader.receipt(claim.id), reader.receipt_keys()), markup=False)


def verified(receipt: dict[str, Any], keys: dict[str, Any]) -> str:
    """What docs/verify_receipt.py says of it, or LauncherError."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / "receipt.json", Path(folder) / "keys.json"]
        for path, document in zip(paths, (receipt, keys), strict=True):
            path.write_text(json.dumps(document))
        done = subprocess.run(
            [sys.executable, VERIFIER, *paths], capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise LauncherError(f"The receipt was refused: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def review(
    console: Console, reviewer: Person, claim_id: int, level: Level, source: dict[str, str]
) -> None:
    """Take a place, rate the wording that was read, cite a source."""
    claim = reviewer.api.take(claim_id)
    console.print(f"{reviewer.name} took the claim and sees {seen_ratings(reviewer, claim_id)}.")
    rationale = "The official table shows a smaller change than the claim says."
    reviewer.api.rate(claim, level, rationale, confidence="high")
    citation = reviewer.api.cite(claim, **source)
    console.print(
        f"{reviewer.name} rated it '{level.label}' and cited a "
        f"{source['kind']} source: {citation.source.title}."
    )


SOURCES = [
    {
        "url": "https://statistics.example/annual-report",
        "title": "Annual report, table 4",
        "publisher": "Office of Statistics",
        "kind": "primary",
        "excerpt": "The table gives the yearly totals that the claim is about.",
        "stance": "refutes",
    },
    {
        "url": "https://news.example/what-the-figures-say",
        "title": "What the figures say",
        "publisher": "The Harbour Gazette",
        "kind": "secondary",
        "excerpt": "Our review of the totals finds a smaller change than was claimed.",
        "stance": "refutes",
    },
]


def one_of(logins: list[Login], role: str) -> Login:
    """The first demo account with a role."""
    for login in logins:
        if login.role == role:
            return login
    raise LauncherError(f"create_demo_users made nobody with the role {role}.")


def sign_in(url: str, login: Login) -> Person:
    """Swap a password for a token."""
    return Person(login.username, Client.login(url, login.username, login.password))


@contextmanager
def refusals() -> Iterator[None]:
    """What the client raises inside, as the launcher's own problem."""
    try:
        yield
    except OnrecordError as error:
        raise LauncherError(str(error)) from error


def claims_table(claims: list[Claim]) -> Table:
    """Score, speaker, claim, and why it was picked."""
    table = Table(title=f"The {len(claims)} claims most worth checking")
    for name in ("score", "speaker", "claim", "why"):
        table.add_column(name, justify="right" if name == "score" else "left", overflow="fold")
    for claim in claims:
        cells = (f"{claim.score or 0:.2f}", speaker_name(claim), claim.text, reason_names(claim))
        table.add_row(*(Text(cell) for cell in cells))  # a claim's brackets are no markup
    return table


def reason_names(claim: Claim) -> str:
    """The named reasons that raised the score."""
    names = [reason.name for reason in claim.reasons if reason.weight > 0]
    return ", ".join(name.replace("_", " ") for name in names)


def seen_ratings(person: Person, claim_id: int) -> str:
    """How many ratings of others somebody is shown."""
    ratings = person.api.ratings(claim_id)
    others = [one for one in ratings if one.reviewer != person.name]
    return f"{len(others)} of the others' ratings" if others else "no rating of anybody else"
