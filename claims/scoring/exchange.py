"""How a web process asks the score workers, and how they answer. Nothing of it is stored.

1. What is asked goes into a key of its own, which Redis forgets when nobody waits any more.
2. A message on the queue `score` names the request. It is a hint: the worker that takes the key
   has the request, a second one, or one that comes back too late, finds nothing and does nothing.
3. The worker pushes its answer onto a list of the request's own, gone SCORES_KEPT s later.
4. Who asked waits for the list, SCORE_SECONDS in all. Then, and at once where the broker is away
   or no score worker is alive, the answer is `Unavailable`.

Redis's clock decides what has expired, so that no host's clock can make a request stale.
"""

from __future__ import annotations

import json
import logging
import math
import secrets
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import redis
from celery import current_app
from django.conf import settings
from django.utils.translation import gettext as _

from api.exceptions import Unavailable
from claims import limits
from transcripts.broker import BROKER_ERRORS, SCORE, connect
from transcripts.probes import score_reason

logger = logging.getLogger(__name__)
TASK = "worker.score"


@dataclass(frozen=True, slots=True)
class Asked:
    """Sentences, each to be judged by itself; or a text, to be cut into sentences first."""

    sentences: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """One sentence: `score` 0 to 1, calibrated; `rank` 0 to 10,000; reasons as JSON has them,

    with offsets in code points of `text`.
    """

    index: int
    text: str
    score: float
    rank: int
    is_claim: bool
    reasons: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Scores:
    """The answer: who gave it, from which score a sentence is a claim, and the sentences."""

    extractor_version: str
    threshold: float
    results: list[Scored]


@dataclass(frozen=True, slots=True)
class Taken:
    """A request in the hands of a worker; its asker waits until `until` (time.monotonic)."""

    asked: Asked
    until: float


# The web's side ------------------------------------------------------------------------------


def ask(asked: Asked) -> Scores:
    """Waits for the scores. Raises Unavailable."""
    if reason := score_reason():
        raise _unavailable(reason)
    deadline = time.monotonic() + settings.SCORE_SECONDS
    request_id = secrets.token_hex(16)
    try:
        # The socket waits a little longer than BLPOP does, which must be the one to give up.
        with connect(settings.SCORE_SECONDS + 1) as client:
            answer = _exchange(client, request_id, asked, deadline)
    except BROKER_ERRORS as error:
        logger.warning("score: the broker is away: %s", error)
        raise _unavailable(_("The queue does not answer.")) from error
    if answer is None:
        raise _unavailable(
            _("No answer within %(seconds)s s.") % {"seconds": f"{settings.SCORE_SECONDS:g}"}
        )
    said = json.loads(answer)
    return Scores(**{**said, "results": [Scored(**one) for one in said["results"]]})


def _exchange(client: redis.Redis, request_id: str, asked: Asked, deadline: float) -> bytes | None:
    with connect() as quick:  # a broker that hangs is found out within REDIS_TIMEOUT
        keep = max(1, round(settings.SCORE_SECONDS * 1000))
        quick.set(_asked_key(request_id), json.dumps(asdict(asked)), px=keep)
    current_app.send_task(TASK, args=[request_id], queue=SCORE, retry=False, ignore_result=True)
    if (left := deadline - time.monotonic()) <= 0:
        return None
    found: Any = client.blpop([_answer_key(request_id)], timeout=left)
    return None if found is None else bytes(found[1])


def _unavailable(detail: str) -> Unavailable:
    wait = math.ceil(settings.SCORE_SECONDS)
    return Unavailable(detail, code="scoring_unavailable", retry_after=wait)


# The worker's side ---------------------------------------------------------------------------


def take(request_id: str) -> Taken | None:
    """The request, which nobody else can have then; None where nobody waits for it any more."""
    key = _asked_key(request_id)
    with connect() as client, client.pipeline(transaction=True) as pipe:
        pipe.pttl(key)
        pipe.getdel(key)
        left, body = pipe.execute()
    if body is None:
        return None
    said = json.loads(body)
    asked = Asked(sentences=tuple(said["sentences"]), text=said["text"])
    return Taken(asked, time.monotonic() + left / 1000)


def answer(request_id: str, version: str, threshold: float, results: Sequence[Scored]) -> None:
    """Gives the scores to who waits for them."""
    body = json.dumps(asdict(Scores(version, threshold, list(results))))
    key = _answer_key(request_id)
    with connect() as client, client.pipeline(transaction=True) as pipe:
        pipe.rpush(key, body)
        pipe.expire(key, limits.SCORES_KEPT)
        pipe.execute()


def _asked_key(request_id: str) -> str:
    return f"onrecord:score:{request_id}:asked"


def _answer_key(request_id: str) -> str:
    return f"onrecord:score:{request_id}:answer"
