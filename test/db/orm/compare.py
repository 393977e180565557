"""Prints the changes that Alembic's autogenerate would make on DATABASE_URL to match the models, one per line. Compares
types, but not server defaults. Ignores tables, columns and indexes that the models do not name."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from database import engine_on_database_url
from models import Base


def is_named(obj, name, kind, reflected, compare_to) -> bool:
    return kind != "foreign_key_constraint" and not (reflected and compare_to is None)


def flatten(diffs):
    for diff in diffs:
        if isinstance(diff, list):
            yield from flatten(diff)
        else:
            yield diff


with engine_on_database_url().connect() as connection:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": False, "include_object": is_named})
    for diff in flatten(compare_metadata(context, Base.metadata)):
        print(diff)
