"""Link companies of one group, and find companies by their SIREN."""

import sqlalchemy as sa
from alembic import op

revision: str = "a4c7e92b61d3"
down_revision: str | None = "e3a97c15b260"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table(
        "company_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_reason", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_company_links_told_once")),
        sa.CheckConstraint(
            "num_nulls(ended_by, ended_at, ended_reason) IN (0, 3)", name=op.f("ck_company_links_ended_whole")
        ),
        sa.ForeignKeyConstraint(["one_id"], ["companies.id"], name=op.f("fk_company_links_one_id_companies")),
        sa.ForeignKeyConstraint(["other_id"], ["companies.id"], name=op.f("fk_company_links_other_id_companies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_links")),
    )
    op.create_index(op.f("ix_company_links_other_id"), "company_links", ["other_id"])
    op.create_index(
        "uq_company_links_standing",
        "company_links",
        ["one_id", "other_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_companies_siren", "companies", [sa.text('"left"(siret, 9)')])


def downgrade() -> None:
    op.drop_index("ix_companies_siren", table_name="companies")
    op.drop_table("company_links")
