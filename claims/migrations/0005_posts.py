"""Posts, and a trigger that keeps them as they were said."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION claims_post_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changeable text[] := ARRAY[
        'body', 'withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason', 'withdrawn_blind'];
BEGIN
    IF TG_OP = 'UPDATE'
       AND (OLD.withdrawn_at IS NULL OR NEW.withdrawn_at = OLD.withdrawn_at)
       AND to_jsonb(NEW) - changeable = to_jsonb(OLD) - changeable THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a post stays as it was said: % refused', TG_OP
        USING ERRCODE = 'insufficient_privilege', HINT = 'Withdraw it, with a reason.';
END
$$;
CREATE TRIGGER claims_post_stays BEFORE UPDATE OR DELETE ON claims_post
    FOR EACH ROW EXECUTE FUNCTION claims_post_stays();
"""
BACKWARD = """
DROP TRIGGER claims_post_stays ON claims_post;
DROP FUNCTION claims_post_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0004_list_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                ("body", models.TextField()),
                (
                    "blind",
                    models.BooleanField(
                        help_text="others read it once the judgements are open to them"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_reason", models.TextField(blank=True)),
                (
                    "withdrawn_blind",
                    models.BooleanField(
                        default=False,
                        help_text="the reason could tell a judgement, as a post could",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="claims.claim",
                    ),
                ),
                (
                    "mentions",
                    models.ManyToManyField(
                        blank=True, related_name="mentioned_in", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["claim", "id"], name="post_by_claim")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)
                            ),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawn_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="post_withdrawn_with_reason",
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
