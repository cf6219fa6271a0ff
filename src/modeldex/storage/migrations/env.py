"""What Alembic runs: the migrations that were asked for, on the connection that it was given.

Without a connection it writes them as statements, for the dialect that was named.
"""

from __future__ import annotations

from alembic import context

from modeldex.storage.head import REVISION_TABLE

_given = context.config.attributes
if context.is_offline_mode():
    context.configure(
        dialect_name=_given["dialect"],
        version_table=REVISION_TABLE,
        transactional_ddl=True,
        literal_binds=True,
    )
else:
    context.configure(connection=_given["connection"], version_table=REVISION_TABLE)
with context.begin_transaction():
    context.run_migrations()
