"""The command `onrecord`: sends transcripts, lists claims and published checks.

exit codes: 0 done; 1 the server refused; 2 wrong use, no file, no URL or token; 3 no answer from
the server; 4 the run failed or was cancelled; 5 the run was not finished within --timeout;
130 interrupted.
"""

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

from rich.console import Console

from onrecord_client import display
from onrecord_client.client import Client
from onrecord_client.problems import (
    ConnectionFailed,
    FollowTimeout,
    OnrecordError,
    RunFailed,
    UnexpectedAnswer,
)

T = TypeVar("T")

REFUSED, USAGE, NO_ANSWER, RUN_FAILED, TIMED_OUT, INTERRUPTED = 1, 2, 3, 4, 5, 130
_CODES: tuple[tuple[type[Exception], int], ...] = (
    (ConnectionFailed, NO_ANSWER),
    (UnexpectedAnswer, NO_ANSWER),
    (RunFailed, RUN_FAILED),
    (FollowTimeout, TIMED_OUT),
    (OnrecordError, REFUSED),
    (OSError, USAGE),
    (ValueError, USAGE),
)


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command line says; the exit code. Errors are one line on standard error."""
    options = _parser().parse_args(words)
    act: Callable[[argparse.Namespace], None] = options.act
    try:
        act(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (`| head`) has enough; nothing more may be written, at exit neither.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OnrecordError, OSError, ValueError) as error:
        sys.stderr.write(f"onrecord: {display.clean(str(error))}\n")
        return next(code for kind, code in _CODES if isinstance(error, kind))
    return 0


def _send(options: argparse.Namespace) -> None:
    stdin = options.file == "-"
    with _client(options) as onrecord:
        upload = onrecord.upload(
            sys.stdin.buffer.read() if stdin else Path(options.file),
            filename=options.name or ("transcript.txt" if stdin else None),
            title=options.title,
            event_date=options.event_date,
            language=options.language,
            source_url=options.source_url,
            publisher=options.publisher,
        )
        run = upload.run
        errors = Console(stderr=True)
        if not options.json:
            known = "" if upload.created else " (it was there already)"
            display.write(f"transcript {upload.transcript.id}{known}")
            if run is not None:
                display.write(f"run {run.id} {run.status}")
        for name in upload.not_applied:
            sys.stderr.write(f"onrecord: {name} was settled before and stays as it is.\n")
        if options.follow and run is not None:
            with display.run_bar(errors) as bar:
                run = onrecord.follow(run, bar, timeout=options.timeout)
            if not options.json:
                display.write(f"run {run.id} {run.status}: {run.claims_found} claims")
        if options.json:
            display.show_json([{**upload.raw, "run": run}])


def _claims(options: argparse.Namespace) -> None:
    with _client(options) as onrecord:
        found = onrecord.claims(
            transcript=options.transcript,
            status=options.status,
            min_score=options.min_score,
            search=options.search,
        )
        rows = _first(found, options.limit)
        if options.json:
            display.show_json(rows)
        else:
            names = ("id", "score", "status", "speaker", "claim")
            display.show_rows(names, map(display.claim_row, rows))


def _checks(options: argparse.Namespace) -> None:
    with _client(options) as onrecord:
        rows = _first(onrecord.checks(transcript=options.transcript), options.limit)
        if options.json:
            display.show_json({**one.verdict.raw, "check_url": one.url} for one in rows)
        else:
            names = ("claim", "verdict", "speaker", "text", "page")
            display.show_rows(names, map(display.check_row, rows))


def _token(options: argparse.Namespace) -> None:
    if sys.stdin.isatty():
        password = getpass.getpass("Password: ")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    with Client.login(_url(options), options.username, password) as onrecord:
        display.write(onrecord.token or "")


def _first(rows: Iterator[T], limit: int | None) -> Iterator[T]:
    return rows if limit is None else islice(rows, limit)


def _client(options: argparse.Namespace) -> Client:
    token = options.token or os.environ.get("ONRECORD_TOKEN")
    if not token:
        raise ValueError("Who are you? Set ONRECORD_TOKEN (`onrecord token USERNAME` makes one).")
    return Client(_url(options), token)


def _url(options: argparse.Namespace) -> str:
    url: str | None = options.url or os.environ.get("ONRECORD_URL")
    if not url:
        raise ValueError("Which server? Set ONRECORD_URL or give --url.")
    return url


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="onrecord", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    server = argparse.ArgumentParser(add_help=False)
    server.add_argument("--url", help="the server's address; else ONRECORD_URL")
    signed = argparse.ArgumentParser(add_help=False, parents=[server])
    signed.add_argument("--token", help="else ONRECORD_TOKEN, which others cannot see in `ps`")
    signed.add_argument("--json", action="store_true", help="one JSON document a line")

    send = commands.add_parser("send", parents=[signed], help="upload a transcript")
    _send_options(send)
    claims = commands.add_parser("claims", parents=[signed], help="claims, best first")
    claims.add_argument("--status", action="append", help="may be given more than once")
    claims.add_argument("--min-score", type=float, metavar="0..1")
    claims.add_argument("--search", metavar="WORDS")
    claims.set_defaults(act=_claims)
    checks = commands.add_parser("checks", parents=[signed], help="published checks")
    checks.set_defaults(act=_checks)
    for lister in (claims, checks):
        lister.add_argument("--transcript", type=int, metavar="ID")
        lister.add_argument("--limit", type=int, metavar="N", help="at most so many")
    token = commands.add_parser("token", parents=[server], help="swap a password for a token")
    token.add_argument("username")
    token.set_defaults(act=_token)
    return parser


def _send_options(send: argparse.ArgumentParser) -> None:
    send.add_argument("file", help="plain text, SubRip, WebVTT or JSON; - is standard input")
    send.add_argument("--follow", action="store_true", help="wait for the run, with progress")
    send.add_argument("--timeout", type=float, metavar="SECONDS", help="how long to follow")
    send.add_argument("--name", help="the file name to send")
    for name in ("title", "event-date", "language", "source-url", "publisher"):
        send.add_argument(f"--{name}")
    send.set_defaults(act=_send)
