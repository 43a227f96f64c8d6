"""Hold documents until they are scanned, and keep the branch's blank forms."""

import sqlalchemy as sa
from alembic import op

revision: str = "4d7f19ae52c8"
down_revision: str | None = "b8e21f64c3d7"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.add_column("documents", sa.Column("state", sa.Text(), server_default=sa.text("'available'"), nullable=False))
    op.create_check_constraint(
        op.f("ck_documents_state"), "documents", "state IN ('available', 'quarantined', 'refused', 'lost')"
    )
    op.create_index("ix_documents_quarantined", "documents", ["id"], postgresql_where=sa.text("state = 'quarantined'"))
    op.create_table(
        "branch_forms",
        sa.Column("certification_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_branch_forms_no_empty_file")),
        sa.PrimaryKeyConstraint("certification_code", "kind", "number", name=op.f("pk_branch_forms")),
    )


def downgrade() -> None:
    op.drop_table("branch_forms")
    op.drop_index("ix_documents_quarantined", table_name="documents", postgresql_where=sa.text("state = 'quarantined'"))
    op.drop_constraint(op.f("ck_documents_state"), "documents")
    op.drop_column("documents", "state")
