"""Pages while the list changes: what stays as it was is read exactly once, in order."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.models import Claim
from tests.api.conftest import Client
from tests.factories import ClaimFactory, TranscriptFactory
from transcripts.models import Speaker

RANKS = st.integers(0, 3)  # few, so that many rows share one and the id decides
#: Between two pages: rows that come in, and rows (by index) whose rank a run changes.
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), RANKS, RANKS),
        st.tuples(st.just("score anew"), st.integers(0, 19), RANKS),
    ),
    max_size=4,
)


class Table:
    """The claims of one transcript, whose ranks are all that matters here."""

    def __init__(self) -> None:
        self.first = ClaimFactory(rank=1, score=0.0001)
        self.made = 0
        self.changed: set[int] = set()

    def insert(self, ranks: list[int]) -> list[int]:
        rows = []
        for rank in ranks:
            self.made += 1
            row = Claim.objects.get(pk=self.first.pk)
            row.pk, row.start, row.end = None, 100 + self.made, 101 + self.made
            row.context_start, row.context_end = row.start, row.end
            row.rank, row.score = rank, rank / 10_000
            rows.append(row)
        return [row.pk for row in Claim.objects.bulk_create(rows)]

    def change(self, changes: list[tuple[str, int, int]], ids: list[int]) -> None:
        for kind, which, rank in changes:
            if kind == "insert":
                self.changed.update(self.insert([rank]))
            elif which < len(ids):
                self.changed.add(ids[which])
                Claim.objects.filter(pk=ids[which]).update(rank=rank, score=rank / 10_000)


@pytest.mark.parametrize("ordering", ["rank", "id"])
@pytest.mark.parametrize("filters", ["", "&type=quantity&min_score=0"])
def test_rows_that_stay_appear_exactly_once(editor: Client, ordering: str, filters: str) -> None:
    unlimited = settings(
        max_examples=20,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )

    @unlimited
    @given(
        ranks=st.lists(RANKS, min_size=1, max_size=20),
        size=st.integers(1, 5),
        changes=st.lists(CHANGES, max_size=8),
    )
    def read(ranks: list[int], size: int, changes: list[Any]) -> None:
        with transaction.atomic():
            _read(editor, f"claims/?ordering={ordering}&page_size={size}{filters}", ranks, changes)
            transaction.set_rollback(True)

    read()


def _read(client: Client, url: str, ranks: list[int], changes: list[Any]) -> None:
    table = Table()
    ids = [table.first.pk, *table.insert(ranks)]
    to_come = list(changes)
    seen: list[dict[str, Any]] = []
    while url:
        answer = client.get(url)
        assert answer.status_code == 200
        page = answer.json()
        seen += page["results"]
        url = page["next"]
        assert len(seen) < 200, "the pages never end"
        if to_come:
            table.change(to_come.pop(0), ids)
    found = [row["id"] for row in seen]
    staying = [pk for pk in ids if pk not in table.changed]
    assert sorted(pk for pk in found if pk in staying) == sorted(staying)
    by_rank = "ordering=rank" in answer.wsgi_request.get_full_path()
    keys = [(-row["rank"], -row["id"]) if by_rank else (row["id"],) for row in seen]
    assert keys == sorted(keys), "the order of the pages together"


@pytest.mark.parametrize("size", [1, 2, 3])
def test_speakers_of_one_name_appear_once(editor: Client, size: int) -> None:
    """Speakers share names: the id decides, and nobody is left out or read twice."""
    for _ in range(4):
        TranscriptFactory()
    Speaker.objects.update(name="Vera Quill")
    url, found = f"speakers/?page_size={size}", []
    while url:
        page = editor.get(url).json()
        found += [row["id"] for row in page["results"]]
        url = page["next"]
    assert found == sorted(Speaker.objects.values_list("pk", flat=True))
