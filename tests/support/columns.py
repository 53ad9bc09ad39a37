"""Looks into every column of every table of the test's database."""

from django.db import connection

_COLUMNS = """
    SELECT table_name, column_name, data_type FROM information_schema.columns
    JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
    ORDER BY table_name, column_name
"""


def columns_with(marker: str) -> list[str]:
    """The table.column of every column, of whatever type, that holds the marker in any case."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        for table, column, kind in cursor.fetchall():
            text = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {text} ILIKE %s', [f"%{marker}%"])
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return found
