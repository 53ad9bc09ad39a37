"""The desk's first page in a browser: keys, choosing, news that waits, and what logout forgets."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.roles import Role
from accounts.services import create_user
from claims.models import Claim
from tests.e2e.test_whole_loop import PASSWORD, enter
from tests.factories import ClaimFactory, TranscriptFactory

WORDS = "The bridge at Alder Ferry carries {} lorries a day.\n"
POLL = 15_000  # ms: two polls on a slow machine
#: What is asked in the very moment in which the page is looked at again.
LOOKED_AT = """() => {
    const asked = [];
    document.addEventListener(
        "htmx:beforeRequest", (event) => asked.push(event.detail.pathInfo.requestPath));
    document.dispatchEvent(new Event("visibilitychange"));
    return asked;
}"""


def claims(count: int) -> list[Claim]:
    text = "".join(WORDS.format(number) for number in range(1_000, 1_000 + count))
    transcript = TranscriptFactory(text=text, title="Traffic committee")
    length = len(WORDS.format(1_000))
    return [
        ClaimFactory(
            transcript=transcript,
            start=number * length,
            end=(number + 1) * length - 1,
            rank=9_000 - number,
        )
        for number in range(count)
    ]


@pytest.mark.browser
def test_an_editor_works_the_queue_by_keyboard_and_lets_news_in(
    live_stack: Any, browser_page: Page
) -> None:
    create_user(username="ed", password=PASSWORD, roles=[Role.EDITOR])
    create_user(username="one", password=PASSWORD, roles=[Role.REVIEWER])
    made = claims(4)
    page = browser_page
    enter(page, live_stack.url, "ed")

    for key in "jxjx":
        page.keyboard.press(key)
    bar = page.locator("[data-bulk]")
    expect(bar).to_contain_text("2 claims chosen")
    page.keyboard.press("x")
    expect(bar).to_contain_text("1 claim chosen")

    rows = page.locator("[data-queue] .row")
    place = rows.first.bounding_box()
    ClaimFactory(transcript=made[0].transcript, start=0, end=20, rank=9_500)
    news = page.get_by_role("link", name="1 new claim: show")
    expect(news).to_be_visible(timeout=POLL)
    expect(rows).to_have_count(4)
    assert rows.first.bounding_box() == place
    expect(bar).to_contain_text("1 claim chosen")

    bar.get_by_role("button", name="Dismiss …").click()
    page.get_by_label("Reason, for all of them").fill("Said in jest.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="1 of 1 claim dismissed")).to_be_visible()
    made[0].refresh_from_db()
    assert made[0].status == "dismissed"

    for letter, heading in (("j", "Jobs"), ("i", "Inbox"), ("d", "Which next?")):
        page.keyboard.press("g")
        page.keyboard.press(letter)
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/desk/claims/\d+/"))


def check_that_nothing_is_asked_while_nobody_looks(page: Page) -> None:
    """A hidden page polls no more; looked at again, it asks at once."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    hide = "Object.defineProperty(document, 'hidden', {configurable: true, get: () => %s})"
    page.evaluate(hide % "true")
    page.wait_for_timeout(500)  # what was on its way
    asked.clear()
    page.wait_for_timeout(4_000)
    assert asked == []
    page.evaluate(hide % "false")
    assert any("/desk/running/" in path for path in page.evaluate(LOOKED_AT))


def check_that_silence_is_said(page: Page) -> None:
    """A server that is away, and a session that has ended, are each said in a line."""
    page.context.set_offline(True)
    expect(page.get_by_text("The server does not answer.")).to_be_visible(timeout=POLL)
    page.context.set_offline(False)
    expect(page.get_by_text("The server does not answer.")).to_be_hidden(timeout=POLL)
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    expect(page.get_by_role("link", name="Sign in again")).to_be_visible(timeout=POLL)
    expect(page.locator("[data-queue] .row")).to_have_count(3)
    page.context.add_cookies(cookies)
    page.reload()


def sign_in_without_script(browser: Browser, url: str) -> Page:
    page = browser.new_context(java_script_enabled=False).new_page()
    enter(page, url, "ed")
    return page


@pytest.mark.browser
def test_silence_is_said_logout_forgets_drafts_and_choosing_needs_no_script(
    live_stack: Any, browser_page: Page
) -> None:
    create_user(username="ed", password=PASSWORD, roles=[Role.EDITOR])
    claims(3)
    page = browser_page
    enter(page, live_stack.url, "ed")
    check_that_nothing_is_asked_while_nobody_looks(page)
    check_that_silence_is_said(page)
    page.evaluate("localStorage.setItem('onrecord:1:7:cite', 'a draft')")
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.locator("[data-menu] summary").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == ["theme"]

    browser = page.context.browser
    assert browser is not None
    plain = sign_in_without_script(browser, live_stack.url)
    for box in plain.locator("[data-choose]").all()[:2]:
        box.check()
    plain.get_by_role("button", name="Assign …").click()
    expect(plain.get_by_role("heading", name="2 claims are chosen")).to_be_visible()
    plain.get_by_role("checkbox", name="ed", exact=True).check()
    plain.get_by_role("button", name="Assign 2 claims").click()
    expect(plain.get_by_role("heading", name="2 of 2 claims assigned")).to_be_visible()
