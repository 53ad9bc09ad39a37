"""The figures in a browser: reached by keys, their tables opened and closed by one."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from accounts.services import create_user
from tests.e2e.test_whole_loop import PASSWORD, enter
from tests.factories import ClaimFactory


@pytest.mark.browser
def test_one_key_opens_every_table_and_closes_it_again(live_stack: Any, browser_page: Page) -> None:
    create_user(username="ed", password=PASSWORD, roles=[Role.EDITOR])
    ClaimFactory()
    page = browser_page
    enter(page, live_stack.url, "ed")
    page.keyboard.press("g")
    page.keyboard.press("f")
    expect(page.get_by_role("heading", level=1, name="Figures")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(0)

    drawings = page.get_by_role("img")
    expect(drawings.filter(has_text="waiting").first).to_have_accessible_name(
        "Claims by status, as bars. Of 1 claim: 1 waiting for a reviewer, 0 in review, "
        "0 waiting for an editor, 0 published."
    )
    page.keyboard.press("=")
    expect(page.get_by_role("table").first).to_be_visible()
    expect(page.locator("details.as-table:not([open])")).to_have_count(0)
    expect(page.locator("[data-tables]")).to_contain_text("Hide all tables")
    page.keyboard.press("=")
    expect(page.get_by_role("table")).to_have_count(0)
