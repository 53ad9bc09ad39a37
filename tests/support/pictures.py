"""Pictures of every page of the desk, with a newsroom's content, to be looked at.

    python -m launcher exec -- python -m tests.support.pictures OUTDIR [--only NAME]... [--quick]

Three widths, light and dark; `--quick` takes the widest, light, and the phone, dark.
Needs Chromium and a database that nobody misses (`launcher exec` starts an empty one).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import django

if TYPE_CHECKING:
    from playwright._impl._api_structures import SetCookieParam

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread
os.environ.setdefault("LOG_LEVEL", "WARNING")

WIDTHS = {1440: 900, 1024: 768, 390: 844}
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")


def main() -> int:
    """Builds the newsroom, starts a web process and takes the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", action="append", metavar="NAME", help="pages by name")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--full", action="store_true", help="whole pages, not what fits a screen")
    said = parser.parse_args()
    django.setup()
    from django.core.management import call_command
    from django.test.utils import override_settings

    from tests.support import newsroom, resembling

    call_command("migrate", "--noinput", verbosity=0)
    room = newsroom.build()
    with override_settings(PUBLIC_URL="https://checks.example", PUBLISHER_NAME="The Gazette"):
        like = resembling.add(room)
    shots: list[tuple[int, Theme]] = [(w, t) for w in WIDTHS for t in THEMES]
    if said.quick:
        shots = [(1440, "light"), (390, "dark")]
    said.folder.mkdir(parents=True, exist_ok=True)
    urls = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}
    with web_process(urls) as url:
        take(url, pages(room) + resembling_pages(room, like), shots, said)
    return 0


Page = tuple[str, Any, str]  # its name, who looks, its path


def resembling_pages(room: Any, like: Any) -> list[Page]:
    """Those of claims that resemble each other; see tests.support.resembling."""
    claim = "/admin/desk/claims/{}/".format
    return [
        ("claim-repeated", room.reviewers[0], claim(like.checked.pk)),
        ("claim-twin", room.editor, claim(like.again.pk)),
        ("claim-contradicting", room.reviewers[0], claim(like.open.pk)),
        ("check-repeated", None, f"/checks/{like.checked.pk}/"),
    ]


