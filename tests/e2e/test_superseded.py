"""A source is marked as superseded and an editor answers: with keys alone, and without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from claims.models import Claim, Verdict
from claims.services import supersede
from tests.domain.claims.conftest import Desk, new_desk
from tests.e2e.conftest import Seat
from tests.e2e.keyboard import tab_to
from tests.e2e.test_accessibility import LOOKS, scrolls_sideways, wrong
from tests.factories import ClaimFactory
from tests.support.pictures import Theme

REASON = "The office revised the table in March."
NEW = "https://statistics.example/revised"


@pytest.fixture
def desk(desk_url: str, settings: Any) -> Desk:
    settings.PUBLIC_URL, settings.PUBLISHER_NAME = "https://newsroom.example", "Newsroom"
    return new_desk()


@pytest.fixture
def published(desk: Desk) -> Claim:
    claim: Claim = ClaimFactory()
    desk.publish(claim)
    return claim


def path_of(claim: Claim) -> str:
    return f"/admin/desk/claims/{claim.pk}/"


def source(page: Page) -> Any:
    return page.locator(".source").filter(has_text="Labour market").first


def answered(claim: Claim) -> None:
    verdict = Verdict.objects.get(claim=claim)
    assert verdict.due_at is None
    assert [one["replaced_by"]["url"] for one in verdict.superseded_sources] == [NEW]


@pytest.mark.browser
def test_by_keyboard_alone(desk: Desk, published: Claim, seat: Seat) -> None:
    one = seat(desk.one, path_of(published))
    one.add_init_script("addEventListener('pointerdown', () => { throw Error('a pointer') }, true)")
    errors: list[str] = []
    one.on("pageerror", lambda error: errors.append(str(error)))
    one.reload()
    one.wait_for_load_state()
    keys = one.keyboard
    tab_to(one, source(one).locator("summary").filter(has_text="It was superseded"))
    keys.press("Enter")
    tab_to(one, source(one).get_by_label("What happened to it?"))
    keys.insert_text(REASON)
    keys.press("Tab")
    keys.insert_text(NEW)
    keys.press("Tab")
    keys.press("Enter")
    expect(one.get_by_text("Marked as superseded:")).to_be_visible()
    expect(source(one).get_by_text(REASON)).to_be_visible()
    expect(one.get_by_text("It was not superseded")).to_be_visible()

    ed = seat(desk.editor, path_of(published))
    ed.wait_for_load_state()
    expect(ed.locator("#due")).to_contain_text(REASON)
    tab_to(ed, ed.get_by_role("button", name="Confirm the verdict"))
    ed.keyboard.press("Enter")
    expect(ed.get_by_text("Confirmed: the verdict still holds.")).to_be_visible()
    expect(ed.locator("#due")).to_have_count(0)
    answered(published)
    assert errors == []


@pytest.mark.browser
def test_without_javascript(desk: Desk, published: Claim, seat: Seat) -> None:
    one = seat(desk.one, path_of(published), java_script_enabled=False)
    source(one).locator("summary").filter(has_text="It was superseded").click()
    source(one).get_by_label("What happened to it?").fill(REASON)
    source(one).get_by_label("Web address of what takes its place").fill(NEW)
    source(one).get_by_role("button", name="Mark as superseded").click()
    expect(one.get_by_text("Marked as superseded:")).to_be_visible()

    ed = seat(desk.editor, path_of(published), java_script_enabled=False)
    expect(ed.locator("#due")).to_contain_text(REASON)
    correction = ed.locator("details").filter(has=ed.locator("#correct-form"))
    correction.locator("summary").click()
    form = ed.locator("#correct-form")
    form.get_by_label("Note of correction").fill("The office revised its table; it still holds.")
    form.get_by_label(REASON).check()
    form.get_by_role("button", name="Publish the correction").click()
    expect(ed.get_by_text("The correction is published, with its note.")).to_be_visible()
    assert [one["replaced_by"]["url"] for one in current(published).superseded_sources] == [NEW]


@pytest.mark.browser
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    desk: Desk, published: Claim, seat: Seat, width: int, theme: Theme
) -> None:
    citation = published.citations.earliest("pk")
    supersede(
        actor=desk.one,
        source_id=citation.source_id,
        expected_version=None,
        reason=REASON,
        replaced_by=f"{NEW}/{'a-long-address-' * 8}",
    )
    look: dict[str, Any] = {"viewport": {"width": width, "height": 900}, "color_scheme": theme}
    page = seat(desk.editor, path_of(published), **look)
    page.evaluate(
        "document.querySelectorAll('aside.panel details').forEach(d => { d.open = true; })"
    )
    assert wrong(page, f"{width} {theme}") == []
    assert not scrolls_sideways(page)
    desk.do("confirm", desk.editor, published)
    page.goto(page.url.partition("/admin/")[0] + f"/checks/{published.pk}/")
    expect(page.get_by_text("This source was superseded")).to_be_visible()
    assert wrong(page, f"public {width} {theme}") == []
    assert not scrolls_sideways(page)


def current(claim: Claim) -> Verdict:
    found: Verdict = Verdict.objects.current().get(claim=claim)
    return found
