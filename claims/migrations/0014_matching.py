"""Vectors of texts, lookups and matches; what is there already is to be looked up."""

import django.db.models.deletion
import pgvector.django.indexes
import pgvector.django.vector
from django.conf import settings
from django.db import migrations, models
from pgvector.django import VectorExtension

#: What a person decided is never deleted, whoever asks.
KEEP = """
CREATE FUNCTION claims_match_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'proposed' THEN
        RAISE EXCEPTION 'a match that a person decided on is kept' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER claims_match_keep BEFORE DELETE ON claims_match
    FOR EACH ROW EXECUTE FUNCTION claims_match_keep();
"""
DROP = """
DROP TRIGGER claims_match_keep ON claims_match;
DROP FUNCTION claims_match_keep();
"""

LOOK_UP_ALL = """
INSERT INTO claims_lookup
    (claim_id, fact_check_id, model, status, turn, attempt, max_attempts, not_before, failure_detail)
SELECT claim.id, NULL::bigint, '', 'queued', 1, 1, %s, now(), ''
    FROM claims_claim claim JOIN transcripts_transcript transcript
    ON transcript.id = claim.transcript_id
    WHERE transcript.redacted_at IS NULL
UNION ALL
SELECT NULL, id, '', 'queued', 1, 1, %s, now(), '' FROM claims_factcheck;
"""


