"""What a claim resembles, decided on its page: by key, by button where no script runs, by thumb."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from accounts.roles import Role
from accounts.services import create_user
from claims.models import Claim, Match, MatchStatus
from tests.e2e.conftest import Seat
from tests.e2e.test_phone import TOUCHED, within_reach
from tests.e2e.test_whole_loop import PASSWORD
from tests.support import resembling

CONFIRM, REJECT = "y", "n"
#: Presses the button that carries a key.
Decide = Callable[[Page, str], None]


@pytest.fixture
def repeated(people: dict[str, User]) -> Claim:
    """A claim that others contradict or say too; nobody decided on it yet."""
    integrator = create_user(username="in", password=PASSWORD, roles=[Role.INTEGRATOR])
    room = SimpleNamespace(
        reviewers=[people["one"], people["two"]], editor=people["ed"], integrator=integrator
    )
    return resembling.add(room).open


def _button(page: Page, key: str) -> Locator:
    return page.locator(f"button[data-key={key}][data-in-sight]")


def by_key(page: Page, key: str) -> None:
    """What is out of sight is shown by the first press, and nothing decided."""
    page.wait_for_load_state("load")
    button = _button(page, key)
    if not page.evaluate("scrollY"):
        expect(button).not_to_be_in_viewport()
        page.keyboard.press(key)
        expect(button).to_be_focused()
    expect(button).to_be_in_viewport()
    page.keyboard.press(key)


def by_button(page: Page, key: str) -> None:
    _button(page, key).click()


def by_thumb(page: Page, key: str) -> None:
    button = _button(page, key)
    button.scroll_into_view_if_needed()
    within_reach(page, button)
    button.tap()


WAYS = [
    pytest.param(by_key, {}, id="keys"),
    pytest.param(by_button, {"java_script_enabled": False}, id="no-script"),
    pytest.param(by_thumb, TOUCHED, id="phone"),
]


def first_proposal(page: Page) -> Match:
    """The one that the page names its keys at, which is the first that nobody decided on."""
    shown = page.locator("article.match").filter(has=_button(page, CONFIRM))
    expect(shown).to_have_count(1)
    undecided = page.locator("article.match").filter(has_text="% sure").first
    assert shown.get_attribute("id") == undecided.get_attribute("id")
    return Match.objects.get(pk=(shown.get_attribute("id") or "").removeprefix("match-"))


def statuses(claim: Claim) -> dict[int, str]:
    return dict(Match.objects.of_claim(claim).values_list("pk", "status"))


@pytest.mark.browser
@pytest.mark.parametrize(("decide", "how"), WAYS)
def test_the_first_proposal_is_confirmed_and_the_next_rejected(
    repeated: Claim, people: dict[str, User], seat: Seat, decide: Decide, how: dict[str, object]
) -> None:
    page = seat(people["one"], f"/admin/desk/claims/{repeated.pk}/", **how)
    before = statuses(repeated)

    confirmed = first_proposal(page)
    decide(page, CONFIRM)
    expect(page.locator("#messages")).to_contain_text("Confirmed: ")
    expect(page.locator("#messages")).to_be_in_viewport()
    expect(_button(page, CONFIRM)).to_be_in_viewport()
    rejected = first_proposal(page)
    decide(page, REJECT)
    expect(page.locator("#messages")).to_contain_text("Rejected: it is not proposed again.")

    assert statuses(repeated) == before | {
        confirmed.pk: MatchStatus.CONFIRMED,
        rejected.pk: MatchStatus.REJECTED,
    }
    for one in (confirmed, rejected):
        one.refresh_from_db()
        assert one.decided_by == people["one"]
    assert confirmed.decided_kind == confirmed.kind
    assert rejected.decided_kind is None
