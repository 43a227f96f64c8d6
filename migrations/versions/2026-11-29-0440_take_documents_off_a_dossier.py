"""Let a document be taken off a dossier, with its file and then without (D67)."""

from alembic import op

revision: str = "c7d67a1e9b20"
down_revision: str | None = "b4d9e27c60f1"
branch_labels: None = None
depends_on: None = None

_NAME = "ck_documents_state"
_BEFORE = "'available', 'quarantined', 'refused', 'lost', 'purged'"


def upgrade() -> None:
    op.drop_constraint(op.f(_NAME), "documents")
    op.create_check_constraint(op.f(_NAME), "documents", f"state IN ({_BEFORE}, 'removed', 'deleted')")


def downgrade() -> None:
    """A program that knows no removal would show the document, or count it: it is refused for good instead."""
    op.drop_constraint(op.f(_NAME), "documents")
    op.execute("UPDATE documents SET state = 'refused' WHERE state IN ('removed', 'deleted')")
    op.create_check_constraint(op.f(_NAME), "documents", f"state IN ({_BEFORE})")
