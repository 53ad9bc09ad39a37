"""Seeds the groups that are the roles; admin classes ask for roles, not for permissions."""

from django.db import migrations

ROLES = ("integrator", "reviewer", "editor", "administrator")


def seed(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
