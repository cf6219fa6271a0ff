"""Versions of models, aliases and redirects."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of the registry, its state, and the triggers that keep versions as they are."""
    state = op.create_table(
        "registry_state",
        sa.Column(
            "id", sa.Integer, sa.CheckConstraint("id = 1", name="registry_state_is_one_row"), primary_key=True
        ),
        sa.Column("generation", sa.BigInteger, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(state, [{"id": 1, "generation": 0, "recorded_at": 0}])
    op.create_table(
        "model_versions",
        sa.Column("model", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("change", sa.Text, nullable=False),
        sa.Column("content", sa.Text),
        sa.Column("actor", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("generation", sa.BigInteger, nullable=False),
    )
    op.create_index("model_versions_by_generation", "model_versions", ["generation"])
    op.create_index("model_versions_by_time", "model_versions", ["model", "recorded_at"])
    op.create_table(
        "name_aliases",
        sa.Column("alias", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("target", sa.Text),
        sa.Column("actor", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "redirects",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("successor", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
    )
    for statement in _KEEPING[op.get_context().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Drop everything; the database is as empty as before."""
    for table in ("redirects", "name_aliases", "model_versions", "registry_state"):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_change_versions()")


_REFUSAL = "model_versions is append-only, a change is a new version"
_KEEPING = {
    "sqlite": (
        f"CREATE TRIGGER model_versions_keep BEFORE UPDATE ON model_versions"
        f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
        f"CREATE TRIGGER model_versions_stay BEFORE DELETE ON model_versions"
        f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
        # INSERT OR REPLACE deletes without asking the trigger above
        "CREATE TRIGGER model_versions_once BEFORE INSERT ON model_versions"
        " WHEN EXISTS (SELECT 1 FROM model_versions WHERE model = NEW.model AND version = NEW.version)"
        " BEGIN SELECT RAISE(ABORT, 'model_versions has this version already'); END",
    ),
    "postgresql": (
        f"CREATE FUNCTION refuse_to_change_versions() RETURNS trigger LANGUAGE plpgsql"
        f" AS $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
        "CREATE TRIGGER model_versions_keep BEFORE UPDATE OR DELETE ON model_versions"
        " FOR EACH ROW EXECUTE FUNCTION refuse_to_change_versions()",
        "CREATE TRIGGER model_versions_stay BEFORE TRUNCATE ON model_versions"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_versions()",
    ),
}
