"""The engine on DATABASE_URL."""

import os

from sqlalchemy import create_engine
from sqlalchemy.engine import Engine, make_url


def engine_on_database_url() -> Engine:
    # "postgres://" is a scheme that SQLAlchemy does not take
    url = make_url(os.environ["DATABASE_URL"].replace("postgres://", "postgresql://", 1))
    return create_engine(url.set(drivername="postgresql+psycopg2"))
