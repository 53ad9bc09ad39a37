"""Why a lookup failed, for programs; until now the sentence alone said it."""

from django.db import migrations, models
from django.db.models import Case, Q, Value, When

CODES = {
    "The worker stopped without a word.": "worker_lost",
    "The database was away.": "database",
}


def code_failures(apps, schema_editor):
    lookups = apps.get_model("claims", "Lookup").objects.using(schema_editor.connection.alias)
    known = [When(failure_detail=detail, then=Value(code)) for detail, code in CODES.items()]
    failing = lookups.filter(Q(status="failed") | ~Q(failure_detail=""))
    failing.update(failure_code=Case(*known, default=Value("internal")))


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0026_folded_fact_checks"),
    ]

    operations = [
        migrations.AddField(
            model_name="lookup",
            name="failure_code",
            field=models.CharField(
                blank=True,
                default="",
                choices=[
                    ("worker_lost", "the worker was lost"),
                    ("database", "the database was away"),
                    ("internal", "an error of ours"),
                ],
                max_length=20,
            ),
            preserve_default=False,
        ),
        migrations.RunPython(code_failures, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="lookup",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "failed"), _negated=True)
                | models.Q(("failure_code", ""), _negated=True),
                name="lookup_failure_has_a_code",
            ),
        ),
    ]
