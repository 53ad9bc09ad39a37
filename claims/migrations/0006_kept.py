"""A person's answer to a claim that the last run no longer found, and an index for the question."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_posts")]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="kept_at",
            field=models.DateTimeField(
                blank=True, help_text="somebody looked and decided that it stays", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                models.OrderBy(models.F("rank"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("not_found_at__isnull", False)),
                name="claim_flagged",
            ),
        ),
    ]
