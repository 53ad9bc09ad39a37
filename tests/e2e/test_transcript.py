"""A transcript read in a real browser: by key, by selection, on a phone, without JavaScript."""

from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from accounts.roles import Role
from accounts.services import create_user
from claims.models import Claim, ScoredSentence
from tests.e2e.keyboard import tab_to
from tests.factories import ClaimFactory, TranscriptFactory
from tests.support.pictures import session_cookie
from transcripts.models import ExtractionRun, Transcript

Room = tuple[str, User, Transcript]

LINE = "🎉 𝒳 is new here. Rents rose by four percent in the north, and wages did not."
RENTS = "Rents rose by four percent"
SELECT = """([place, from, to]) => {
  const text = document.querySelector(`#s${place}`).firstChild;
  const range = document.createRange();
  range.setStart(text, text.data.indexOf(from));
  range.setEnd(text, text.data.indexOf(to) + to.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.fixture
def room(live_stack: Any) -> Room:
    """The address of the stack, a reviewer, and a long transcript with three claims."""
    anna = create_user(username="anna", password="a-long-password-1", roles=[Role.REVIEWER])
    transcript = TranscriptFactory(text=f"{LINE}\n" * 300)
    for position in (2, 4, 200):
        start = transcript.segments.get(position=position).start
        ClaimFactory(transcript=transcript, start=start + 17, end=start + len(LINE))
    run = ExtractionRun.objects.create(
        transcript=transcript,
        status="succeeded",
        max_attempts=3,
        not_before=now(),
        finished_at=now(),
    )
    ScoredSentence.objects.create(
        run=run,
        start=0,
        end=16,
        role="speaker",
        score=0.07,
        is_claim=False,
        type="other",
        reasons=[{"name": "state", "text": "says how things are", "weight": 0.2}],
    )
    return live_stack.url, anna, transcript


def read(browser: Browser, room: Room, query: str = "", **how: Any) -> Page:
    url, anna, transcript = room
    context = browser.new_context(**how)
    context.add_cookies([session_cookie(anna, url)])
    page = context.new_page()
    page.goto(f"{url}/admin/desk/transcripts/{transcript.pk}/{query}")
    return page


@pytest.mark.browser
def test_a_reader_moves_by_key_asks_why_and_adds_a_span(room: Room, browser_page: Page) -> None:
    browser = browser_page.context.browser
    assert browser is not None
    page = read(browser, room, viewport={"width": 1440, "height": 900})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    claims = [f"#c{pk}" for pk in Claim.objects.order_by("start").values_list("pk", flat=True)]

    page.keyboard.press("j")
    expect(page.locator(claims[0])).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(claims[1])).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(claims[0])).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("#part-2")).to_be_in_viewport()
    expect(page.locator("[data-part-now]")).to_have_text("2")
    page.locator(claims[1]).focus()
    page.keyboard.press("j")  # in a part that has not come yet
    expect(page.locator(claims[2])).to_be_focused()

    page.keyboard.press("o")
    why = page.get_by_label("Score 07: why was this left out?")
    why.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#why")).to_contain_text("says how things are")
    expect(page.locator("#why")).to_be_focused()
    page.get_by_role("link", name="Close").click()
    expect(why).to_be_focused()

    page.evaluate(SELECT, [6, "Rents", "percent"])
    expect(page.get_by_role("button", name="Add as a claim")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_text("The claim is added.")).to_be_visible()
    added = Claim.objects.get(added_by=room[1])
    assert added.text == RENTS
    assert room[2].text[added.start : added.end] == RENTS
    assert errors == []


@pytest.mark.browser
def test_a_sentence_that_was_left_out_becomes_a_claim_by_keyboard_alone(
    room: Room, browser_page: Page
) -> None:
    browser = browser_page.context.browser
    assert browser is not None
    page = read(browser, room, viewport={"width": 1440, "height": 900})
    page.evaluate("addEventListener('pointerdown', () => document.body.dataset.pointed = 1, true)")
    page.keyboard.press("o")
    tab_to(page, page.get_by_label("Score 07: why was this left out?"))
    page.keyboard.press("Enter")
    expect(page.locator("#why")).to_be_focused()
    tab_to(page, page.get_by_role("button", name="Make it a claim"))
    assert page.evaluate("document.body.dataset.pointed === undefined")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The claim is added.")).to_be_visible()
    assert Claim.objects.get(added_by=room[1]).text == "🎉 𝒳 is new here."


@pytest.mark.browser
def test_without_javascript_and_on_a_phone_nothing_is_out_of_reach(
    room: Room, browser_page: Page
) -> None:
    browser = browser_page.context.browser
    assert browser is not None
    plain = read(browser, room, java_script_enabled=False, viewport={"width": 1440, "height": 900})
    plain.get_by_role("link", name="Next part", exact=True).last.click()
    expect(plain.get_by_text("Earlier part").first).to_be_visible()
    plain.goto(plain.url.split("?")[0] + "?left_out=1")
    plain.get_by_label("Score 07: why was this left out?").click()
    plain.get_by_role("button", name="Make it a claim").click()
    assert Claim.objects.get(added_by=room[1]).text == "🎉 𝒳 is new here."

    phone = read(browser, room, viewport={"width": 390, "height": 844}, has_touch=True)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_role("button", name="Claims").click()
    expect(phone.locator("#rail .row").first).to_be_in_viewport()
    phone.locator("#rail").get_by_role("button", name="Close").click()
    phone.get_by_role("button", name="More").click()
    expect(phone.get_by_label("From")).to_be_in_viewport()
    phone.locator("#panel").get_by_role("button", name="Close").click()
    phone.evaluate(SELECT, [1, "Rents", "percent"])
    expect(phone.get_by_role("button", name="Add as a claim")).to_be_in_viewport()
