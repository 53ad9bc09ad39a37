"""Several people on the same claims at once: nothing typed is lost, and each is told."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from accounts.models import User
from claims.models import Claim, Review, ReviewOutcome
from notify.services import deliver
from tests.e2e.conftest import Seat
from tests.factories import ClaimFactory
from tests.support.pictures import session_cookie


def path_of(claim: Claim) -> str:
    return f"/admin/desk/claims/{claim.pk}/"


def press(page: Page, *keys: str) -> None:
    """Keys count once the page has come with its scripts."""
    page.wait_for_load_state()
    for key in keys:
        page.keyboard.press(key)


def take(page: Page) -> None:
    press(page, "t")
    expect(page.get_by_text("You hold a place.")).to_be_visible()


def write(page: Page, words: str) -> None:
    """A rationale, kept by the server as it is typed."""
    page.locator("#rate-rationale").press_sequentially(words)
    expect(page.locator("#draft-said")).to_contain_text("Draft kept")


def halfway(page: Page) -> Page:
    """In a claim that was taken: a level and half a rationale, kept as a draft."""
    take(page)
    press(page, "4")
    write(page, "Half of page 12.")
    return page


@pytest.mark.browser
def test_a_draft_outlives_its_browser_and_a_place_that_was_freed(
    people: dict[str, User], seat: Seat
) -> None:
    claim = ClaimFactory()
    where = path_of(claim)
    one = halfway(seat(people["one"], where))
    one.context.close()

    one = seat(people["one"], where)
    rationale = one.locator("#rate-rationale")
    expect(rationale).to_have_value("Half of page 12.")
    expect(one.locator("#rate-form").get_by_label("Mostly true")).to_be_checked()
    ed = seat(people["ed"], where)
    expect(ed.locator("body")).not_to_contain_text("Half of page 12.")
    ed.get_by_role("button", name="Free one’s place").click()
    expect(ed.get_by_text("The place of one is free again.")).to_be_visible()

    rationale.press("End")
    rationale.press_sequentially(" And page 13.")
    expect(one.get_by_text("You no longer hold a place here")).to_be_visible()
    one.reload()
    expect(one.get_by_text("ed freed your place")).to_be_visible()
    expect(one.locator(".kept-draft")).to_contain_text("Half of page 12. And page 13.")
    take(one)
    expect(rationale).to_have_value("Half of page 12. And page 13.")
    press(one, "r")
    press(one, "Control+Enter")
    expect(one.get_by_text("Your rating is saved: Mostly true.")).to_be_visible()


@pytest.mark.browser
def test_a_rationale_outlives_the_session_in_which_it_was_written(
    people: dict[str, User], seat: Seat, desk_url: str
) -> None:
    claim = ClaimFactory()
    where = path_of(claim)
    one = halfway(seat(people["one"], where))
    [session] = [c for c in one.context.cookies() if c["name"] == settings.SESSION_COOKIE_NAME]
    one.context.clear_cookies(name=session["name"])
    rationale = one.locator("#rate-rationale")
    rationale.press("End")
    rationale.press_sequentially(" 😀 And page 13.")
    expect(one.locator("#draft-said")).to_contain_text("Your text is safe in this browser.")
    press(one, "Control+Enter")
    expect(one.get_by_text("You are signed out, so nothing was saved.")).to_be_visible()

    one.context.add_cookies([session_cookie(people["one"], desk_url)])
    one.goto(f"{desk_url}{where}")
    expect(rationale).to_have_value("Half of page 12. 😀 And page 13.")
    expect(one.locator("#rate-form")).to_contain_text("Not saved yet: your text of")
    expect(one.locator("#rate-form").get_by_label("Mostly true")).to_be_checked()
    rationale.press_sequentially("!")
    expect(one.locator("#draft-said")).to_contain_text("Draft kept")
    press(one, "Control+Enter")
    expect(one.get_by_text("Your rating is saved: Mostly true.")).to_be_visible()
    one.reload()
    expect(one.locator(".draft-note")).to_have_count(0)
    kept = one.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))")
    assert kept == []


def reword(page: Page, added: str) -> None:
    press(page, "e", "Control+End")
    page.keyboard.type(added)
    page.keyboard.press("Control+Enter")


@pytest.mark.browser
def test_two_wordings_at_once_are_both_shown_and_neither_is_lost(
    people: dict[str, User], seat: Seat
) -> None:
    claim = ClaimFactory()
    pages = [seat(people[name], path_of(claim)) for name in ("one", "two")]
    take(pages[0])
    pages[1].reload()
    take(pages[1])
    pages[0].reload()
    reword(pages[0], " [in the north]")
    expect(pages[0].get_by_text("The wording is saved.")).to_be_visible()

    reword(pages[1], " [by June]")
    refusal = pages[1].get_by_role("alert")
    expect(refusal).to_be_focused()
    sides = refusal.locator(".sides dd")
    expect(sides.nth(0)).to_contain_text("[in the north]")
    expect(sides.nth(1)).to_contain_text("[by June]")
    expect(refusal).to_contain_text("Nothing you typed is lost.")
    claim.refresh_from_db()
    assert claim.normalised.endswith("[in the north]")

    refusal.get_by_role("link", name="Edit").click()
    field = pages[1].locator("#edit-normalised")
    expect(field).to_be_focused()
    expect(field).to_have_value(f"{claim.suggested_normalised} [by June]")
    field.fill(f"{claim.normalised} [by June]")
    field.press("Control+Enter")
    expect(pages[1].get_by_text("The wording is saved.")).to_be_visible()
    claim.refresh_from_db()
    assert claim.normalised.endswith("[in the north] [by June]")
    expect(pages[1].locator(".history")).to_contain_text("changed the wording")


def assign_both(ed: Page) -> None:
    """Both claims in turn to those who are ticked."""
    press(ed, *"jxjx")
    ed.get_by_role("button", name="Assign …").click()
    for name in ("one", "two"):
        ed.get_by_role("checkbox", name=name, exact=True).check()
    ed.get_by_role("button", name="Assign 2 claims").click()
    expect(ed.get_by_role("heading", name="2 of 2 claims assigned")).to_be_visible()


@pytest.mark.browser
def test_what_an_editor_hands_out_arrives_in_the_inbox_and_opens_the_claim(
    desk_url: str, people: dict[str, User], seat: Seat
) -> None:
    for rank in (9_000, 8_000):
        ClaimFactory(rank=rank)
    assign_both(seat(people["ed"], "/admin/"))
    deliver()
    for name in ("one", "two"):
        page = seat(people[name], "/admin/")
        expect(page.get_by_role("link", name="Inbox")).to_contain_text("1")
        press(page, "g", "i")
        expect(page.get_by_role("heading", name="Inbox", level=1)).to_be_visible()
        press(page, "j", "Enter")
        expect(page.get_by_text("You hold a place.")).to_be_visible()
        expect(page.get_by_text("Assigned by ed.")).to_be_visible()
        held = Review.objects.get(reviewer=people[name], outcome=ReviewOutcome.OPEN).claim
        assert page.url.startswith(f"{desk_url}{path_of(held)}")
        press(page, "g", "i")
        expect(page.get_by_text("not read:")).to_have_count(0)


@pytest.mark.browser
def test_who_is_named_is_told_and_led_to_the_post(people: dict[str, User], seat: Seat) -> None:
    ed = seat(people["ed"], path_of(ClaimFactory()))
    press(ed, "m")
    ed.keyboard.type("@two, is the series the old one?")
    press(ed, "Control+Enter")
    expect(ed.get_by_text("Said in the discussion.")).to_be_visible()
    deliver()
    two = seat(people["two"], "/admin/desk/inbox/")
    two.get_by_role("button").filter(has_text="by ed").click()
    expect(two).to_have_url(re.compile(r"#post-\d+$"))
    expect(two.locator(".post")).to_contain_text("is the series the old one?")
