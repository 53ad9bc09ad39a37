"""An index for the desk's queue."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0006_kept")]

    operations = [
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                models.OrderBy(models.F("rank"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(
                    ("status__in", ["extracted", "in_review"]), ("superseded_at__isnull", True)
                ),
                name="claim_waiting",
            ),
        ),
    ]
