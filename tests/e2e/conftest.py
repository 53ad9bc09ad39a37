"""Addresses and seats: a web process where no worker is needed, and people signed in on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from accounts.models import User
from accounts.roles import Role
from accounts.services import create_user
from tests.e2e.test_whole_loop import PASSWORD
from tests.support.pictures import session_cookie, web_process

#: `seat(person, path)`: a page for somebody, in a context that knows nothing of the last.
Seat = Callable[..., Page]


@pytest.fixture
def desk_url(committed_db: str, valkey_url: str) -> Iterator[str]:
    """The address of a web process without workers; quicker than ``live_stack``."""
    with web_process({"DATABASE_URL": committed_db, "REDIS_URL": valkey_url}) as address:
        yield address


@pytest.fixture
def people(committed_db: str) -> dict[str, User]:
    """Two reviewers, `one` and `two`, and an editor, `ed`; after ``live_stack``, whose web
    process knows one way to hash a password."""
    roles = {"one": Role.REVIEWER, "two": Role.REVIEWER, "ed": Role.EDITOR}
    return {
        name: create_user(username=name, password=PASSWORD, roles=[role])
        for name, role in roles.items()
    }


@pytest.fixture
def whole_browser(browser_page: Page) -> Browser:
    """The browser, for contexts of one's own."""
    browser = browser_page.context.browser
    assert browser is not None
    return browser


@pytest.fixture
def seat(desk_url: str, whole_browser: Browser, browser_page: Page) -> Seat:
    """See ``Seat``; further words are those of Playwright's new_context."""

    def sit(who: User, path: str, **how: object) -> Page:
        context = whole_browser.new_context(**how)  # type: ignore[arg-type]
        context.add_cookies([session_cookie(who, desk_url)])
        page = context.new_page()
        page.goto(f"{desk_url}{path}")
        return page

    return sit
