"""How gradebooks of older versions become ones of today, by Alembic: a revision a module in `versions`."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def stamp(connection: Connection, revision: str) -> None:
    """Notes which revision the tables have."""
    command.stamp(_config(connection), revision)


def migrate(connection: Connection) -> None:
    """Brings the tables to the newest revision."""
    command.upgrade(_config(connection), "head")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
