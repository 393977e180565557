"""What Alembic's autogenerate would change on DATABASE_URL, types included and server defaults not, to make it what
the models of TSK-001 say: one line each. What the models do not name (columns, tables, indexes) does not count."""

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
