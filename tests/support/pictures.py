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

    from tests.support.pages import Page

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

    from tests.support import newsroom, resembling
    from tests.support.pages import every_page

    call_command("migrate", "--noinput", verbosity=0)
    room = newsroom.build()
    pages = every_page(room, resembling.add(room))
    shots: list[tuple[int, Theme]] = [(w, t) for w in WIDTHS for t in THEMES]
    if said.quick:
        shots = [(1440, "light"), (390, "dark")]
    said.folder.mkdir(parents=True, exist_ok=True)
    urls = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}
    with web_process(urls) as url:
        take(url, pages, shots, said)
    return 0


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
