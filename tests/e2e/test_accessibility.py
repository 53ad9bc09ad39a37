"""axe finds nothing on any page of ours, light and dark, wide and narrow; none scrolls sideways."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from tests.support import newsroom, pictures, resembling
from tests.support.pages import Page as Listed
from tests.support.pages import every_page

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
LOOKS: list[tuple[int, pictures.Theme]] = [(1440, "light"), (390, "dark")]
#: A tablet; 1440 px zoomed to 200%; 1280 px zoomed to 400%, as WCAG asks of reflow.
NARROWER = (1024, 720, 320)


def wrong(page: Page, where: str) -> list[str]:
    """Each finding as a line: where, which rule, the first elements it is about."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{where}: {one['id']} ({one['help']}): "
        + " | ".join(node["html"][:160] for node in one["nodes"][:3])
        for one in found
    ]


def scrolls_sideways(page: Page) -> bool:
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )


@pytest.mark.browser
@pytest.mark.timeout(1800)  # some sixty pages
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_axe_finds_nothing_on_any_page(
    width: int, theme: pictures.Theme, committed_db: str, valkey_url: str, browser_page: Page
) -> None:
    room = newsroom.build(long=600)
    listed = every_page(room, resembling.add(room))
    browser = browser_page.context.browser
    assert browser is not None
    urls = {"DATABASE_URL": committed_db, "REDIS_URL": valkey_url}
    with pictures.web_process(urls) as url:
        found = visit(browser, url, listed, width, theme)
    assert not found, "\n".join(found)


def seats(listed: list[Listed], browser: Browser, url: str, **look: Any) -> dict[Any, Page]:
    """A page for each person who looks, signed in."""
    found = {}
    for person in {person for _, person, _ in listed}:
        context = browser.new_context(**look)
        if person is not None:
            context.add_cookies([pictures.session_cookie(person, url)])
        found[person] = context.new_page()
    return found


def squeezed(page: Page, where: str) -> list[str]:
    """At which narrower widths the page scrolls sideways."""
    size = page.viewport_size
    assert size is not None
    found = []
    for width in (size["width"], *NARROWER):
        page.set_viewport_size({"width": width, "height": size["height"]})
        if scrolls_sideways(page):
            found.append(f"{where}: the page scrolls sideways at {width} px")
    page.set_viewport_size(size)
    return found


def listen(page: Page, found: list[str]) -> None:
    """A script that fails counts as a finding."""
    page.on("pageerror", lambda error: found.append(f"script error: {error}"))


def visit(
    browser: Browser, url: str, listed: list[Listed], width: int, theme: pictures.Theme
) -> list[str]:
    found: list[str] = []
    size = {"width": width, "height": pictures.WIDTHS[width]}
    sat = seats(listed, browser, url, viewport=size, color_scheme=theme)
    for page in sat.values():
        listen(page, found)
    for name, person, path in listed:
        where = f"{name} at {width} px, {theme}"
        page = sat[person]
        pictures.show(page, name, url + path)
        found += wrong(page, where)
        found += squeezed(page, where)
    for page in sat.values():
        page.context.close()
    return found
