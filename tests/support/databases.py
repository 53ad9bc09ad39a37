"""Databases for tests that commit: clones of the migrated test database.

A trigger refuses TRUNCATE in this project, so pytest-django's ``transaction=True`` cannot
clean up after a test. A clone is made in about 0.1 s and dropped whole.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from psycopg import sql


def url_of(name: str) -> str:
    """The DATABASE_URL of another database on the same server."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def administer(*statements: sql.Composed) -> None:
    """Run statements that concern whole databases, outside any transaction."""
    with psycopg.connect(url_of("postgres"), autocommit=True) as admin:
        for statement in statements:
            admin.execute(statement)


def create(name: str, template: str) -> None:
    """Clone ``template``, to which nobody may be connected, in place of any old ``name``."""
    drop(name)
    words = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    administer(sql.SQL("CREATE DATABASE {name} TEMPLATE {template}").format(**words))


def drop(name: str) -> None:
    """Drop a database, whoever is connected."""
    query = "DROP DATABASE IF EXISTS {name} WITH (FORCE)"
    administer(sql.SQL(query).format(name=sql.Identifier(name)))


def close_to_strangers(name: str) -> None:
    """Let nobody connect, so that a clone can be made at any time."""
    query = "ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false"
    administer(sql.SQL(query).format(name=sql.Identifier(name)))


@contextmanager
def away(name: str) -> Iterator[None]:
    """Within, every connection to ``name`` is cut, and none can be made."""
    close_to_strangers(name)
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {name}"
    administer(sql.SQL(cut).format(name=sql.Literal(name)))
    try:
        yield
    finally:
        query = "ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true"
        administer(sql.SQL(query).format(name=sql.Identifier(name)))
        connections.close_all()  # as each request does, but for those of the test client


@contextmanager
def default_database(name: str) -> Iterator[None]:
    """Within, Django's default connection, in every thread, leads to ``name``."""
    settings = connection.settings_dict  # the same dict for the connections of all threads
    before = settings["NAME"]
    connections.close_all()
    settings["NAME"] = name
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connections.close_all()
        settings["NAME"] = before
        ContentType.objects.clear_cache()
