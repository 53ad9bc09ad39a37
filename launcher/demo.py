"""``make demo``: the whole loop once, through the REST API, as a newsroom would do it."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from launcher.servers import Servers
from launcher.stack import Login, Stack
from launcher.state import REPOSITORY, LauncherError

SAMPLE = REPOSITORY / "samples" / "interview.txt"
RUN_SECONDS = 300.0
SHOWN = 15
FINISHED = ("succeeded", "failed", "cancelled")


@dataclass(frozen=True)
class Person:
    """Somebody at the API: a name and an authenticated client."""

    name: str
    http: httpx.Client


def demo(transcript: str | None) -> int:
    """Run the demo on fresh servers of its own; with ``transcript`` only its first half."""
    path = Path(transcript) if transcript else SAMPLE
    if not path.is_file():
        raise LauncherError(f"There is no file {path}.")
    console = Console()
    # Never somebody's own database: the demo takes no URL from outside.
    with Servers("demo", outside={}) as servers:
        stack = Stack(servers)
        console.print("Starting PostgreSQL, Valkey, web, worker, maintenance and beat ...")
        stack.manage("migrate", "--noinput")
        logins = stack.create_logins()
        with stack:
            uploader = sign_in(stack.url, one_of(logins, "integrator"))
            transcript_id = first_half(console, uploader, path)
            if transcript is None:
                second_half(console, stack.url, logins, transcript_id)
    console.print("\nEverything is stopped; nothing is left running.")
    return 0


def first_half(console: Console, uploader: Person, path: Path) -> int:
    """Upload, follow the run, show the ranked claims; the transcript's id."""
    console.rule("A transcript goes in")
    transcript = upload(uploader, path)
    console.print(f"{uploader.name} uploaded {path.name}: transcript {transcript['id']}.")
    follow(console, uploader, transcript["run"]["id"])
    claims = ranked_claims(uploader, transcript["id"])
    console.print(claims_table(claims))
    if not claims:
        raise LauncherError("The run found no claim.")
    return int(transcript["id"])


def second_half(console: Console, url: str, logins: list[Login], transcript_id: int) -> None:
    """Two blind ratings with sources, the editor's verdict, the published check."""
    reviewers = [sign_in(url, login) for login in logins if login.role == "reviewer"][:2]
    editor = sign_in(url, one_of(logins, "editor"))
    claim = ranked_claims(reviewers[0], transcript_id)[0]
    levels = scale_levels(reviewers[0])
    console.rule("Two reviewers rate it blind")
    console.print(f"[bold]{claim['text']}[/bold]", highlight=False)
    for position, reviewer in enumerate(reviewers):
        take(reviewer, claim["id"])
        console.print(f"{reviewer.name} took the claim and sees {seen_ratings(reviewer, claim)}.")
        rate(reviewer, claim["id"], levels[1 + position])
        source = cite(reviewer, claim["id"], SOURCES[position])
        console.print(
            f"{reviewer.name} rated it '{levels[1 + position]['label']}' and cited a "
            f"{SOURCES[position]['kind']} source: {source['source']['title']}."
        )
    console.print(
        f"The round is full; {reviewers[0].name} sees {seen_ratings(reviewers[0], claim)}."
    )
    console.rule("The editor decides and publishes")
    level = levels[1]
    adjudicate(editor, claim["id"], level)
    publish(editor, claim["id"])
    console.print(
        f"{editor.name} decided '{level['label']}' and published it: /checks/{claim['id']}/"
    )
    console.print_json(json.dumps(json_ld(url, claim["id"])))


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


# One small function per step of the API ---------------------------------------------------


def one_of(logins: list[Login], role: str) -> Login:
    """The first demo account with a role."""
    for login in logins:
        if login.role == role:
            return login
    raise LauncherError(f"create_demo_users made nobody with the role {role}.")


def checked(answer: httpx.Response) -> httpx.Response:
    """The answer, or LauncherError with the problem the server described."""
    if answer.is_error:
        asked = f"{answer.request.method} {answer.request.url.path}"
        raise LauncherError(f"{asked} answered {answer.status_code}: {answer.text[:800]}")
    return answer


def sign_in(url: str, login: Login) -> Person:
    """Swap a password for a token."""
    body = {"username": login.username, "password": login.password}
    token = checked(httpx.post(f"{url}/api/v1/tokens/", json=body, timeout=30)).json()["token"]
    client = httpx.Client(
        base_url=f"{url}/api/v1/", headers={"Authorization": f"Bearer {token}"}, timeout=30
    )
    return Person(login.username, client)


def upload(person: Person, path: Path) -> dict[str, Any]:
    """Send a file; the transcript with its queued run."""
    files = {"file": (path.name, path.read_bytes(), "text/plain")}
    found: dict[str, Any] = checked(person.http.post("transcripts/", files=files)).json()
    return found


