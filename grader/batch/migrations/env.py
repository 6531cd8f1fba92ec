"""Alembic runs this for each command; the transaction is the gradebook's."""

from alembic import context

from grader.batch.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
