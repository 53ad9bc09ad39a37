"""Seeds the default scale, and triggers that keep ratings and used scales as they are."""

from django.db import migrations

LEVELS = (  # position, label, number, description
    (1, "False", 1, "The claim is wrong."),
    (2, "Mostly false", 2, "Some of it holds, but it misleads in what matters."),
    (3, "Half true", 3, "Partly right, and partly wrong or without needed context."),
    (4, "Mostly true", 4, "Right in what matters, with a lesser error or omission."),
    (5, "True", 5, "The claim is right and nothing that matters is left out."),
    (6, "Unproven", None, "The evidence that can be had does not decide it."),
)

FORWARD = """
CREATE FUNCTION claims_rating_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND OLD.superseded_at IS NULL AND NEW.superseded_at IS NOT NULL
       AND to_jsonb(NEW) - 'superseded_at' = to_jsonb(OLD) - 'superseded_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a rating is final: % refused', TG_OP
        USING ERRCODE = 'insufficient_privilege',
              HINT = 'Only superseded_at is ever set, once. Add another rating instead.';
END
$$;
CREATE TRIGGER claims_rating_final BEFORE UPDATE OR DELETE ON claims_rating
    FOR EACH ROW EXECUTE FUNCTION claims_rating_is_final();

CREATE FUNCTION claims_used_scale_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.used_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE'
       AND to_jsonb(NEW) - 'is_default' - 'retired_at' = to_jsonb(OLD) - 'is_default' - 'retired_at'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a scale that was used is frozen: % refused', TG_OP
        USING ERRCODE = 'insufficient_privilege', HINT = 'Make a new version of the scale.';
END
$$;
CREATE TRIGGER claims_scale_frozen BEFORE UPDATE OR DELETE ON claims_ratingscale
    FOR EACH ROW EXECUTE FUNCTION claims_used_scale_is_frozen();

CREATE FUNCTION claims_used_level_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM claims_ratingscale
        WHERE used_at IS NOT NULL
          AND ((TG_OP <> 'INSERT' AND id = OLD.scale_id)
               OR (TG_OP <> 'DELETE' AND id = NEW.scale_id))
    ) THEN
        RAISE EXCEPTION 'a level of a scale that was used is frozen: % refused', TG_OP
            USING ERRCODE = 'insufficient_privilege', HINT = 'Make a new version of the scale.';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER claims_level_frozen BEFORE INSERT OR UPDATE OR DELETE ON claims_ratinglevel
    FOR EACH ROW EXECUTE FUNCTION claims_used_level_is_frozen();
"""
BACKWARD = """
DROP TRIGGER claims_level_frozen ON claims_ratinglevel;
DROP FUNCTION claims_used_level_is_frozen();
DROP TRIGGER claims_scale_frozen ON claims_ratingscale;
DROP FUNCTION claims_used_scale_is_frozen();
DROP TRIGGER claims_rating_final ON claims_rating;
DROP FUNCTION claims_rating_is_final();
"""


def seed(apps, schema_editor):
    scales = apps.get_model("claims", "RatingScale").objects
    if scales.exists():
        return
    scale = scales.create(name="Standard", version=1, ratings_required=2, is_default=True)
    for position, label, number, description in LEVELS:
        apps.get_model("claims", "RatingLevel").objects.create(
            scale=scale, position=position, label=label, number=number, description=description
        )


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]

    operations = [
        migrations.RunPython(seed, migrations.RunPython.noop),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
