"""When readers last saw a check change: what feeds and the public index go by."""

import django.contrib.postgres.indexes
import django.db.models.functions.comparison
from django.db import migrations, models

SHOWN = models.Q(published_at__isnull=False, superseded_at__isnull=True)


def note_redactions(apps, schema_editor):
    verdicts = apps.get_model("claims", "Verdict").objects
    redacted = verdicts.filter(claim__transcript__redacted_at__isnull=False)
    for verdict in redacted.select_related("claim__transcript"):
        verdicts.filter(pk=verdict.pk).update(redacted_at=verdict.claim.transcript.redacted_at)


class Migration(migrations.Migration):
    dependencies = [("claims", "0008_ranked")]

    operations = [
        migrations.AddField(
            model_name="verdict",
            name="redacted_at",
            field=models.DateTimeField(
                blank=True, help_text="when its words were blanked for legal need", null=True
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="changed_at",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Greatest(
                    "published_at", "retracted_at", "redacted_at"
                ),
                help_text="when readers last saw it change",
                output_field=models.DateTimeField(null=True),
            ),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(
                condition=SHOWN, fields=["-changed_at", "-id"], name="verdict_changed"
            ),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=django.contrib.postgres.indexes.HashIndex(
                condition=SHOWN, fields=["claim_normalised"], name="verdict_claim_words"
            ),
        ),
        migrations.RunPython(note_redactions, migrations.RunPython.noop),
    ]