def pages(room: Any) -> list[Page]:
    """Every page once in each state that looks different."""
    from claims.models import FactCheckImport, Review, Verdict
    from notify.models import Endpoint, SavedSearch

    anna, edda = room.reviewers[0], room.editor
    claim = "/admin/desk/claims/{}/".format
    session = room.transcripts[-1].pk
    held = Review.objects.filter(reviewer=anna, outcome="open").order_by("-claim__rank").first()
    assert held is not None
    untouched = room.one(
        status="extracted", round=1, transcript=room.transcripts[0], worked_on_at=None
    )
    due = Verdict.objects.due().earliest("pk")
    published = room.one(status="published")
    retracted = Verdict.objects.filter(retracted_at__isnull=False).latest("pk")
    corrected = Verdict.objects.current().exclude(correction_note="").latest("pk")
    told = FactCheckImport.objects.filter(refused__gt=0).latest("id")
    endpoint, search = Endpoint.objects.get(owner=anna), SavedSearch.objects.get(owner=anna)
    return [
        ("login", None, "/admin/login/"),
        ("login-refused", None, "/admin/login/"),
        ("signed-out", room.reviewers[2], "/admin/"),
        ("desk", anna, "/admin/"),
        ("desk-editor", edda, "/admin/"),
        ("desk-empty", anna, "/admin/?q=zeppelin"),
        ("desk-administrator", room.administrator, "/admin/"),
        ("desk-administrator-no-worker", room.administrator, "/admin/"),
        ("desk-no-worker", anna, "/admin/"),
        ("desk-newcomer", room.newcomer, "/admin/"),
        ("help", anna, "/admin/"),
        ("bulk", edda, "/admin/"),
        ("transcripts", anna, "/admin/desk/transcripts/"),
        ("transcript", anna, f"/admin/desk/transcripts/{room.transcripts[0].pk}/"),
        ("left-out", anna, f"/admin/desk/transcripts/{room.transcripts[0].pk}/"),
        ("transcripts-empty", anna, "/admin/desk/transcripts/?q=zeppelin"),
        ("transcript-captions", anna, f"/admin/desk/transcripts/{room.transcripts[1].pk}/"),
        ("transcript-long", edda, f"/admin/desk/transcripts/{session}/"),
        ("comparison", edda, f"/admin/desk/transcripts/{room.transcripts[0].pk}/comparison/"),
        ("transcript-arabic", anna, f"/admin/desk/transcripts/{room.arabic.pk}/"),
        ("claim-arabic", anna, claim(room.one(transcript=room.arabic).pk)),
        ("desk-superseded", anna, "/admin/?superseded=yes&status=any"),
        ("upload", anna, "/admin/desk/upload/"),
        ("jobs", anna, "/admin/desk/runs/"),
        ("jobs-empty", anna, "/admin/desk/runs/?status=cancelled"),
        ("exports-empty", room.newcomer, "/admin/desk/exports/"),
        ("inbox-empty", room.newcomer, "/admin/desk/inbox/"),
        ("told-empty", room.newcomer, "/admin/desk/told/"),
        ("exports", anna, "/admin/desk/exports/"),
        ("archive", anna, "/admin/desk/archive/"),
        ("archive-search", anna, "/admin/desk/archive/?q=crime"),
        ("imports", edda, "/admin/desk/archive/imports/"),
        ("import", edda, f"/admin/desk/archive/imports/{told.pk}/"),
        ("inbox", edda, "/admin/desk/inbox/"),
        ("told", anna, "/admin/desk/told/"),
        ("endpoint", anna, f"/admin/desk/told/webhooks/{endpoint.pk}/"),
        ("search", anna, f"/admin/desk/told/searches/{search.pk}/"),
        ("search-new", anna, "/admin/desk/told/save/?type=law&min_score=80"),
        ("figures", edda, "/admin/desk/figures/"),
        ("figures-empty", edda, "/admin/desk/figures/?from=2031-01-01"),
        ("figures-tables", edda, "/admin/desk/figures/?tables=open"),
        ("you", anna, "/admin/desk/you/"),
        ("withdraw", edda, f"/admin/desk/transcripts/{session}/withdraw/"),
        ("claim-new", anna, claim(untouched.pk)),
        ("claim-mine", anna, claim(held.claim_id)),
        ("clash", anna, claim(untouched.pk)),
        ("undo", edda, claim(published.pk)),
        ("claim-disputed", edda, claim(room.one(status="disputed").pk)),
        ("claim-resolved", edda, claim(room.one(status="resolved").pk)),
        ("claim-published", edda, claim(published.pk)),
        ("claim-dismissed", anna, claim(room.one(status="dismissed").pk)),
        ("not-found", anna, claim(999_999)),
        ("forbidden", anna, f"/admin/desk/transcripts/{session}/withdraw/"),
        ("forbidden-administrator", room.administrator, "/admin/desk/figures/"),
        ("nothing-there", None, "/nothing/"),
        ("desk-due", edda, "/admin/?due=yes"),
        ("claim-due", edda, claim(due.claim_id)),
        ("check", None, f"/checks/{published.pk}/"),
        ("check-corrected", None, f"/checks/{corrected.claim_id}/"),
        ("check-retracted", None, f"/checks/{retracted.claim_id}/"),
        ("checks", None, "/checks/"),
    ]


@contextmanager
def web_process(urls: Mapping[str, str]) -> Iterator[str]:
    """The address of a web process on these servers (DATABASE_URL, REDIS_URL)."""
    from launcher.processes import free_port, stop_all, web
    from launcher.stack import stack_environment

    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        server = web(stack_environment(urls, url), Path(folder), port)
        server.start()
        try:
            server.wait_until_ready()
            yield url
        finally:
            stop_all([server])


def take(url: str, found: list[Page], shots: list[tuple[int, Theme]], said: Any) -> None:
    """A file a page, width and theme: `claim-mine-390-dark.png`."""
    from launcher import browser
    from tests.support.browser import chromium

    executable = browser.find()
    if executable is None:
        sys.exit(browser.HOW)
    only = set(said.only or [name for name, _, _ in found])
    with chromium(executable) as started:
        for width, theme in shots:
            for name, person, path in found:
                if name not in only:
                    continue
                context = started.new_context(
                    viewport={"width": width, "height": WIDTHS[width]}, color_scheme=theme
                )
                if person is not None:
                    context.add_cookies([session_cookie(person, url)])
                page = context.new_page()
                page.on("pageerror", _says(name))
                show(page, name, url + path)
                page.wait_for_timeout(300)
                file = said.folder / f"{name}-{width}-{theme}.png"
                page.screenshot(path=file, full_page=said.full)
                context.close()


def show(page: Any, name: str, url: str) -> None:
    """The page with its steps done, in a newsroom whose processes are alive or lost."""
    from tests.support.steps import STEPS, signs_of_life

    signs_of_life(name)
    page.goto(url)
    if name in STEPS:
        STEPS[name](page)


def _says(name: str) -> Callable[[Any], None]:
    def say(error: Any) -> None:
        sys.stderr.write(f"{name}: {error}\n")

    return say


def session_cookie(person: Any, url: str) -> SetCookieParam:
    """Signed in, without typing a password."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


if __name__ == "__main__":
    sys.exit(main())
