"""`python -m worker.extraction FILE`: a transcript's claims, without Django, database or broker."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from transcripts.formats import FormatError, ParsedTranscript, Role, read
from worker.extraction import Extractor, ModelDamaged, Segment, get_extractor, speaker_keys
from worker.extraction.extractor import LINES_TOGETHER
from worker.extraction.output import as_json, as_table

USAGE_ERROR = 2


class InputError(Exception):
    """What is wrong with the input, as the one line the user sees."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code: 0, or 2 with one line on standard error."""
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal that cannot show a character still gets the rest of the table.
        sys.stdout.reconfigure(errors="backslashreplace")
    extractor = get_extractor()
    try:
        if options.sentences is not None:
            _print_scores(options.sentences, extractor)
        elif options.file is not None:
            _print_claims(options, extractor)
        else:
            raise InputError("a FILE is needed, or --sentences FILE ('-' is standard input)")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (InputError, ModelDamaged, OSError) as error:
        print(f"worker.extraction: {error}", file=sys.stderr)
        return USAGE_ERROR
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m worker.extraction",
        description="Find the sentences worth checking in a transcript.",
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help="a transcript; - is standard input")
    parser.add_argument("--format", choices=("text", "srt", "vtt", "json"))
    parser.add_argument("--output", choices=("table", "json"), default="table")
    parser.add_argument(
        "--all", action="store_true", help="every sentence in text order, with its reasons"
    )
    parser.add_argument(
        "--date",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="the day of the event, from which relative dates count",
    )
    parser.add_argument(
        "--sentences", metavar="FILE", help="score one sentence a line; - is standard input"
    )
    return parser


def _print_claims(options: argparse.Namespace, extractor: Extractor) -> None:
    name = _name(options.file)
    parsed = _read(options.file, name, options.format)
    if parsed.language and not extractor.supports(parsed.language):
        raise InputError(f"{name}: no extractor reads the language {parsed.language!r}")
    segments = _segments(parsed)
    event_date = options.date or parsed.event_date
    sentences = extractor.extract(parsed.text, segments, event_date)
    if not options.all:
        claims = [sentence for sentence in sentences if sentence.is_claim]
        sentences = sorted(claims, key=lambda claim: (-claim.rank, claim.start))
    if options.output == "json":
        print(as_json(sentences, segments, event_date))
    else:
        print(as_table(sentences, everything=options.all))


def _read(path: str, name: str, format_name: str | None) -> ParsedTranscript:
    with ExitStack() as stack:
        data = _open(path, stack).read()
    try:
        return read(data, name="" if path == "-" else name, format=format_name)
    except FormatError as error:
        place = f"{name}:{error.line}" if error.line is not None else name
        raise InputError(f"{place}: {error}") from error


def _segments(parsed: ParsedTranscript) -> list[Segment]:
    names = [
        None if s.speaker is None else parsed.speakers[s.speaker].name for s in parsed.segments
    ]
    keys = speaker_keys(zip(names, (s.label for s in parsed.segments), strict=True))
    return [
        Segment(
            segment.start,
            segment.end,
            segment.role.value,
            key or ("Question" if segment.role is Role.QUESTIONER else None),
            segment.start_ms,
            segment.end_ms,
            name,
        )
        for segment, name, key in zip(parsed.segments, names, keys, strict=True)
    ]


def _print_scores(path: str, extractor: Extractor) -> None:
    with ExitStack() as stack:
        stream = _open(path, stack)
        # Whoever writes into a pipe may wait for each answer; a file can be read ahead.
        group = LINES_TOGETHER if stream.seekable() else 1
        for score in extractor.score_sentences(_lines(stream, _name(path)), group):
            print(f"{score:.4f}", flush=True)


def _lines(stream: BinaryIO, name: str) -> Iterator[str]:
    for number, line in enumerate(stream, start=1):
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError(f"{name}:{number}: not UTF-8 text") from error


def _open(path: str, stack: ExitStack) -> BinaryIO:
    if path == "-":
        return sys.stdin.buffer
    return stack.enter_context(Path(path).open("rb"))


def _name(path: str) -> str:
    return "<stdin>" if path == "-" else path


if __name__ == "__main__":
    sys.exit(main())
