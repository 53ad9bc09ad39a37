"""What is done on some pages before they are looked at, and whether anybody is alive to read.

Nothing here changes the newsroom: what is sent is refused or only asked about.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Pages that show what happens without a worker.
WITHOUT_WORKER = ("desk-no-worker", "desk-administrator-no-worker")


def signs_of_life(name: str) -> None:
    """Heartbeats as the processes write them, or a worker that was lost four minutes ago."""
    from django.conf import settings
    from django.db.models.functions import Now

    from transcripts import heartbeat
    from transcripts.broker import MATCHING, NETWORK, QUEUE, SCORE
    from transcripts.models import Heartbeat
    from worker.extraction import get_extractor

    version = get_extractor(settings.SPACY_PIPELINE).version
    heartbeat.beat(
        kind=Heartbeat.Kind.WORKER,
        queues=[MATCHING, NETWORK, QUEUE, SCORE],
        extractor_version=version,
    )
    for kind in (Heartbeat.Kind.SWEEP, Heartbeat.Kind.REAP):
        heartbeat.beat_periodic(kind)
    if name in WITHOUT_WORKER:
        Heartbeat.objects.update(last_seen=Now() - timedelta(minutes=4))


def _help(page: Page) -> None:
    page.keyboard.press("?")


def _several(page: Page) -> None:
    for box in page.locator("[data-choose]").all()[:3]:
        box.check()
    with page.expect_navigation():
        page.get_by_role("button", name="Dismiss").click()


def _clash(page: Page) -> None:
    """A wording that was typed while somebody else changed the claim."""
    page.locator("#edit summary").click()
    form = page.locator("#edit form")
    form.locator("[name=version]").evaluate("input => { input.value = '0'; }")
    form.locator("textarea").first.fill("The sales tax is the highest of all neighbours.")
    with page.expect_navigation():
        form.locator("button").first.click()


def _refused_login(page: Page) -> None:
    page.locator("[name=username]").fill("anna")
    page.locator("[name=password]").fill("not-the-password")
    with page.expect_navigation():
        page.locator("[name=password]").press("Enter")


def _signed_out(page: Page) -> None:
    page.locator(".menu summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Log out").click()


def _left_out(page: Page) -> None:
    """Every sentence that was left out, and why one of them was."""
    page.locator("[data-key=o]").click()
    page.locator("a.why").first.click()
    page.get_by_role("heading", name="Why was this left out?").wait_for()


def _undo(page: Page) -> None:
    page.locator("summary[data-key=z]").click()


def _first_proposal(page: Page) -> None:
    """Shown by its key, which decides on nothing that was out of sight."""
    page.locator("button[data-key=y]").wait_for()
    page.wait_for_load_state("load")
    page.keyboard.press("y")


STEPS: dict[str, Callable[[Page], None]] = {
    "help": _help,
    "bulk": _several,
    "clash": _clash,
    "login-refused": _refused_login,
    "signed-out": _signed_out,
    "left-out": _left_out,
    "undo": _undo,
    "claim-contradicting": _first_proposal,
}
