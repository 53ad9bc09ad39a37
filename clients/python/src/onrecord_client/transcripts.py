"""Transcripts and their runs: upload, read, follow."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from onrecord_client.models import Run, Segment, Sentence, Speaker, Transcript, Upload
from onrecord_client.problems import FollowTimeout, RunFailed, UnexpectedAnswer
from onrecord_client.reading import read
from onrecord_client.session import Session, given_only, json_of, number, record

File = str | os.PathLike[str] | bytes | BinaryIO


class TranscriptCalls(Session):
    """What is done with transcripts."""

    def upload(
        self,
        file: File | None = None,
        *,
        text: str | None = None,
        segments: Iterable[Mapping[str, Any]] | None = None,
        filename: str | None = None,
        title: str | None = None,
        event_date: date | str | None = None,
        language: str | None = None,
        source_url: str | None = None,
        publisher: str | None = None,
        idempotency_key: str | None = None,
    ) -> Upload:
        """Send a document: a path, bytes, an open binary file; or ``text``; or ``segments``.

        The format (plain text, SubRip, WebVTT, JSON) is told by content and file name. The
        same document again is no new one: ``created`` is False.
        """
        if sum(one is not None for one in (file, text, segments)) != 1:
            raise TypeError("Give exactly one of file, text and segments.")
        about = given_only(
            {
                "title": title,
                "event_date": event_date,
                "language": language,
                "source_url": source_url,
                "publisher": publisher,
            }
        )
        content: dict[str, Any]
        if file is not None:
            content = {"files": {"file": _named_bytes(file, filename)}, "data": about}
        elif text is not None:
            content = {"json": {**about, "text": text}}
        else:
            content = {"json": {**about, "segments": [dict(one) for one in segments or ()]}}
        answer = self.add("transcripts/", idempotency_key, **content)
        return _upload(json_of(answer), created=answer.status_code == 201)

    def transcripts(
        self,
        *,
        title: str | None = None,
        language: str | None = None,
        date_from: date | str | None = None,
        date_to: date | str | None = None,
        page_size: int | None = None,
    ) -> Iterator[Transcript]:
        """Those you may read; dates are the event's."""
        params = {
            "title": title,
            "language": language,
            "date_from": date_from,
            "date_to": date_to,
            "page_size": page_size,
        }
        return self.pages(Transcript, "transcripts/", params)

    def transcript(self, transcript: int | Transcript) -> Transcript:
        """One, with its text."""
        return self.get(Transcript, f"transcripts/{number(transcript)}/")

    def segments(self, transcript: int | Transcript) -> Iterator[Segment]:
        """Its turns, in order."""
        return self.pages(Segment, f"transcripts/{number(transcript)}/segments/")

    def sentences(
        self,
        transcript: int | Transcript,
        *,
        is_claim: bool | None = None,
        min_score: float | None = None,
        max_score: float | None = None,
    ) -> Iterator[Sentence]:
        """All scored sentences; ``is_claim=False`` are those left out, with the reasons."""
        params = {"is_claim": is_claim, "min_score": min_score, "max_score": max_score}
        return self.pages(Sentence, f"transcripts/{number(transcript)}/sentences/", params)

    def edit_transcript(
        self, transcript: int | Transcript, *, etag: str | None = None, **values: Any
    ) -> Transcript:
        """Change ``title``, ``event_date`` (None: unknown), ``language``, and so on."""
        path, tag = self._transcript_tag(transcript, etag)
        return record(Transcript, self.change("PATCH", path, path, tag, values))

    def withdraw_transcript(
        self, transcript: int | Transcript, reason: str, *, etag: str | None = None
    ) -> Transcript:
        """Take it back, with the reason (an editor)."""
        path, tag = self._transcript_tag(transcript, etag)
        answer = self.change("POST", f"{path}withdraw/", path, tag, {"reason": reason})
        return record(Transcript, answer)

    def _transcript_tag(
        self, transcript: int | Transcript, etag: str | None
    ) -> tuple[str, str | None]:
        path = f"transcripts/{number(transcript)}/"
        if etag is None and isinstance(transcript, Transcript) and transcript.etag:
            etag = self.newest(path, transcript.etag)
        return path, etag

    def speakers(self, *, name: str | None = None) -> Iterator[Speaker]:
        """Who spoke, in all transcripts."""
        return self.pages(Speaker, "speakers/", {"name": name})

    # Runs -------------------------------------------------------------------------------------

    def runs(
        self, *, transcript: int | Transcript | None = None, status: str | None = None
    ) -> Iterator[Run]:
        """Runs, without the state of the worker."""
        of = None if transcript is None else number(transcript)
        return self.pages(Run, "runs/", {"transcript": of, "status": status})

    def run(self, run: int | Run) -> Run:
        """One run with ``worker``: whether anybody works."""
        return self.get(Run, f"runs/{number(run)}/")

    def start_run(self, transcript: int | Transcript, *, idempotency_key: str | None = None) -> Run:
        """A new run, or the one that makes a new one needless."""
        path = f"transcripts/{number(transcript)}/runs/"
        return record(Run, self.add(path, idempotency_key))

    def cancel(self, run: int | Run) -> Run:
        """Stop a run."""
        return record(Run, self.send("POST", f"runs/{number(run)}/cancel/"))

    def replay(self, run: int | Run, *, idempotency_key: str | None = None) -> Run:
        """A new run in place of a failed or cancelled one."""
        return record(Run, self.add(f"runs/{number(run)}/replay/", idempotency_key))

    def progress(
        self,
        run: int | Run,
        *,
        timeout: float | None = None,
        first_wait: float = 0.5,
        longest_wait: float = 5.0,
    ) -> Iterator[Run]:
        """Each state of a run that differs from the one before; the finished one is the last.

        Asks after ``first_wait`` seconds and ever more rarely while nothing moves. Raises
        FollowTimeout ``timeout`` seconds after the start.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        wait, shown = first_wait, None
        while True:
            now = self.run(run)
            if (state := _visible(now)) != shown:
                wait, shown = first_wait, state
                yield now
            if now.finished:
                return
            left = wait if deadline is None else deadline - time.monotonic()
            if left <= 0:
                raise FollowTimeout(now)
            self._sleep(min(wait, left))
            wait = min(wait * 1.5, longest_wait)

    def follow(
        self,
        run: int | Run,
        on_progress: Callable[[Run], object] | None = None,
        *,
        timeout: float | None = None,
        check: bool = True,
    ) -> Run:
        """Wait for the end; the finished run. RunFailed unless it succeeded or ``check=False``.

        ``on_progress`` gets each new state; where ``run.worker.alive`` is False nobody works:
        the run is safe and waits.
        """
        for now in self.progress(run, timeout=timeout):
            if on_progress is not None:
                on_progress(now)
        if check and now.status != "succeeded":
            raise RunFailed(now)
        return now


def _visible(run: Run) -> tuple[object, ...]:
    worker = (run.worker.alive, run.worker.queue_depth) if run.worker else ()
    return (run.status, run.stage, run.done, run.total, run.attempt, worker)


def _upload(body: Mapping[str, Any], *, created: bool) -> Upload:
    try:
        return Upload(
            raw=body,
            created=created,
            transcript=read(Transcript, body),
            run=read(Run, body["run"]) if body.get("run") else None,
            not_applied=tuple(body.get("not_applied") or ()),
        )
    except (TypeError, ValueError, AttributeError) as error:
        raise UnexpectedAnswer(f"The upload's answer is no transcript: {error}") from error


def _named_bytes(file: File, filename: str | None) -> tuple[str, bytes]:
    """Name and content; read at once, so that it can be sent again."""
    if isinstance(file, bytes):
        return filename or "transcript.txt", file
    if isinstance(file, str | os.PathLike):
        path = Path(file)
        return filename or path.name, path.read_bytes()
    name = getattr(file, "name", None)
    own = Path(name).name if isinstance(name, str) else "transcript.txt"
    return filename or own, file.read()
