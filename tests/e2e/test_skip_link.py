"""The skip link: past the menu to the text, and no form opens on the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.models import User
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
