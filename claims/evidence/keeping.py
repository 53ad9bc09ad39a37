"""One look at a source from claim to end: fetched, kept, read, searched. Workers only.

1. Claim the snapshot by compare-and-swap; nothing to claim, nothing to do.
2. Fetch (an upload brings its bytes), through the guard of api.outbound.
3. Store bytes, text and WARC under their digests: doing it twice stores it once.
4. Look for each citation's excerpt in it.
5. One transaction, whose first statement is the compare-and-swap that ends the snapshot: what
   the source lacks is filled in, and the answers are stored.

A process that dies in between leaves a lease that expires, and the reaper takes over.
"""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.db import InterfaceError, InternalError, OperationalError, connection, transaction
from django.utils.timezone import now

from api.outbound import Answer, Limits, OutboundError, send
from claims import limits
from claims.evidence import archive, filling, life, passages, reading, store
from claims.evidence.life import Lease
from claims.evidence.models import Origin, Outcome, PassageCheck, Snapshot
from claims.evidence.passages import Found
from claims.evidence.patience import Patience
from claims.evidence.reading import Reading
from claims.evidence.types import KEPT_TYPES
from claims.models import Citation
from transcripts.leases import Fenced

logger = logging.getLogger(__name__)

GONE = frozenset({404, 410})
REFUSED = frozenset({401, 402, 403, 407, 451})
MAY_PASS = frozenset({408, 425, 429})  # and whatever is the site's own fault


class _NotKept(Exception):
    """The site answered, but not with the page."""

    def __init__(self, code: str, answer: Answer) -> None:
        super().__init__(code)
        self.code = code
        self.answer = answer

    @property
    def transient(self) -> bool:
        return self.answer.status in MAY_PASS or self.answer.status >= 500


def keep_source(snapshot_id: int) -> None:
    """Looks at one source. Raises only what it has recorded as an internal failure."""
    lease = life.claim(snapshot_id)
    if lease is None:
        logger.info("snapshot %s: nothing to claim (done, taken or not due)", snapshot_id)
        return
    try:
        snapshot = Snapshot.objects.select_related("source").get(pk=lease.snapshot_id)
        search_documents(snapshot.source_id)
        _keep(lease, snapshot)
    except Fenced as reason:
        logger.warning("snapshot %s attempt %s: stopped: %s", snapshot_id, lease.attempt, reason)
    except OutboundError as error:
        logger.info("snapshot %s attempt %s: %s", snapshot_id, lease.attempt, error)
        end = life.retry_or_fail if error.transient else life.fail
        end(lease, code=error.code.value, failure_url=error.url[: limits.URL])
    except _NotKept as error:
        end = life.retry_or_fail if error.transient else life.fail
        url, status = error.answer.url, error.answer.status
        end(lease, code=error.code, failure_url=url[: limits.URL], http_status=status)
    except (OperationalError, InterfaceError, InternalError) as error:
        logger.warning("snapshot %s: database: %s", snapshot_id, error)
        connection.close()  # the lease runs out, and the reaper has it done again
    except (OSError, store.Damaged) as error:
        logger.error("snapshot %s attempt %s: storage: %r", snapshot_id, lease.attempt, error)
        life.retry_or_fail(lease, code="storage")
    except Exception:
        life.fail(lease, code="internal")
        raise


def _keep(lease: Lease, snapshot: Snapshot) -> None:
    uploaded = snapshot.origin == Origin.UPLOAD
    fields = _uploaded(snapshot) if uploaded else _fetched(snapshot, lease.patience)
    life.extend(lease)
    body, content_type = fields.pop("body"), fields.pop("content_type")
    found = reading.read(body, fields["media_type"], content_type, fields["final_url"])
    if found.text is not None:
        fields["text_sha256"] = store.put(found.text.encode())
    checks = _searched(lease, snapshot, found)
    with transaction.atomic():
        kept = life.keep(
            lease,
            title=found.title,
            publisher=found.publisher,
            published_on=found.published_on,
            **fields,
        )
        if kept.origin != Origin.UPLOAD:
            filling.fill(kept)
        PassageCheck.objects.bulk_create(checks, ignore_conflicts=True)


