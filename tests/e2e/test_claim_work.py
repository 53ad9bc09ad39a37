"""A claim worked on without a mouse, without JavaScript, on a phone, and until time runs out."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.roles import Role
from accounts.services import create_user
from claims.models import Citation, Claim, Rating
from tests.e2e.test_whole_loop import PASSWORD, enter
from tests.factories import ClaimFactory

PHONE = {"width": 390, "height": 844}


def claim_url(url: str, claim: Claim) -> str:
    return f"{url}/admin/desk/claims/{claim.pk}/"


def cite_by_keyboard(page: Page, number: int) -> None:
    """c, then every field by Tab; kind and stance by Space and arrow."""
    keys = page.keyboard
    keys.press("c")
    keys.type(f"https://statistics.example/{number}")
    for text in (f"Table {number}", "Statistics Office"):
        keys.press("Tab")
        keys.type(text)
    keys.press("Tab")
    keys.press("Space")
    keys.press("Tab")
    keys.press("Space")
    keys.press("ArrowRight")
    keys.press("Tab")
    keys.type("The series stands at 4.1 percent.")
    keys.press("Control+Enter")
    expect(page.get_by_text(f"The source is cited: Table {number}.")).to_be_visible()


def rate_by_keyboard(page: Page) -> None:
    """Enter in the rationale is a line; Enter on the level saves and goes to the next claim."""
    keys = page.keyboard
    keys.press("r")
    keys.type("It is in the table.")
    keys.press("Enter")
    keys.type("Second line.")
    keys.press("Escape")
    keys.press("4")
    keys.press("Enter")
    expect(page.get_by_text("Your rating is saved: Mostly true.")).to_be_visible()


def undo_by_keyboard(page: Page) -> None:
    """z says what it would do and waits for Enter."""
    page.keyboard.press("t")
    expect(page.get_by_text("You hold a place.")).to_be_visible()
    page.keyboard.press("z")
    expect(page.get_by_text("Give back the place you took.")).to_be_visible()
    expect(page.get_by_role("button", name="Undo this")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Undone: your place is free again.")).to_be_visible()


def draft_survives_and_goes_once_saved(page: Page) -> None:
    """The wording is typed, the page goes away, and the text comes back until it is saved."""
    typed = page.locator("#edit-normalised")
    page.keyboard.press("e")
    expect(typed).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" And more.")
    page.reload()
    expect(page.get_by_text("Not saved yet: your text of")).to_be_visible()
    expect(typed).to_have_value(
        "Unemployment fell to four percent in 2025, the lowest since 1999. And more."
    )
    page.keyboard.press("e")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The wording is saved.")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))") == []


@pytest.mark.browser
def test_a_rating_with_two_sources_takes_no_mouse(live_stack: Any, browser_page: Page) -> None:
    first, second = ClaimFactory(rank=9_000), ClaimFactory(rank=8_000)
    person = create_user(username="one", password=PASSWORD, roles=[Role.REVIEWER])
    errors: list[str] = []
    browser_page.on("pageerror", lambda error: errors.append(str(error)))
    enter(browser_page, live_stack.url, "one")
    browser_page.goto(claim_url(live_stack.url, first))
    browser_page.keyboard.press("t")
    expect(browser_page.get_by_text("You hold a place.")).to_be_visible()
    for number in (1, 2):
        cite_by_keyboard(browser_page, number)
    rate_by_keyboard(browser_page)
    browser_page.wait_for_url(f"**/claims/{second.pk}/**")
    rating = Rating.objects.get(claim=first, reviewer=person)
    assert rating.rationale.replace("\r\n", "\n") == "It is in the table.\nSecond line."
    cited = Citation.objects.filter(claim=first).values_list("source__kind", "stance")
    assert list(cited) == [("primary", "refutes")] * 2
    undo_by_keyboard(browser_page)
    draft_survives_and_goes_once_saved(browser_page)
    assert errors == []


def rate_with_plain_forms(browser: Browser, url: str, claim: Claim) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, url, "one")
    page.goto(claim_url(url, claim))
    page.get_by_role("button", name="Take").first.click()
    page.get_by_label("Half true").first.check()
    page.locator("#rate-rationale").fill("Half of it.")
    page.locator("#rate-form").get_by_role("button", name="Save Ctrl").click()
    expect(page.get_by_text("Your rating is saved: Half true.")).to_be_visible()
    context.close()


def nothing_hides_behind_the_bar(browser: Browser, url: str, claim: Claim) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    enter(page, url, "two")
    page.goto(claim_url(url, claim))
    page.locator(".bottom-bar button").click()  # Take
    expect(page.get_by_text("You hold a place.")).to_be_visible()
    page.locator(".bottom-bar label").nth(4).click()
    expect(page.locator("#rate-level input").nth(4)).to_be_checked()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    bar, last = page.locator(".bottom-bar").bounding_box(), page.locator(".panel").bounding_box()
    assert bar is not None
    assert last is not None
    assert last["y"] + last["height"] <= bar["y"]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    context.close()


def a_lease_that_runs_out_says_so_while_one_writes(
    browser: Browser, url: str, claim: Claim
) -> None:
    """The person looks on while two hours pass."""
    context = browser.new_context()
    page = context.new_page()
    enter(page, url, "two")
    page.clock.install()
    page.goto(claim_url(url, claim))
    soon = page.get_by_text("Your time runs out soon.")
    expect(page.get_by_text("You hold a place.")).to_be_visible()
    expect(soon).to_be_hidden()
    page.clock.fast_forward("01:50:00")
    expect(soon).to_be_visible()
    page.clock.fast_forward("00:15:00")
    expect(soon).to_be_hidden()
    expect(page.get_by_text("Your time has run out.")).to_be_visible()
    context.close()


@pytest.mark.browser
def test_without_javascript_on_a_phone_and_as_time_passes(
    live_stack: Any, browser_page: Page
) -> None:
    claim = ClaimFactory()
    for name in ("one", "two"):
        create_user(username=name, password=PASSWORD, roles=[Role.REVIEWER])
    browser = browser_page.context.browser
    assert browser is not None
    rate_with_plain_forms(browser, live_stack.url, claim)
    nothing_hides_behind_the_bar(browser, live_stack.url, claim)
    a_lease_that_runs_out_says_so_while_one_writes(browser, live_stack.url, claim)
