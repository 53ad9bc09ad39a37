"""A real Chromium, driven by Playwright; the system's own, never a download."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@contextmanager
def chromium(executable: str) -> Iterator[Browser]:
    """A fresh browser. One per test: Playwright keeps an event loop running in this thread,
    which must end before other tests use the database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def chromium_page(executable: str) -> Iterator[Page]:
    """A page without cookies in a browser of its own. Keys wait for the page's scripts, as
    people do without knowing it: a test presses them sooner than a busy machine has loaded."""
    with chromium(executable) as browser:
        page = browser.new_page()
        press = page.keyboard.press

        def press_once_loaded(key: str, **more: Any) -> None:
            page.wait_for_load_state("load")
            press(key, **more)

        page.keyboard.press = press_once_loaded  # type: ignore[method-assign]
        yield page
