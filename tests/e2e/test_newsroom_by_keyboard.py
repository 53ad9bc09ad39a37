"""Two reviewers and an editor, from a transcript to a corrected check, without a mouse."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from claims.models import Claim, ClaimStatus
from tests.e2e.keyboard import Typist
from tests.e2e.test_claim_work import cite_by_keyboard
from tests.e2e.test_whole_loop import PATIENCE, SAMPLE

ASIDE = "@two, page 12 has it."


def paste_a_transcript(one: Typist) -> None:
    """g u, the text, and the wait for what was found in it."""
    one.go("u", "Upload transcripts")
    one.fill(one.page.get_by_label("or paste the text"), SAMPLE.read_text())
    one.press("Control+Enter")
    progress = one.page.locator("#progress")
    expect(progress).to_have_attribute("data-run-status", "succeeded", timeout=PATIENCE)
    one.open(progress.get_by_role("link", name="Show them"))
    expect(one.page.locator(".rail .row").first).to_be_visible()


def take(person: Typist) -> None:
    person.press("t")
    person.said("You hold a place.")


def judge(person: Typist, number: int, key: str, why: str, level: str) -> None:
    """Cite and rate; Enter on the level saves."""
    cite_by_keyboard(person.page, number)
    person.press("r")
    person.type(why)
    person.press("Escape", key, "Enter")
    person.said(f"Your rating is saved: {level}.")


def say(person: Typist) -> None:
    person.press("m")
    person.type(ASIDE)
    person.press("Control+Enter")
    person.said("Said in the discussion.")


def settle_the_dispute(ed: Typist) -> None:
    """From the first page to the published check: who is right, and why."""
    ed.go("d", "Which next?")
    disputes = ed.page.get_by_role("region", name="Disputes")
    ed.open(disputes.get_by_role("link").first, by="Shift+Tab")
    ed.heading("Who is right?")
    for words in ("It is in the table.", "The table says another thing."):
        ed.said(words)
    ed.press("3")
    ed.fill(ed.page.get_by_label("Summary, for readers"), "Half of the figure is in the table.")
    ed.press("Control+Enter")
    ed.said("The verdict is saved: Half true.")
    ed.said("Nothing is missing.")
    ed.open(ed.page.get_by_role("button", name="Publish", exact=True))
    ed.said("Published. Everybody can read it now.")


def correct(ed: Typist) -> None:
    """A level's key does nothing while the form is closed."""
    form = ed.page.locator("#correct-form")
    ed.press("1")
    ed.open(ed.page.locator("summary", has_text="Correct"))
    expect(form.get_by_role("radio", name="Half true")).to_be_checked()
    ed.press("Tab", "4")
    ed.fill(form.get_by_label("Summary, for readers"), "The second table bears it out.")
    ed.fill(form.get_by_label("Note of correction, for readers"), "We had read an old table.")
    ed.press("Control+Enter")
    ed.said("The correction is published, with its note.")


def check_what_the_public_reads(page: Page, url: str, claim: str) -> None:
    page.goto(f"{url}/checks/{claim}/")
    body = page.locator("body")
    for words in ("Mostly true", "The second table bears it out.", "We had read an old table."):
        expect(body).to_contain_text(words)
    expect(body).not_to_contain_text(ASIDE)


@pytest.mark.browser
def test_from_upload_to_correction_by_keyboard_alone(
    live_stack: Any, people: object, whole_browser: Browser
) -> None:
    one, two, ed = (Typist(whole_browser, live_stack.url, name) for name in ("one", "two", "ed"))

    paste_a_transcript(one)
    claim = one.open_first_of_queue()
    take(one)
    say(one)
    judge(one, 1, "4", "It is in the table.", "Mostly true")

    assert two.open_first_of_queue() == claim
    for words in (ASIDE, "It is in the table."):
        expect(two.page.get_by_text(words)).to_have_count(0)
    take(two)
    judge(two, 2, "1", "The table says another thing.", "False")
    two.page.go_back()
    two.page.reload()
    two.said(ASIDE)
    two.said("It is in the table.")
    assert Claim.objects.get(pk=claim).status == ClaimStatus.DISPUTED

    settle_the_dispute(ed)
    correct(ed)
    check_what_the_public_reads(whole_browser.new_page(), live_stack.url, claim)
    assert [person.pointed for person in (one, two, ed)] == [0, 0, 0]
    assert [person.errors for person in (one, two, ed)] == [[], [], []]
