"""What stands around every page: a way past the menu, and the place where one is in view."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.models import User
from claims.discussion.models import Post
from tests.e2e.conftest import Seat
from tests.factories import ClaimFactory


@pytest.mark.browser
def test_the_skip_link_leads_to_the_text_and_opens_nothing(
    people: dict[str, User], seat: Seat
) -> None:
    page = seat(people["one"], f"/admin/desk/claims/{ClaimFactory().pk}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    expect(page.locator("details.form[open]")).to_have_count(0)


@pytest.mark.browser
def test_on_a_phone_the_place_where_one_is_stands_in_view(
    people: dict[str, User], seat: Seat
) -> None:
    page = seat(people["one"], "/admin/desk/upload/", viewport={"width": 320, "height": 700})
    here = page.locator(".places [aria-current]")
    expect(here).to_have_text("Upload")
    expect(here).to_be_in_viewport(ratio=1)


@pytest.mark.browser
def test_a_phone_shows_all_places_at_once_and_the_way_to_upload(
    people: dict[str, User], seat: Seat
) -> None:
    page = seat(people["one"], "/admin/desk/transcripts/", viewport={"width": 390, "height": 844})
    for place in page.locator(".places a:visible").all():
        expect(place).to_be_in_viewport(ratio=1)
    page.get_by_role("main").get_by_role("link", name="Upload", exact=True).click()
    expect(page.get_by_role("heading", name="Upload transcripts")).to_be_visible()


@pytest.mark.browser
def test_a_click_that_is_doubled_counts_once(people: dict[str, User], seat: Seat) -> None:
    page = seat(people["one"], f"/admin/desk/claims/{ClaimFactory().pk}/")
    page.wait_for_load_state()
    press_thrice = """form => {
        const press = () => form.querySelector("button:last-of-type").click();
        press();
        setTimeout(press, 40);
        setTimeout(press, 80);
    }"""
    for words in ("Which year?", "Of which table?"):
        with page.expect_navigation():
            form = page.locator("#post-form")
            form.locator("textarea").fill(words)
            form.evaluate(press_thrice)
        expect(page.locator(".messages li")).to_have_count(1)
        page.reload()  # by then what was sent thrice would be there thrice
        assert Post.objects.filter(body=words).count() == 1
