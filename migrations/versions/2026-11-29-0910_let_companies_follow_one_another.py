"""Let companies follow one another: what a dossier was as it left one, and which company succeeds which."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "d8b3f16c07a9"
down_revision: str | None = "5c1e8a70d4b3"
branch_labels: None = None
depends_on: None = None

_SHAPE = (
    "INSERT INTO fact_shapes (aggregate, written)"
    " SELECT 'dossier_departure', written FROM fact_shapes WHERE aggregate = 'dossier'"
)


def upgrade() -> None:
    op.create_table(
        "dossier_departures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.Column("facts", JSONB(), nullable=False),
        sa.Column("facts_version", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.Column("fundings", JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "dossier_id = ((facts ->> 'id'::text))::uuid", name=op.f("ck_dossier_departures_is_the_one_of_its_facts")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_dossier_departures_dossier_id_dossiers")
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_dossier_departures_company_id_companies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_departures")),
        sa.UniqueConstraint("dossier_id", "company_id", name=op.f("uq_dossier_departures_dossier_id_company_id")),
    )
    op.create_index(op.f("ix_dossier_departures_company_id"), "dossier_departures", ["company_id"])
    op.create_index(op.f("ix_dossier_departures_facts_version"), "dossier_departures", ["facts_version"])
    op.add_column("companies", sa.Column("succession", JSONB(), nullable=True))
    op.execute(_SHAPE)


def downgrade() -> None:
    op.execute("DELETE FROM fact_shapes WHERE aggregate = 'dossier_departure'")
    op.drop_column("companies", "succession")
    op.drop_table("dossier_departures")
