"""Lookups that failed before their reasons had codes have them after the migration."""

from django.core.management import call_command
from django.db import connection

from claims.matching import life
from claims.models import Claim, Lookup
from tests.factories import ClaimFactory

BEFORE = [
    ("failed", "The worker stopped without a word.", "worker_lost"),
    ("queued", "The database was away.", "database"),
    ("failed", "It stopped with ValueError; the worker's log says where.", "internal"),
    ("failed", "", "internal"),
    ("queued", "", ""),
]


def test_what_failed_before_has_a_code(committed_db: str) -> None:
    claims = [ClaimFactory() for _ in BEFORE]
    Lookup.objects.all().delete()
    life.queue_claims(Claim.objects.all())
    call_command("migrate", "claims", "0026", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        for claim, (status, detail, _code) in zip(claims, BEFORE, strict=True):
            cursor.execute(
                "UPDATE claims_lookup SET status = %s, failure_detail = %s WHERE claim_id = %s",
                [status, detail, claim.pk],
            )
    call_command("migrate", verbosity=0, interactive=False)
    coded = dict(Lookup.objects.values_list("claim", "failure_code"))
    assert [coded[claim.pk] for claim in claims] == [code for _status, _detail, code in BEFORE]
