"""Dismissals say of what kind they are; earlier ones for another reason than the scorer's."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0012_exports"),
        ("transcripts", "0003_list_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="dismissed_as",
            field=models.CharField(
                blank=True,
                choices=[
                    ("not_checkworthy", "not worth checking"),
                    ("no_fact", "states no fact"),
                    ("duplicate", "said already"),
                    ("other", "another reason"),
                ],
                max_length=20,
                null=True,
            ),
        ),
        migrations.RunSQL(
            "UPDATE claims_claim SET dismissed_as = 'other' WHERE status = 'dismissed'",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("dismissed_as__isnull", True),
                    models.Q(
                        ("dismissed_as__in", ["not_checkworthy", "no_fact", "duplicate", "other"]),
                        ("status", "dismissed"),
                    ),
                    _connector="OR",
                ),
                name="claim_dismissed_as_valid",
            ),
        ),
    ]