def _uploaded(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "body": store.get(snapshot.sha256),
        "content_type": "",
        "media_type": snapshot.media_type,
        "final_url": "",
        "sha256": snapshot.sha256,
        "size": snapshot.size,
    }


def _fetched(snapshot: Snapshot, patience: Patience) -> dict[str, Any]:
    """Fetches the page and stores it. Raises OutboundError, _NotKept."""
    bounds = Limits(seconds=patience.left, bytes=settings.SNAPSHOT_MAX_BYTES, types=KEPT_TYPES)
    answer = send("GET", snapshot.source.url, limits=bounds)
    if answer.status != 200:
        code = "gone" if answer.status in GONE else "status"
        raise _NotKept("refused" if answer.status in REFUSED else code, answer)
    at, digest = now(), store.put(answer.body)
    return {
        "body": answer.body,
        "content_type": answer.header("content-type"),
        "media_type": answer.media_type,
        "final_url": answer.url[: limits.URL],
        "http_status": answer.status,
        "headers": [[name, value] for name, value in answer.headers],
        "retrieved_at": at,
        "sha256": digest,
        "size": len(answer.body),
        "warc_sha256": _kept_warc(snapshot, digest)
        or store.put(archive.warc(answer, at, settings.OUTBOUND_USER_AGENT)),
    }


def _kept_warc(snapshot: Snapshot, digest: str) -> str:
    """An unchanged page has its archive file from when it was first seen; empty: it has none."""
    before = Snapshot.objects.readable().looks().filter(source=snapshot.source_id).first()
    return before.warc_sha256 if before is not None and before.sha256 == digest else ""


def _searched(lease: Lease, snapshot: Snapshot, found: Reading) -> list[PassageCheck]:
    """For each standing citation of the source, whether its excerpt stands there.

    One that is made from here on has a look of its own: this one is not waiting any more.
    """
    checks = []
    for citation in _cited(snapshot.source_id):
        life.extend(lease)
        checks.append(_check(citation, snapshot, _best(citation.excerpt, found)))
    return checks


def search_documents(source_id: int) -> None:
    """Uploaded documents are not fetched again, so newer citations are looked for in them here.

    Whatever became of the page: a document is what there is where it cannot be fetched.
    """
    documents = Snapshot.objects.readable().filter(source=source_id, origin=Origin.UPLOAD)
    for document in documents:
        known = set(document.checks.values_list("citation", flat=True))
        missing = [one for one in _cited(source_id) if one.pk not in known]
        if not missing:
            continue
        found = Reading()
        if document.text_sha256:
            try:
                text = store.get(document.text_sha256).decode()
            except (store.Damaged, FileNotFoundError) as error:
                logger.error("snapshot %s cannot be read any more: %r", document.pk, error)
                continue
            found = Reading(text, text)
        checks = [_check(one, document, _best(one.excerpt, found)) for one in missing]
        PassageCheck.objects.bulk_create(checks, ignore_conflicts=True)


def _cited(source_id: int) -> list[Citation]:
    cited = Citation.objects.standing().filter(source=source_id).exclude(excerpt="")
    return list(cited.order_by("pk"))


def _best(excerpt: str, found: Reading) -> Found | None:
    """In the main text, else in all words of the page; None where there are none to search."""
    if found.text is None:
        return None
    best = passages.find(excerpt, found.text)
    if best.exact or not found.whole or found.whole == found.text:
        return best
    return max(best, passages.find(excerpt, found.whole), key=lambda one: one.similarity)


def _check(citation: Citation, snapshot: Snapshot, best: Found | None) -> PassageCheck:
    if best is None:
        outcome, similarity, passage = Outcome.NOT_SEARCHED, 0.0, ""
    elif best.exact:
        outcome, similarity, passage = Outcome.EXACT, 1.0, ""
    elif best.approximate:
        outcome, similarity, passage = Outcome.APPROXIMATE, best.similarity, best.passage
    else:
        outcome, similarity, passage = Outcome.ABSENT, best.similarity, ""
    return PassageCheck(
        citation=citation,
        snapshot=snapshot,
        outcome=outcome,
        similarity=similarity,
        passage=passage[: limits.PASSAGE],
    )
