"""The broker as it is now: does it answer, and how many messages wait in it."""

import json
from collections import Counter
from typing import Any

import redis
from django.conf import settings
from kombu.exceptions import OperationalError

QUEUE = "extraction"
MAINTENANCE = "maintenance"
NETWORK = "network"  # whatever asks another machine
SCORE = "score"  # whoever asks waits for the answer
MATCHING = "matching"  # the sentence encoder: what resembles a claim
BROKER_ERRORS = (OperationalError, redis.RedisError, OSError)


def connect(timeout: float | None = None) -> redis.Redis:
    """A connection of its own, to be closed; `timeout` in seconds, REDIS_TIMEOUT by default."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=settings.REDIS_TIMEOUT if timeout is None else timeout,
        socket_connect_timeout=settings.REDIS_TIMEOUT,
        retry=None,
    )


def broker_error() -> str:
    """Empty when the broker answers a ping within REDIS_TIMEOUT, else why not."""
    try:
        with connect() as client:
            client.ping()
    except BROKER_ERRORS as error:
        return str(error) or type(error).__name__
    return ""


def queue_length(queue: str = QUEUE) -> int:
    """Messages of a queue that wait in the broker. Raises one of BROKER_ERRORS."""
    with connect() as client:
        return int(client.llen(queue))


def tasks_waiting(queue: str) -> Counter[str]:
    """How many messages wait, by their task's name. Raises one of BROKER_ERRORS."""
    with connect() as client:
        messages: Any = client.lrange(queue, 0, -1)
    return Counter(json.loads(message)["headers"]["task"] for message in messages)
