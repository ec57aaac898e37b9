"""Runs the steps on the connection handed in, within its transaction. Alembic looks for this module by its name."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from central.database import Base, UtcDateTime


def render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Our own column type is written as what it is stored as: a step must not change with the models later."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot alter a table: it is copied
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
