"""Searches fold accents: a function for parts of names and titles, a configuration for words.

Wherever the extension unaccent is, both name it with its schema, for they are also evaluated
where no search path is set: by `pg_restore`, and by PostgreSQL itself while it builds an index.
"""

import django.contrib.postgres.indexes
from django.db import migrations

import transcripts.folding

# The dictionary is named, for only then the result does not depend on the search path: IMMUTABLE.
# A body after RETURN is parsed here and now, and known to depend on the extension.
FORWARD = """
DO $do$
DECLARE
    unaccent text := (
        SELECT quote_ident(nspname) || '.unaccent' FROM pg_extension
        JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'unaccent'
    );
BEGIN
    EXECUTE format(
        'CREATE FUNCTION onrecord_fold(text) RETURNS text
            LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
            RETURN upper(%1$s(%1$L::regdictionary, $1))',
        unaccent
    );
    CREATE TEXT SEARCH CONFIGURATION onrecord_english (COPY = pg_catalog.english);
    EXECUTE format(
        'ALTER TEXT SEARCH CONFIGURATION onrecord_english
            ALTER MAPPING FOR word, hword, hword_part WITH %s, pg_catalog.english_stem',
        unaccent
    );
    EXECUTE format(
        'ALTER TEXT SEARCH CONFIGURATION onrecord_english
            ALTER MAPPING FOR numword, numhword, hword_numpart WITH %s, pg_catalog.simple',
        unaccent
    );
END
$do$
"""
BACKWARD = """
DROP TEXT SEARCH CONFIGURATION onrecord_english;
DROP FUNCTION onrecord_fold(text)
"""


def by_part(model: str, column: str, name: str) -> list[migrations.operations.base.Operation]:
    """The index on a part of the column, which was on its upper case."""
    folded = transcripts.folding.Folded(column)
    of = django.contrib.postgres.indexes.OpClass(folded, "gin_trgm_ops")
    index = django.contrib.postgres.indexes.GinIndex(of, name=name)
    return [
        migrations.RemoveIndex(model_name=model, name=name),
        migrations.AddIndex(model_name=model, index=index),
    ]


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0003_list_indexes")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        *by_part("transcript", "title", "transcript_title_words"),
        *by_part("speaker", "name", "speaker_name_words"),
    ]
