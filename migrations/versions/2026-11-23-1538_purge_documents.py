"""Let a document stay as a row whose file was deleted once its retention was over."""

from alembic import op

revision: str = "5c3e9b07fd24"
down_revision: str | None = "d5270cc41e98"
branch_labels: None = None
depends_on: None = None

_NAME = "ck_documents_state"


def upgrade() -> None:
    op.drop_constraint(op.f(_NAME), "documents")
    op.create_check_constraint(
        op.f(_NAME), "documents", "state IN ('available', 'quarantined', 'refused', 'lost', 'purged')"
    )


def downgrade() -> None:
    op.drop_constraint(op.f(_NAME), "documents")
    op.execute("UPDATE documents SET state = 'lost' WHERE state = 'purged'")
    op.create_check_constraint(op.f(_NAME), "documents", "state IN ('available', 'quarantined', 'refused', 'lost')")
