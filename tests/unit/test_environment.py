"""Values of environment variables that cannot be meant are refused by name."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import Env


@pytest.fixture
def env(monkeypatch):
    monkeypatch.setenv("VAR", "")
    found = Env()

    def read(how, value, *args, **kwargs):
        monkeypatch.setenv("VAR", value)
        return getattr(found, how)("VAR", *args, **kwargs)

    return read


@pytest.mark.parametrize(
    ("how", "value", "says"),
    [
        ("bool", "maybe", "VAR (maybe) must be true or false."),
        ("float", "2m", "VAR (2m) must be a number."),
        ("float", "nan", "VAR (nan) must be a number."),
        ("float", "1,5", "VAR (1,5) must be a number."),
        ("float", "", "VAR () must be a number."),
        ("int", "ten", "VAR (ten) must be a whole number."),
        ("int", "1.5", "VAR (1.5) must be a whole number."),
        ("int", "9" * 5000, f"VAR ({'9' * 5000}) must be a whole number."),
        ("db_url", "mysql://host/name", "VAR must be a postgres:// address."),
        ("db_url", "postgres://user:secret@host:port/name", "VAR has a value that cannot be read."),
        ("email_url", "pigeon://loft", "VAR: Invalid email schema pigeon."),
        ("email_url", "smtp://user:secret@[", "VAR has a value that cannot be read."),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(env, how, value, says):
    with pytest.raises(ImproperlyConfigured) as caught:
        env(how, value)
    assert str(caught.value) == says
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("how", "value", "read"),
    [
        ("bool", "on", True),
        ("bool", "", False),
        ("bool", "0", False),
        ("float", "1e3", 1000.0),
        ("float", "2", 2.0),
        ("int", "-3", -3),
        ("int", "700_000", 700_000),
    ],
)
def test_what_is_meant_is_read(env, how, value, read):
    assert env(how, value) == read


@pytest.mark.parametrize("value", ["0", "-1", "36501", "999999999999"])
def test_days_are_one_to_those_of_a_century(env, value):
    assert env("days", "36500", default=90) == timedelta(days=36_500)
    with pytest.raises(ImproperlyConfigured, match=rf"^VAR \({value}\) must be 1 to 36500 days\.$"):
        env("days", value, default=90)


def test_a_list_of_numbers_names_its_variable_too(env):
    assert env("list", "80,8443", cast=int) == [80, 8443]
    with pytest.raises(ImproperlyConfigured, match=r"^VAR has a value that cannot be read\.$"):
        env("list", "80,http", cast=int)


@pytest.mark.parametrize("value", ["nonsense", "localhost:6379", "memcached://host", ""])
def test_the_broker_is_redis_or_valkey(env, value):
    assert env("redis_url", "rediss://host:6379/1", default="") == "rediss://host:6379/1"
    with pytest.raises(ImproperlyConfigured, match="VAR must be a redis:// address"):
        env("redis_url", value, default="redis://localhost")


def test_one_of_several(env):
    assert env("choice", "plain", ("json", "plain"), default="json") == "plain"
    with pytest.raises(ImproperlyConfigured, match=r"VAR \(xml\) must be one of json, plain\."):
        env("choice", "xml", ("json", "plain"), default="json")
