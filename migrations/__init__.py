"""Alembic's migrations, numbered, run at every start."""
