"""A claim worked on with a thumb: the bar at the bottom takes, rates, decides and publishes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from claims.models import Verdict
from tests.e2e.conftest import Seat
from tests.e2e.test_claim_work import PHONE
from tests.factories import ClaimFactory

TOUCHED = {"viewport": PHONE, "has_touch": True, "is_mobile": True}


def within_reach(page: Page, target: Locator) -> None:
    """On the screen without scrolling, and big enough for a thumb."""
    expect(target).to_be_in_viewport()
    box = target.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def tap(page: Page, target: Locator) -> None:
    within_reach(page, target)
    target.tap()


def rate_by_the_bar(page: Page, why: str) -> None:
    bar = page.locator(".bottom-bar")
    tap(page, bar.locator("label").nth(3))
    expect(page.locator("#rate-rationale")).to_be_in_viewport()
    page.locator("#rate-rationale").fill(why)
    tap(page, bar.get_by_role("button", name="Save the rating"))
    expect(page.get_by_text("Your rating is saved: Mostly true.")).to_be_visible()


def cite_after_taking(page: Page, number: int) -> None:
    """Take stands in the bar, too."""
    tap(page, page.locator(".bottom-bar").get_by_role("button", name="Take"))
    expect(page.get_by_text("You hold a place.")).to_be_visible()
    form = page.locator("#cite-form")
    form.get_by_label("Web address").fill(f"https://statistics.example/{number}")
    form.get_by_label("Title").fill(f"Table {number}")
    form.get_by_label("primary").tap()
    form.get_by_label("supports").tap()
    form.get_by_role("button", name="Cite").tap()
    expect(page.get_by_text(f"The source is cited: Table {number}.")).to_be_visible()


def decide_by_the_bar(page: Page) -> None:
    bar = page.locator(".bottom-bar")
    tap(page, bar.locator("label").nth(3))
    page.get_by_label("Summary, for readers").fill("The table has the figure.")
    tap(page, bar.get_by_role("button", name="Save the verdict"))
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    tap(page, bar.get_by_role("button", name="Publish"))
    expect(page.get_by_text("Published. Everybody can read it now.")).to_be_visible()


@pytest.mark.browser
def test_rating_deciding_and_publishing_by_the_bottom_bar(
    people: dict[str, User], seat: Seat
) -> None:
    claim = ClaimFactory()
    path = f"/admin/desk/claims/{claim.pk}/"
    for number, name in enumerate(("one", "two"), 1):
        page = seat(people[name], path, **TOUCHED)
        cite_after_taking(page, number)
        rate_by_the_bar(page, f"Table {number} has it.")
    decide_by_the_bar(seat(people["ed"], path, **TOUCHED))
    assert Verdict.objects.get(claim=claim).published_at is not None
