"""Searches of imported fact-checks fold accents; see 0025. The table is written once more."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

from transcripts.folding import ENGLISH, Folded


class Migration(migrations.Migration):
    dependencies = [("claims", "0025_folded")]

    operations = [
        migrations.RemoveIndex(model_name="factcheck", name="fact_check_search"),
        migrations.RemoveIndex(model_name="factcheck", name="fact_check_trgm"),
        migrations.RemoveField(model_name="factcheck", name="search"),
        migrations.AddField(
            model_name="factcheck",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.SearchVector(
                    "claim_text", "claimant", "title", config=ENGLISH
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="factcheck",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="fact_check_search"
            ),
        ),
        migrations.AddIndex(
            model_name="factcheck",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(Folded("claim_text"), "gin_trgm_ops"),
                name="fact_check_trgm",
            ),
        ),
        migrations.RunSQL("ANALYZE claims_factcheck", migrations.RunSQL.noop),
    ]
