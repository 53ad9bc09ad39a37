"""Settings that would break each other are refused."""

import pytest

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
