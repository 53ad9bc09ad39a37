"""The main job in a real browser: a transcript goes in, a published check comes out."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.roles import Role
from accounts.services import create_user

PASSWORD = "a-long-password-for-tests-1"
SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "interview.txt"
PATIENCE = 120_000  # ms: the first run loads the model


def enter(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/admin/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    expect(page.get_by_role("heading", name="Which next?")).to_be_visible()


def person(browser: Browser, url: str, name: str) -> Page:
    page = browser.new_context().new_page()
    enter(page, url, name)
    return page


def upload_and_wait(page: Page, url: str) -> None:
    page.goto(f"{url}/admin/desk/upload/")
    page.set_input_files("[name=file]", SAMPLE)
    page.get_by_role("button", name="Upload").click()
    progress = page.locator("#progress")
    expect(progress.locator("progress")).to_be_visible()
    expect(progress).to_have_attribute("data-run-status", "succeeded", timeout=PATIENCE)
    progress.get_by_role("link", name="Show them").click()
    expect(page.locator(".rail .row").first).to_be_visible()


def review(page: Page, claim_url: str, number: int, kind: str) -> None:
    """Takes, cites and rates by keyboard, but for choosing kind and stance."""
    page.goto(claim_url)
    page.keyboard.press("t")
    expect(page.get_by_text("You hold a place.")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.keyboard.type(f"https://statistics.example/table-{number}")
    page.fill("#cite-title", f"Table {number}")
    page.fill("#cite-publisher", "Statistics Office")
    page.check(f"[name=kind][value={kind}]")
    page.check("[name=stance][value=supports]")
    page.fill("#cite-excerpt", "The figure is in the table.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(f"The source is cited: Table {number}.")).to_be_visible()
    page.keyboard.press("4")
    page.keyboard.press("r")
    page.keyboard.type(f"Reviewer {number} finds it in the table.")
    expect(page.locator("#draft-said")).to_contain_text("Draft kept")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Your rating is saved: Mostly true.")).to_be_visible()


def decide_and_publish(page: Page, claim_url: str) -> None:
    page.goto(claim_url)
    expect(page.get_by_text("Reviewer 1 finds it in the table.")).to_be_visible()
    page.get_by_role("link", name="An editor must set the level").click()
    form = page.locator("#decide-form")
    form.get_by_label("Mostly true").check()
    form.get_by_label("Summary, for readers").fill("The official table has the figure.")
    form.get_by_role("button", name="Save the verdict").click()
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Published. Everybody can read it now.")).to_be_visible()


def check_public_page(page: Page, url: str, claim_id: str, words: str) -> None:
    answer = page.goto(f"{url}/checks/{claim_id}/")
    assert answer is not None
    assert answer.status == 200
    expect(page.locator("body")).to_contain_text("Mostly true")
    expect(page.locator("body")).to_contain_text("The official table has the figure.")
    data = json.loads(page.locator('script[type="application/ld+json"]').text_content() or "")
    review: dict[str, Any] = data
    assert review["@type"] == "ClaimReview"
    assert review["url"].endswith(f"/checks/{claim_id}/")
    assert review["reviewRating"]["ratingValue"] == 4
    assert (review["reviewRating"]["worstRating"], review["reviewRating"]["bestRating"]) == (1, 5)
    assert words in json.dumps(data, ensure_ascii=False)


@pytest.mark.browser
def test_upload_two_reviewers_publish(live_stack: Any, browser_page: Page) -> None:
    url = live_stack.url
    for name, role in (("one", Role.REVIEWER), ("two", Role.REVIEWER), ("ed", Role.EDITOR)):
        create_user(username=name, password=PASSWORD, roles=[role])
    errors: list[str] = []
    browser_page.on("pageerror", lambda error: errors.append(str(error)))
    enter(browser_page, url, "one")
    upload_and_wait(browser_page, url)
    browser_page.locator(".rail .row").first.click()
    browser_page.wait_for_url("**/desk/claims/*/**")
    claim_url = browser_page.url
    claim_id = claim_url.rstrip("/").split("/")[-1]
    words = browser_page.locator("#claim-title").inner_text()

    browser = browser_page.context.browser
    assert browser is not None
    review(browser_page, claim_url, 1, "primary")
    second = person(browser, url, "two")
    second.goto(claim_url)
    expect(second.locator("body")).not_to_contain_text("Reviewer 1 finds it")
    expect(second.get_by_text("stance hidden for now")).to_be_visible()
    review(second, claim_url, 2, "secondary")
    editor = person(browser, url, "ed")
    decide_and_publish(editor, claim_url)

    reader = browser.new_context().new_page()
    check_public_page(reader, url, claim_id, words)
    assert errors == []
