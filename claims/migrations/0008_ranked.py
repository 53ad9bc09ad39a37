"""Of a sentence, what orders lists beside what says how much it is worth checking."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0007_waiting"),
        ("transcripts", "0003_list_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="scoredsentence",
            name="rank",
            field=models.PositiveIntegerField(
                help_text="as a claim's; empty in old rows", null=True
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="rank",
            field=models.PositiveIntegerField(
                default=0,
                help_text="likely to be picked in its transcript, 0 to 10,000; orders lists",
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="score",
            field=models.FloatField(
                blank=True,
                help_text="check-worthy in itself, 0 to 1; empty where added by hand",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="scoredsentence",
            constraint=models.CheckConstraint(
                condition=models.Q(("rank__isnull", True), ("rank__lte", 10000), _connector="OR"),
                name="sentence_rank_bounded",
            ),
        ),
    ]
