"""What stands around every page: keys, time zones, doors, pages that are not there."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse

import desk
from accounts.models import User
from accounts.roles import Role, forget_cached_roles
from accounts.services import create_user, revoke_role
from accounts.tokens import create_token
from audit.models import AuditEvent
from desk.keys import KEYS_JS, sheet
from tests.factories import ClaimFactory, TranscriptFactory, UserFactory
from transcripts.models import ExtractionRun

DESK = Path(desk.__file__).parent
PASSWORD = "a-long-password-for-tests-1"


# Where one is -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "place"),
    [("index", "Desk"), ("desk_claim", "Desk"), ("desk_transcript", "Transcripts")],
)
def test_the_bar_says_where_one_is(sign_in: Callable[..., Client], page: str, place: str) -> None:
    claim = ClaimFactory()
    args = {"desk_claim": [claim.pk], "desk_transcript": [claim.transcript_id]}.get(page, [])
    found = sign_in(Role.REVIEWER).get(reverse(f"admin:{page}", args=args)).content.decode()
    bar = found.split('class="places"')[1].split("</nav>")[0]
    assert re.findall(r'aria-current="page">\s*(\w+)', bar) == [place]


# Keys -------------------------------------------------------------------------------------------


def keys_of_the_sheet() -> set[str]:
    return {stroke for section in sheet() for key in section.keys for stroke in key.strokes}


def keys_of_the_pages() -> set[str]:
    pages = "".join(path.read_text() for path in DESK.rglob("*.html"))
    fields = "".join(path.read_text() for path in (DESK / "claim_page").glob("*.py"))
    named = set(re.findall(r'data-key="([^"{]+)"', pages))
    return named | set(re.findall(r'\bkey="(\w)"', fields))


def test_the_sheet_names_every_key_that_a_control_has() -> None:
    assert keys_of_the_pages() <= keys_of_the_sheet()


def test_the_sheet_names_no_key_that_does_nothing(sign_in: Callable[..., Client]) -> None:
    bar = sign_in(Role.EDITOR).get(reverse("admin:index")).content.decode()
    going = set(re.findall(r'data-go="([^"]+)"', bar))
    assert going
    assert keys_of_the_sheet() - keys_of_the_pages() - going <= KEYS_JS


def test_the_script_knows_the_keys_that_are_its_own() -> None:
    script = (DESK / "static" / "desk" / "keys.js").read_text()
    for key in sorted(KEYS_JS - {"1", "9", "Ctrl", "Esc"}):
        assert f'"{key}"' in script, key
    assert "[1-9]" in script
    assert "ctrlKey" in script
    assert '"Escape"' in script


def test_the_sheet_is_on_every_page(sign_in: Callable[..., Client]) -> None:
    page = sign_in(Role.REVIEWER).get(reverse("admin:desk_upload")).content.decode()
    for section in sheet():
        for key in section.keys:
            assert str(key.does) in page


# Time zones -------------------------------------------------------------------------------------


def failed_run(finished: datetime) -> ExtractionRun:
    run: ExtractionRun = ExtractionRun.objects.create(
        transcript=TranscriptFactory(),
        status="failed",
        max_attempts=3,
        not_before=finished,
        finished_at=finished,
        failure_code="worker_lost",
    )
    ExtractionRun.objects.filter(pk=run.pk).update(created_at=finished)
    return run


def test_times_are_in_the_readers_zone_and_exact_for_machines(
    sign_in: Callable[..., Client],
) -> None:
    failed_run(datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    for zone, shown, exact in (
        ("Asia/Kolkata", "2 Jul 2026, 04:00", "2026-07-02T04:00:00+05:30"),
        ("UTC", "1 Jul 2026, 22:30", "2026-07-01T22:30:00+00:00"),
        ("Mars/Olympus", "1 Jul 2026, 22:30", "2026-07-01T22:30:00+00:00"),
    ):
        reader = UserFactory(time_zone=zone)
        page = sign_in(reader).get(reverse("admin:desk_runs")).content.decode()
        assert shown in page, zone
        assert f'datetime="{exact}"' in page, zone


def test_one_readers_zone_is_not_the_next_ones(sign_in: Callable[..., Client]) -> None:
    failed_run(datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    sign_in(UserFactory(time_zone="Asia/Kolkata")).get(reverse("admin:desk_runs"))
    page = sign_in(UserFactory()).get(reverse("admin:desk_runs")).content.decode()
    assert "1 Jul 2026, 22:30" in page


def test_rest_says_the_same_time_to_everybody(sign_in: Callable[..., Client]) -> None:
    run = failed_run(datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    client = sign_in(UserFactory(time_zone="Asia/Kolkata"))
    assert client.get(f"/api/v1/runs/{run.pk}/").json()["finished_at"] == "2026-07-01T22:30:00Z"


def test_a_zone_is_chosen_with_one_event(sign_in: Callable[..., Client]) -> None:
    anna = create_user(username="anna", password=PASSWORD, roles=[Role.REVIEWER])
    client = sign_in(anna)
    url = reverse("admin:desk_you")
    assert "Zurich (" in client.get(url).content.decode()
    answer = client.post(url, {"time_zone": "Europe/Zurich"}, follow=True)
    assert "Europe/Zurich" in answer.content.decode()
    anna.refresh_from_db()
    assert anna.time_zone == "Europe/Zurich"
    client.post(url, {"time_zone": "Europe/Zurich"})
    events = AuditEvent.objects.filter(action="user.updated", actor=anna.opaque_id)
    assert events.count() == 1


def test_what_is_no_zone_is_refused_beside_the_field(sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.ADMINISTRATOR)
    answer = client.post(
        reverse("admin:desk_you"), {"act": "time_zone", "time_zone": "Mars/Olympus"}
    )
    assert answer.status_code == 400
    assert 'id="time_zone-wrong"' in answer.content.decode()
    client.person.refresh_from_db()
    assert client.person.time_zone == "UTC"


# Passwords --------------------------------------------------------------------------------------


def change(client: Client, current: str, password: str, again: str = "") -> Any:
    data = {"current": current, "password": password, "again": again or password}
    return client.post(reverse("admin:desk_you"), {"act": "password", **data})


def test_a_password_is_changed_by_its_owner_with_one_event(sign_in: Callable[..., Client]) -> None:
    anna = create_user(username="anna", password=PASSWORD, roles=[Role.REVIEWER])
    token, _expires = create_token(user=anna)
    here, elsewhere = sign_in(anna), sign_in(anna)
    assert change(here, PASSWORD, "another-long-password-2").status_code == 302
    anna.refresh_from_db()
    assert anna.check_password("another-long-password-2")
    assert AuditEvent.objects.filter(action="user.password_set", actor=anna.opaque_id).count() == 1
    assert here.get(reverse("admin:index")).status_code == 200
    assert elsewhere.get(reverse("admin:index")).status_code == 302
    with_token = Client(headers={"Authorization": f"Bearer {token}"})
    assert with_token.get("/api/v1/claims/").status_code == 401


@pytest.mark.parametrize(
    ("current", "password", "again", "field"),
    [
        ("not it", "another-long-password-2", "", "current"),
        (PASSWORD, "another-long-password-2", "something else", "again"),
        (PASSWORD, "1234", "", "password"),
    ],
)
def test_a_refused_password_says_which_field_and_changes_nothing(
    sign_in: Callable[..., Client], current: str, password: str, again: str, field: str
) -> None:
    anna = create_user(username="anna", password=PASSWORD, roles=[Role.REVIEWER])
    answer = change(sign_in(anna), current, password, again)
    assert answer.status_code == 400
    assert f'id="{field}-wrong"' in answer.content.decode()
    anna.refresh_from_db()
    assert anna.check_password(PASSWORD)


def test_djangos_own_form_which_writes_no_event_is_not_there(
    sign_in: Callable[..., Client],
) -> None:
    client = sign_in(Role.REVIEWER)
    for answer in (client.get("/admin/password_change/"), client.post("/admin/password_change/")):
        assert answer.status_code == 302
        assert answer.headers["Location"] == reverse("admin:desk_you")


# Doors ------------------------------------------------------------------------------------------


def test_who_has_no_role_is_told_so_and_not_that_the_password_is_wrong(db: None) -> None:
    user = UserFactory(role=None, username="newcomer")
    user.set_password(PASSWORD)
    user.save()
    url = reverse("admin:login")
    refused = Client().post(url, {"username": "newcomer", "password": PASSWORD})
    assert "This account has no role in the newsroom yet." in refused.content.decode()
    wrong = Client().post(url, {"username": "newcomer", "password": "not it"})
    assert "no role" not in wrong.content.decode()


def test_who_loses_the_last_role_gets_a_page_that_says_whom_to_ask(
    sign_in: Callable[..., Client],
) -> None:
    client = sign_in(Role.REVIEWER)
    person: User = client.person
    revoke_role(user=person, role=Role.REVIEWER)
    forget_cached_roles(person)
    page = client.get(reverse("admin:index"), follow=True).content.decode()
    assert "No role yet" in page
    assert "An administrator gives roles" in page


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.EDITOR, Role.ADMINISTRATOR])
def test_the_bar_says_the_role(sign_in: Callable[..., Client], role: Role) -> None:
    page = sign_in(role).get(reverse("admin:index")).content.decode()
    assert f"<small>{role.value}</small>" in page


def test_logging_out_marks_drafts_to_be_forgotten_and_says_so(
    sign_in: Callable[..., Client],
) -> None:
    client = sign_in(Role.REVIEWER)
    assert "data-forget" in client.get(reverse("admin:index")).content.decode()
    page = client.post(reverse("admin:logout")).content.decode()
    assert "You are signed out" in page
    assert client.get(reverse("admin:index")).status_code == 302


def test_pages_that_are_not_there_are_ours_for_everybody(sign_in: Callable[..., Client]) -> None:
    for client in (Client(), sign_in(Role.EDITOR)):
        answer = client.get("/checks/987654/none/")
        assert answer.status_code == 404
        assert "To the desk" in answer.content.decode()


@override_settings(DEBUG_PROPAGATE_EXCEPTIONS=False)
def test_an_error_is_a_page_of_ours_that_says_nothing_of_its_cause(
    sign_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("secret cause")

    monkeypatch.setattr("desk.side.published", broken)
    client = sign_in(Role.EDITOR)
    client.raise_request_exception = False
    answer = client.get(reverse("admin:index"))
    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()
    assert "secret cause" not in answer.content.decode()


def test_a_form_of_an_earlier_session_is_asked_for_again(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory(role=Role.EDITOR))
    answer = client.post(reverse("admin:desk_you"), {"time_zone": "UTC"})
    assert answer.status_code == 403
    assert "Please send it again" in answer.content.decode()


def test_a_role_that_may_not_is_told_which_it_has(sign_in: Callable[..., Client]) -> None:
    claim = ClaimFactory()
    url = reverse("admin:desk_withdraw", args=[claim.transcript_id])
    answer = sign_in(Role.REVIEWER).get(url)
    assert answer.status_code == 403
    assert "You are here as reviewer." in answer.content.decode()


def test_no_page_has_inline_style_or_script() -> None:
    for path in DESK.rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", text), path
        assert not re.search(r"\s(style|onclick|onsubmit|onchange)=", text), path
        assert "<style" not in text, path
