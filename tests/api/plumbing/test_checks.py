"""Settings that would break each other are refused."""

import os

import pytest
from django.test import Client

from config import checks


def ids(check):
    return [message.id for message in check(None)]


def test_the_settings_as_they_are_pass():
    assert ids(checks.check_times) + ids(checks.check_broker) + ids(checks.check_public_url) == []


@pytest.mark.parametrize("key", ["short", "x" * 60])
def test_a_weak_secret_key_is_refused(settings, key):
    settings.SECRET_KEY = key
    assert ids(checks.check_secret_key) == ["onrecord.E001"]


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("CELERY_TASK_TIME_LIMIT", 900, "onrecord.E003"),
        ("RUN_LEASE", 601, "onrecord.E003"),
        ("REAP_INTERVAL", 120.0, "onrecord.E003"),
        ("SWEEP_INTERVAL", 61, "onrecord.E003"),
        ("RUN_BACKOFF", 0, "onrecord.E002"),
        ("HEARTBEAT_ALIVE_FOR", 9, "onrecord.E004"),
    ],
)
def test_times_that_break_each_other_are_refused(settings, name, value, found):
    setattr(settings, name, value)
    assert found in ids(checks.check_times)


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("", True),
        ("https://checks.example.org", True),
        ("http://localhost:8000/facts", True),
        ("checks.example.org", False),
        ("https://a.org?x=1", False),
        ("https://user@a.org", False),
        ("ftp://a.org", False),
        ("https://[", False),
    ],
)
def test_the_shape_of_the_public_url(settings, url, fine):
    settings.PUBLIC_URL = url
    assert ids(checks.check_public_url) == ([] if fine else ["onrecord.E006"])


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("ALLOWED_HOSTS", "desk.example.org", []),
        ("ALLOWED_HOSTS", ".example.org", []),
        ("ALLOWED_HOSTS", "[::1]", []),
        ("ALLOWED_HOSTS", "*", []),
        ("ALLOWED_HOSTS", "https://desk.example.org", ["onrecord.E013"]),
        ("ALLOWED_HOSTS", "desk.example.org:8000", ["onrecord.E013"]),
        ("ALLOWED_HOSTS", "desk.example.org/", ["onrecord.E013"]),
        ("CSRF_TRUSTED_ORIGINS", "https://desk.example.org", []),
        ("CSRF_TRUSTED_ORIGINS", "https://*.example.org:8443", []),
        ("CSRF_TRUSTED_ORIGINS", "https://desk.example.org/", ["onrecord.E014"]),
        ("CSRF_TRUSTED_ORIGINS", "desk.example.org", ["onrecord.E014"]),
    ],
)
def test_hosts_and_origins_that_would_refuse_everybody(settings, name, value, found):
    setattr(settings, name, [value])
    assert ids(checks.check_hosts) == found


@pytest.mark.parametrize("name", ["UPLOAD_MAX_BYTES", "TRANSCRIPT_MAX_SEGMENTS"])
def test_a_bound_that_lets_nothing_in_is_refused(settings, name):
    setattr(settings, name, 0)
    assert ids(checks.check_times) == ["onrecord.E002"]


def test_files_are_not_kept_wherever_a_process_happens_to_stand(settings):
    settings.EVIDENCE_ROOT = ""
    assert "onrecord.E015" in ids(checks.check_roots)


@pytest.mark.parametrize("rate", ["lots", "5/fortnight", "0/hour", "-1/hour", "600", "5/month"])
def test_a_rate_that_would_fail_each_request_is_refused(settings, rate):
    rates = {**settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "user": rate}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    assert [message.msg.split()[0] for message in checks.check_rates(None)] == ["THROTTLE_USER"]


def test_an_hour_and_a_number_of_proxies_that_are_none_are_refused(settings):
    assert ids(checks.check_rates) == []
    settings.CONTRADICTIONS_HOUR = 24
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": -1}
    assert ids(checks.check_rates) == ["onrecord.E011", "onrecord.E012"]


def stored_in(settings, alias, folder):
    options = {"BACKEND": "claims.storage.WholeFiles", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, alias: options}


@pytest.mark.parametrize(
    ("name", "alias"), [("EVIDENCE_ROOT", "evidence"), ("EXPORT_ROOT", "exports")]
)
def test_a_folder_that_cannot_be_written_is_pointed_out(settings, tmp_path, name, alias):
    stored_in(settings, alias, tmp_path / "made" / "when" / "needed")
    assert checks.check_roots(None) == []
    (tmp_path / "file").touch()
    stored_in(settings, alias, tmp_path / "file" / "below")
    (found,) = checks.check_roots(None)
    assert found.id == "onrecord.W002"
    assert found.msg.startswith(f"{name} (")
    assert "no folder" in found.msg


def test_a_folder_of_another_user_is_pointed_out_and_nothing_is_made_there(
    settings, tmp_path, monkeypatch
):
    theirs = tmp_path / "theirs"
    theirs.mkdir(mode=0o555)
    if os.geteuid() == 0:  # whom no mode hinders
        monkeypatch.setattr(os, "access", lambda path, mode: path != theirs)
    for folder in (theirs, theirs / "evidence"):
        stored_in(settings, "evidence", folder)
        (found,) = checks.check_roots(None)
        assert "not writable for the user" in found.msg
    assert list(theirs.iterdir()) == []


def test_a_storage_elsewhere_is_not_asked(settings):
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "evidence": memory}
    assert checks.check_roots(None) == []


def test_the_alarm_says_that_documents_cannot_be_kept(settings, tmp_path, db):
    (tmp_path / "file").touch()
    stored_in(settings, "evidence", tmp_path / "file")
    health = Client().get("/health/queue").json()
    assert any(reason.startswith("EVIDENCE_ROOT cannot") for reason in health["reasons"])
