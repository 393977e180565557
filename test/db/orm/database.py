"""Connects SQLAlchemy to DATABASE_URL."""

import os

from sqlalchemy import create_engine
from sqlalchemy.engine import Engine, make_url


def engine_on_database_url() -> Engine:
    # SQLAlchemy does not accept the scheme "postgres://"
    url = make_url(os.environ["DATABASE_URL"].replace("postgres://", "postgresql://", 1))
    return create_engine(url.set(drivername="postgresql+psycopg2"))
