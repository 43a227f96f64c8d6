"""Name each funding, that it may be corrected: when it was declared, and why it was rejected."""

import sqlalchemy as sa
from alembic import op

revision: str = "3f6a90d2c481"
down_revision: str | None = "f6b0d8e2a471"
branch_labels: None = None
depends_on: None = None

_DECLARED = sa.text(
    "UPDATE fundings SET declared_at = dossiers.created_at FROM dossiers WHERE dossiers.id = fundings.dossier_id"
)
_IN_CAPITALS = (
    # A code was compared letter for letter: the same funding may have been declared under two spellings.
    (
        "DELETE FROM fundings f USING fundings g WHERE f.dossier_id = g.dossier_id"
        " AND f.normalised_reference = g.normalised_reference AND upper(f.funder_code) = upper(g.funder_code)"
        " AND (f.confirmed_at IS NOT NULL, f.id) < (g.confirmed_at IS NOT NULL, g.id)"
    ),
    "UPDATE fundings SET funder_code = upper(funder_code) WHERE funder_code <> upper(funder_code)",
    "UPDATE clients SET funder_code = upper(funder_code) WHERE funder_code <> upper(funder_code)",
)


def upgrade() -> None:
    op.add_column("fundings", sa.Column("id", sa.Uuid(), nullable=False, server_default=sa.text("gen_random_uuid()")))
    op.create_unique_constraint(op.f("uq_fundings_id"), "fundings", ["id"])
    op.add_column(
        "fundings",
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
    )
    op.add_column("fundings", sa.Column("rejection_reason", sa.Text(), nullable=True))
    op.execute(_DECLARED)
    for statement in _IN_CAPITALS:
        op.execute(statement)


def downgrade() -> None:
    for name in ("rejection_reason", "declared_at", "id"):
        op.drop_column("fundings", name)
