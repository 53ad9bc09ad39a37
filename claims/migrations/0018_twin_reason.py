"""A verdict keeps why it differs from what was found of the same claim before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0017_snapshots_are_not_looked_up_by_digest")]

    operations = [
        migrations.AddField(
            model_name="verdict",
            name="twin_reason",
            field=models.TextField(
                blank=True,
                default="",
                help_text="why it differs from the verdict on what was confirmed the same claim",
            ),
            preserve_default=False,
        ),
    ]
