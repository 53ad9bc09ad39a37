"""The whole job where no script runs: every step is a form or a link."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.test_whole_loop import SAMPLE, check_public_page, enter
from tests.support.waiting import wait_for
from transcripts.models import ExtractionRun, RunStatus


def plain(browser: Browser, url: str, name: str) -> Page:
    page = browser.new_context(java_script_enabled=False).new_page()
    enter(page, url, name)
    return page


def upload(page: Page) -> None:
    """The page does not turn by itself: a link looks again."""
    page.get_by_role("link", name="Upload").first.click()
    page.get_by_label("Files").set_input_files(SAMPLE)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("#progress progress")).to_be_visible()
    wait_for(lambda: ExtractionRun.objects.filter(status=RunStatus.SUCCEEDED).exists())
    page.get_by_role("link", name="Look again").click()
    expect(page.locator("#progress")).to_contain_text("claims found")


def take_first(page: Page) -> None:
    """The first row of the queue, which is the same for both."""
    page.get_by_role("link", name="Desk", exact=True).click()
    page.locator("[data-queue] .row").first.click()
    page.get_by_role("button", name="Take t").click()
    expect(page.get_by_text("You hold a place.")).to_be_visible()


def cite(page: Page, number: int, kind: str) -> None:
    form = page.locator("#cite-form")
    form.get_by_label("Web address").fill(f"https://statistics.example/{number}")
    form.get_by_label("Title").fill(f"Table {number}")
    form.get_by_label("Publisher").fill("Statistics Office")
    form.get_by_label(kind).check()
    form.get_by_label("supports").check()
    form.get_by_label("The passage, word for word").fill("The figure is in the table.")
    form.get_by_role("button", name="Cite").click()
    expect(page.get_by_text(f"The source is cited: Table {number}.")).to_be_visible()


def rate(page: Page, why: str) -> None:
    """First kept as a draft, which stands in the form again."""
    form = page.locator("#rate-form")
    form.get_by_label("Mostly true").check()
    form.get_by_label("Why r").fill(why)
    form.get_by_role("button", name="Keep as draft").click()
    expect(page.get_by_text("Your draft is kept.")).to_be_visible()
    expect(form.get_by_label("Why r")).to_have_value(why)
    form.get_by_role("button", name="Save Ctrl").click()
    expect(page.get_by_text("Your rating is saved: Mostly true.")).to_be_visible()


def decide_and_publish(page: Page) -> None:
    agreed = page.get_by_role("region", name="To decide and publish")
    agreed.get_by_role("link").first.click()
    expect(page.get_by_text("Found in the first table.")).to_be_visible()
    form = page.locator("#decide-form")
    expect(form.get_by_label("Mostly true")).to_be_checked()
    form.get_by_label("Summary, for readers").fill("The official table has the figure.")
    form.get_by_role("button", name="Save the verdict").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Published. Everybody can read it now.")).to_be_visible()


@pytest.mark.browser
def test_upload_take_cite_rate_decide_and_publish_without_javascript(
    live_stack: Any, people: object, whole_browser: Browser
) -> None:
    one = plain(whole_browser, live_stack.url, "one")
    upload(one)
    take_first(one)
    words = one.locator("#claim-title").inner_text()
    claim_id = one.url.split("/claims/")[1].split("/")[0]
    cite(one, 1, "primary")
    rate(one, "Found in the first table.")

    two = plain(whole_browser, live_stack.url, "two")
    take_first(two)
    expect(two.locator("#claim-title")).to_have_text(words)
    expect(two.locator("body")).not_to_contain_text("Found in the first table.")
    cite(two, 2, "secondary")
    rate(two, "The second one agrees.")

    decide_and_publish(plain(whole_browser, live_stack.url, "ed"))
    check_public_page(whole_browser.new_page(), live_stack.url, claim_id, words)
