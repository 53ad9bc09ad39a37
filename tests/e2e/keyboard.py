"""A person who has a keyboard and no mouse, in a browser context of their own."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.test_whole_loop import PASSWORD

TABS = 150  # more stops than any page has before what is looked for


def tab_to(page: Page, target: Locator, by: str = "Tab") -> None:
    """Goes on by Tab (or Shift+Tab, from the end) until the focus is there."""
    expect(target).to_be_visible()
    for _ in range(TABS):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press(by)
    expect(target).to_be_focused()


class Typist:
    """Signs in on entry. `said` waits for words; `pointed` counts what came from a pointer."""

    def __init__(self, browser: Browser, url: str, name: str) -> None:
        self.context = browser.new_context()
        self.page = self.context.new_page()
        self.pointed = 0
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.expose_function("pointed", self._count)
        self.page.add_init_script("addEventListener('pointerdown', () => pointed(), true)")
        self.page.goto(f"{url}/admin/login/")
        self.fill(self.page.get_by_label("Username"), name)
        self.fill(self.page.get_by_label("Password"), PASSWORD)
        self.press("Enter")
        self.heading("Which next?")

    def _count(self) -> None:
        self.pointed += 1

    def press(self, *keys: str) -> None:
        """One after the other; keys count once the page has come with its scripts."""
        self.page.wait_for_load_state()
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.insert_text(words)

    def to(self, target: Locator, by: str = "Tab") -> None:
        """As `tab_to`, once the page has come with its scripts."""
        self.page.wait_for_load_state()
        tab_to(self.page, target, by)

    def open(self, target: Locator, by: str = "Tab") -> None:
        """Goes to a link, a button or a summary, and presses Enter."""
        self.to(target, by)
        self.press("Enter")

    def fill(self, target: Locator, words: str) -> None:
        self.to(target)
        self.press("Control+a")
        self.type(words)

    def said(self, words: str) -> None:
        expect(self.page.get_by_text(words)).to_be_visible()
        self.page.wait_for_load_state()

    def heading(self, words: str) -> None:
        expect(self.page.get_by_role("heading", name=words, exact=True)).to_be_visible()

    def go(self, key: str, heading: str) -> None:
        """By g and a key; also where one is there already."""
        with self.page.expect_navigation():
            self.press("g", key)
        self.heading(heading)

    def open_first_of_queue(self) -> str:
        """The desk by its key, the first row by j; returns the claim's id."""
        self.go("d", "Which next?")
        self.press("j", "Enter")
        self.page.wait_for_url("**/desk/claims/*/**")
        return self.page.url.split("/claims/")[1].split("/")[0]
