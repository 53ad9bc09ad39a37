"""What a reader of the desk sees when the worker dies, and when another one is there."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from accounts.services import create_user
from tests.e2e.test_whole_loop import PASSWORD, PATIENCE, SAMPLE, enter

UNSEEN = 40_000  # ms: no heartbeat for 15 s, and a poll


def go_to_the_desk(page: Page) -> None:
    page.wait_for_load_state()
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(page.get_by_role("heading", name="Which next?")).to_be_visible()


@pytest.mark.browser
def test_a_dead_worker_is_said_and_the_next_one_reads_on(
    live_stack: Any, worker_process: Any, browser_page: Page
) -> None:
    create_user(username="one", password=PASSWORD, roles=[Role.REVIEWER])
    page = browser_page
    enter(page, live_stack.url, "one")
    live_stack.worker.sigkill()
    page.goto(f"{live_stack.url}/admin/desk/upload/")
    page.set_input_files("[name=file]", SAMPLE)
    page.get_by_role("button", name="Upload").click()
    progress = page.locator("#progress")
    expect(progress).to_contain_text("waiting for a worker")
    gone = page.get_by_text("No worker has been seen for").first
    expect(gone).to_be_visible(timeout=UNSEEN)
    expect(gone).to_contain_text("Transcripts that wait are safe and will start when one is back.")
    go_to_the_desk(page)
    expect(page.locator("#banner")).to_contain_text("No worker has been seen for")

    worker_process("extraction")
    page.go_back()
    expect(progress).to_have_attribute("data-run-status", "succeeded", timeout=PATIENCE)
    expect(gone).to_have_count(0)
    go_to_the_desk(page)
    expect(page.locator("[data-queue] .row").first).to_be_visible()
    expect(gone).to_have_count(0)
