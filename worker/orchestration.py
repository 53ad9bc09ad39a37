"""One run from claim to end: units through the extractor, batch by batch, into the database.

1. Claim the run by compare-and-swap; nothing to claim, nothing to do.
2. Each batch: the extractor reads groups of units into plain dataclasses; then one short
   transaction, whose first statement extends the lease, stores them.
3. The end: succeed (and supersede), or record why not. A process that dies in between leaves
   a lease that expires, and the reaper takes over.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import InterfaceError, InternalError, OperationalError, connection, transaction

from claims.services import adoption
from claims.services.adoption import Candidate
from transcripts import runs
from transcripts.heartbeat import process_name
from transcripts.languages import language_name
from transcripts.leases import Fenced
from transcripts.models import ExtractionRun, FailureCode, Segment, Transcript
from transcripts.runs import Cancelled, Lease
from worker import extraction
from worker.extraction import Extractor, Sentence, Unit
from worker.stopping import Stopping, asked_long_ago

logger = logging.getLogger(__name__)


class NoExtractor(Exception):
    """Nothing here reads the transcript's language."""


def extract(run_id: int) -> None:
    """Reads one run to its end. Raises only what it has recorded as an internal failure."""
    extractor = extraction.get_extractor(settings.SPACY_PIPELINE)
    lease = runs.claim(run_id=run_id, worker=process_name(), extractor_version=extractor.version)
    if lease is None:
        logger.info("run %s: nothing to claim (done, taken or not due)", run_id)
        return
    logger.info("run %s attempt %s: started", run_id, lease.attempt)
    try:
        _read(lease, extractor)
    except Fenced as reason:
        logger.warning("run %s attempt %s: stopped: %s", run_id, lease.attempt, reason)
    except Stopping:
        runs.give_back(lease)
        logger.warning("run %s attempt %s: given back, as the worker stops", run_id, lease.attempt)
    except Cancelled:
        runs.end_cancelled(lease)
        logger.info("run %s attempt %s: cancelled", run_id, lease.attempt)
    except NoExtractor as reason:
        runs.fail(lease, code=FailureCode.NO_EXTRACTOR, detail=str(reason))
    except SoftTimeLimitExceeded:
        detail = f"Reading took longer than {settings.CELERY_TASK_SOFT_TIME_LIMIT} s."
        runs.retry_or_fail(lease, code=FailureCode.TIMEOUT, detail=detail)
    except (OperationalError, InterfaceError, InternalError) as error:
        logger.warning("run %s attempt %s: database: %s", run_id, lease.attempt, error)
        connection.close()  # a broken connection would fail the record of the failure too
        runs.retry_or_fail(
            lease, code=FailureCode.DATABASE, detail="The database was away while reading."
        )
    except Exception as error:
        detail = (
            f"The extractor stopped with {type(error).__name__}; "
            f"the log of {process_name()} says where."
        )
        runs.fail(lease, code=FailureCode.INTERNAL, detail=detail)
        raise


def _read(lease: Lease, extractor: Extractor) -> None:
    run = ExtractionRun.objects.select_related("transcript").get(pk=lease.run_id)
    transcript = run.transcript
    if not extractor.supports(transcript.language):
        raise NoExtractor(
            f"The machine reads transcripts in {_in_words(extractor.languages)}, "
            f"not in {_in_words([transcript.language])}."
        )
    segments = _segments(run)
    units = extraction.units(transcript.text, _plain(segments))
    with transaction.atomic():
        runs.advance(lease, stage="loading the model", done=0, total=len(units), claims_found=0)
        adoption.start_attempt(run)
    extractor.load()
    done = found = 0
    for batch, sentences in _batches(extractor, transcript, units):
        candidates = [_candidate(sentence, segments) for sentence in sentences]
        done += len(batch)
        found += sum(item.is_claim for item in candidates)
        with transaction.atomic():
            runs.advance(lease, stage="reading", done=done, total=len(units), claims_found=found)
            adoption.store_batch(run, candidates)
    with transaction.atomic():
        # The compare-and-swap first: nothing is superseded by a run that is no longer ours.
        runs.advance(lease, stage="finishing", done=done, total=len(units), claims_found=found)
        adopted = adoption.conclude(run)
        runs.succeed(
            lease,
            claims_found=adopted.claims,
            values={"extractor_version": extractor.version, **asdict(adopted)},
        )
    logger.info("run %s attempt %s: succeeded: %s", run.pk, lease.attempt, adopted)


def _in_words(tags: Iterable[str]) -> str:
    return ", ".join(language_name(tag) for tag in sorted(tags))


def _batches(
    extractor: Extractor, transcript: Transcript, units: Sequence[Unit]
) -> Iterator[tuple[list[Unit], list[Sentence]]]:
    for batch in extraction.batches(units, settings.BATCH_CHARACTERS):
        if asked_long_ago():
            raise Stopping
        yield batch, extractor.extract_batch(transcript.text, batch, transcript.event_date)


def _segments(run: ExtractionRun) -> list[Segment]:
    bounds = run.segment_range
    rows = Segment.objects.filter(transcript=run.transcript, position__gte=bounds.lower or 0)
    if bounds.upper is not None:
        rows = rows.filter(position__lt=bounds.upper)
    return list(rows.select_related("speaker").order_by("position"))


def _plain(segments: Sequence[Segment]) -> list[extraction.Segment]:
    keys = extraction.speaker_keys(
        (None if s.speaker_id is None else str(s.speaker_id), s.label) for s in segments
    )
    return [
        extraction.Segment(
            start=segment.start,
            end=segment.end,
            role=segment.role,
            speaker=key,
            start_ms=segment.start_ms,
            end_ms=segment.end_ms,
            speaker_name=None if segment.speaker is None else segment.speaker.name,
        )
        for segment, key in zip(segments, keys, strict=True)
    ]


def _candidate(sentence: Sentence, segments: Sequence[Segment]) -> Candidate:
    first, last = segments[sentence.first_segment], segments[sentence.last_segment]
    return Candidate(
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
        role=sentence.role,
        score=sentence.score,
        rank=sentence.rank,
        is_claim=sentence.is_claim,
        type=sentence.type,
        reasons=[reason.as_dict() for reason in sentence.reasons],
        entities=[entity.as_dict() for entity in sentence.entities],
        context_start=sentence.context_start,
        context_end=sentence.context_end,
        first_segment_id=first.pk,
        last_segment_id=last.pk,
        speaker_id=first.speaker_id,
        quantities=[quantity.as_dict() for quantity in sentence.quantities],
        dates=[dated.as_dict() for dated in sentence.dates],
        normalised=sentence.normalised,
    )
