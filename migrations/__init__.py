"""Alembic's migrations, numbered, run at every start; `python -m migrations` writes one."""