def look_up_all(apps, schema_editor):
    schema_editor.execute(LOOK_UP_ALL, [settings.RUN_MAX_ATTEMPTS] * 2)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0013_dismissed_as"),
        ("transcripts", "0003_list_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        VectorExtension(),
        migrations.CreateModel(
            name="Embedding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(help_text="SHA-256 of the text", max_length=64)),
                ("model", models.CharField(help_text="name, version and digest", max_length=80)),
                ("vector", pgvector.django.vector.VectorField(dimensions=384)),
                ("of_claims", models.BooleanField(default=False)),
                ("of_fact_checks", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Lookup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("model", models.CharField(blank=True, max_length=80)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "waiting"),
                            ("running", "being looked up"),
                            ("done", "looked up"),
                            ("failed", "failed"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("turn", models.PositiveIntegerField(default=1)),
                ("attempt", models.PositiveSmallIntegerField(default=1)),
                ("max_attempts", models.PositiveSmallIntegerField()),
                ("not_before", models.DateTimeField()),
                ("lease_expires_at", models.DateTimeField(blank=True, null=True)),
                ("failure_detail", models.TextField(blank=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Match",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("same_claim", "the same claim"),
                            ("related", "a related claim"),
                            ("contradicts", "contradicts it"),
                        ],
                        help_text="as proposed",
                        max_length=12,
                    ),
                ),
                ("score", models.FloatField(help_text="how sure the machine is, 0 to 1")),
                (
                    "cosine",
                    models.FloatField(blank=True, help_text="of the two texts, -1 to 1", null=True),
                ),
                ("reasons", models.JSONField(default=list)),
                (
                    "model",
                    models.CharField(help_text="by which the texts were compared", max_length=80),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("confirmed", "confirmed"),
                            ("rejected", "rejected"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                (
                    "decided_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("same_claim", "the same claim"),
                            ("related", "a related claim"),
                            ("contradicts", "contradicts it"),
                        ],
                        max_length=12,
                        null=True,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name_plural": "matches",
                "ordering": ["-id"],
            },
        ),
        migrations.AddIndex(
            model_name="embedding",
            index=pgvector.django.indexes.HnswIndex(
                condition=models.Q(("of_claims", True)),
                ef_construction=64,
                fields=["vector"],
                m=16,
                name="embedding_claims",
                opclasses=["vector_cosine_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="embedding",
            index=pgvector.django.indexes.HnswIndex(
                condition=models.Q(("of_fact_checks", True)),
                ef_construction=64,
                fields=["vector"],
                m=16,
                name="embedding_fact_checks",
                opclasses=["vector_cosine_ops"],
            ),
        ),
        migrations.AddConstraint(
            model_name="embedding",
            constraint=models.UniqueConstraint(
                fields=("digest", "model"), name="embedding_once_a_model"
            ),
        ),
        migrations.AddField(
            model_name="lookup",
            name="claim",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lookup",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="lookup",
            name="embedding",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lookups",
                to="claims.embedding",
            ),
        ),
        migrations.AddField(
            model_name="lookup",
            name="fact_check",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lookup",
                to="claims.factcheck",
            ),
        ),
        migrations.AddField(
            model_name="match",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="matches",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="match",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="match",
            name="earlier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="repeats",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="match",
            name="fact_check",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="matches",
                to="claims.factcheck",
            ),
        ),
        migrations.AddIndex(
            model_name="lookup",
            index=models.Index(
                condition=models.Q(("claim__isnull", False), ("status", "queued")),
                fields=["id"],
                name="lookup_claims_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="lookup",
            index=models.Index(
                condition=models.Q(("claim__isnull", True), ("status", "queued")),
                fields=["id"],
                name="lookup_checks_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="lookup",
            index=models.Index(
                condition=models.Q(("status", "running")),
                fields=["lease_expires_at"],
                name="lookup_lapsed",
            ),
        ),
        migrations.AddIndex(
            model_name="lookup",
            index=models.Index(
                condition=models.Q(("status", "done")),
                fields=["model", "id"],
                name="lookup_by_model",
            ),
        ),
        migrations.AddConstraint(
            model_name="lookup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("claim__isnull", False), ("fact_check__isnull", True)),
                    models.Q(("claim__isnull", True), ("fact_check__isnull", False)),
                    _connector="OR",
                ),
                name="lookup_of_exactly_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="lookup",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["queued", "running", "done", "failed"])),
                name="lookup_status_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="lookup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lease_expires_at__isnull", False), ("status", "running")),
                    models.Q(
                        models.Q(("status", "running"), _negated=True),
                        ("lease_expires_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="lookup_leased_exactly_when_running",
            ),
        ),
        migrations.AddConstraint(
            model_name="lookup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "done"), _negated=True),
                    models.Q(
                        ("done_at__isnull", False),
                        models.Q(("model", ""), _negated=True),
                        ("embedding__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="lookup_done_by_a_model",
            ),
        ),
        migrations.AddIndex(
            model_name="match",
            index=models.Index(
                condition=models.Q(("status", "confirmed")),
                fields=["status", "-id"],
                name="match_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("earlier__isnull", False), ("fact_check__isnull", True)),
                    models.Q(("earlier__isnull", True), ("fact_check__isnull", False)),
                    _connector="OR",
                ),
                name="match_with_exactly_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("earlier__isnull", True), ("earlier__lt", models.F("claim")), _connector="OR"
                ),
                name="match_with_an_earlier_claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.UniqueConstraint(
                condition=models.Q(("earlier__isnull", False)),
                fields=("claim", "earlier"),
                name="match_once_a_claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.UniqueConstraint(
                condition=models.Q(("fact_check__isnull", False)),
                fields=("claim", "fact_check"),
                name="match_once_a_fact_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["same_claim", "related", "contradicts"]),
                    ("status__in", ["proposed", "confirmed", "rejected"]),
                ),
                name="match_kind_and_status_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__gte", 0), ("score__lte", 1)), name="match_score_bounded"
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("status", "proposed"),
                    ),
                    models.Q(
                        models.Q(("status", "proposed"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="match_decided_by_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_kind__in", ["same_claim", "related", "contradicts"]),
                        ("status", "confirmed"),
                    ),
                    models.Q(
                        models.Q(("status", "confirmed"), _negated=True),
                        ("decided_kind__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="match_confirmed_as_a_kind",
            ),
        ),
        migrations.RunSQL(KEEP, DROP),
        # Last: the table cannot be altered while its foreign keys wait to be checked.
        migrations.RunPython(look_up_all, migrations.RunPython.noop),
    ]
