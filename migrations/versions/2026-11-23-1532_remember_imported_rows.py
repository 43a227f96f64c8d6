"""Remember which rows of files became which dossiers."""

import sqlalchemy as sa
from alembic import op

revision: str = "e7a95d204c18"
down_revision: str | None = "c41d80e6ba37"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table(
        "imported_rows",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_imported_rows_dossier_id_dossiers")),
        sa.PrimaryKeyConstraint("owner", "key", name=op.f("pk_imported_rows")),
    )
    op.create_index(op.f("ix_imported_rows_dossier_id"), "imported_rows", ["dossier_id"])


def downgrade() -> None:
    op.drop_table("imported_rows")
