"""Searches of claims, verdicts and sources fold accents.

An expression of a generated column cannot be changed, so the columns are made anew: the tables
of claims and verdicts are written once more, locked. See docs/operations.md.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

from transcripts.folding import ENGLISH, Folded


def by_words(model, *columns):
    """The column `search` and its index."""
    vector = django.contrib.postgres.search.SearchVector(*columns, config=ENGLISH)
    column = models.GeneratedField(
        db_persist=True,
        expression=vector,
        output_field=django.contrib.postgres.search.SearchVectorField(),
    )
    name = f"{model}_search"
    index = django.contrib.postgres.indexes.GinIndex(fields=["search"], name=name)
    return [
        migrations.RemoveIndex(model_name=model, name=name),
        migrations.RemoveField(model_name=model, name="search"),
        migrations.AddField(model_name=model, name="search", field=column),
        migrations.AddIndex(model_name=model, index=index),
    ]


def by_part(model, column, name):
    """The index on a part or the spelling of a column."""
    of = django.contrib.postgres.indexes.OpClass(Folded(column), "gin_trgm_ops")
    index = django.contrib.postgres.indexes.GinIndex(of, name=name)
    return [
        migrations.RemoveIndex(model_name=model, name=name),
        migrations.AddIndex(model_name=model, index=index),
    ]


class Migration(migrations.Migration):
    dependencies = [("claims", "0024_inserted_at"), ("transcripts", "0004_folding")]

    operations = [
        *by_words("claim", "text", "normalised"),
        *by_words("verdict", "claim_normalised", "claim_text", "speaker_name"),
        *by_part("verdict", "claim_normalised", "verdict_trgm"),
        *by_part("source", "title", "source_title_trgm"),
        *by_part("source", "publisher", "source_publisher_trgm"),
        # matching.lexical asks what is common; the statistics went with the columns
        migrations.RunSQL(
            "ANALYZE claims_claim, claims_verdict, claims_source", migrations.RunSQL.noop
        ),
    ]