def follow(console: Console, person: Person, run_id: int) -> None:
    """Show a run's progress until it has succeeded."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    deadline = time.monotonic() + RUN_SECONDS
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("queued", total=None)
        while True:
            run = checked(person.http.get(f"runs/{run_id}/")).json()
            stage = run.get("stage") or run["status"]
            progress.update(
                bar, description=stage, completed=run["done"], total=run["total"] or None
            )
            if run["status"] in FINISHED:
                break
            if time.monotonic() > deadline:
                raise LauncherError(f"The run took too long: {json.dumps(run)}")
            time.sleep(0.2)
        progress.update(bar, description=run["status"])
    if run["status"] != "succeeded":
        raise LauncherError(f"The run {run['status']}: {run.get('failure_detail')}")
    console.print(f"The run found {run['claims_found']} claims.")


def ranked_claims(person: Person, transcript_id: int) -> list[dict[str, Any]]:
    """The first page of a transcript's claims, best first."""
    answer = checked(person.http.get("claims/", params={"transcript": transcript_id}))
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def claims_table(claims: list[dict[str, Any]]) -> Table:
    """Score, speaker, claim, and why it was picked."""
    table = Table(title=f"The {min(SHOWN, len(claims))} claims most worth checking")
    for name in ("score", "speaker", "claim", "why"):
        table.add_column(name, justify="right" if name == "score" else "left", overflow="fold")
    for claim in claims[:SHOWN]:
        table.add_row(
            f"{claim['score']:.2f}", speaker_name(claim), claim["text"], reason_names(claim)
        )
    return table


def speaker_name(claim: dict[str, Any]) -> str:
    """The speaker's name, or what is known instead: that a questioner said it."""
    name = str((claim["speaker"] or {}).get("name", ""))
    return name or ("(questioner)" if claim["role"] == "questioner" else "(unnamed)")


def reason_names(claim: dict[str, Any]) -> str:
    """The named reasons that raised the score."""
    names = [reason["name"] for reason in claim["reasons"] if reason["weight"] > 0]
    return ", ".join(name.replace("_", " ") for name in names)


def scale_levels(person: Person) -> list[dict[str, Any]]:
    """The levels of the newsroom's scale, by position."""
    scales = checked(person.http.get("scales/")).json()["results"]
    scale = next((one for one in scales if one["is_default"]), scales[0])
    return sorted(scale["levels"], key=lambda level: level["position"])


def etag(person: Person, claim_id: int) -> dict[str, str]:
    """The If-Match header for the claim as it is now."""
    return {"If-Match": checked(person.http.get(f"claims/{claim_id}/")).headers["ETag"]}


def act(person: Person, claim_id: int, action: str, body: dict[str, Any]) -> None:
    """One state action on a claim."""
    headers = etag(person, claim_id)
    checked(person.http.post(f"claims/{claim_id}/{action}/", json=body, headers=headers))


def take(person: Person, claim_id: int) -> None:
    """Take a place in the claim's round."""
    act(person, claim_id, "take", {})


def rate(person: Person, claim_id: int, level: dict[str, Any]) -> None:
    """Rate the claim in the wording that was read."""
    claim = checked(person.http.get(f"claims/{claim_id}/")).json()
    body = {
        "wording": claim["wording"],
        "level": level["id"],
        "confidence": "high",
        "rationale": "The official table shows a smaller change than the claim says.",
    }
    checked(person.http.post(f"claims/{claim_id}/ratings/", json=body))


def cite(person: Person, claim_id: int, source: dict[str, str]) -> dict[str, Any]:
    """Attach a source with an excerpt and what it says about the claim."""
    found: dict[str, Any] = checked(
        person.http.post(f"claims/{claim_id}/citations/", json=source)
    ).json()
    return found


def seen_ratings(person: Person, claim: dict[str, Any]) -> str:
    """How many ratings of others somebody is shown."""
    ratings = checked(person.http.get(f"claims/{claim['id']}/ratings/")).json()["results"]
    others = [one for one in ratings if one["reviewer"] != person.name]
    return f"{len(others)} of the others' ratings" if others else "no rating of anybody else"


def adjudicate(person: Person, claim_id: int, level: dict[str, Any]) -> None:
    """Decide the level and say why."""
    body = {
        "level": level["id"],
        "summary": "The official table and an independent review show a smaller change.",
    }
    act(person, claim_id, "adjudicate", body)


def publish(person: Person, claim_id: int) -> None:
    """Publish the decided verdict."""
    act(person, claim_id, "publish", {})


def json_ld(url: str, claim_id: int) -> Any:
    """The published check as anybody reads it."""
    headers = {"Accept": "application/ld+json"}
    return checked(httpx.get(f"{url}/checks/{claim_id}/", headers=headers, timeout=30)).json()
