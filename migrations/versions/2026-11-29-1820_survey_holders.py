"""Keep the surveys of holders, and what they count once their answers are forgotten."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "a41f7c20d9e6"
down_revision: str | None = "f4a1c7d2e860"
branch_labels: None = None
depends_on: None = None

_WAVES = "wave IN ('at_award', 'm6', 'm24')"


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "surveys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("certificate_number", sa.Text(), nullable=False),
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("written_to", sa.Boolean(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=True),
        sa.Column("do_not_contact", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("recorded", JSONB(), nullable=True),
        sa.Column("own_words", JSONB(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(_WAVES, name=op.f("ck_surveys_wave")),
        sa.CheckConstraint(
            "standing IN ('neutralised', 'without_job', 'in_another_job', 'in_target_job')",
            name=op.f("ck_surveys_standing"),
        ),
        sa.ForeignKeyConstraint(
            ["certificate_number"], ["certificates.number"], name=op.f("fk_surveys_certificate_number_certificates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
        sa.UniqueConstraint("certificate_number", "wave", name=op.f("uq_surveys_certificate_number_wave")),
    )
    op.create_index(op.f("ix_surveys_closes_on"), "surveys", ["closes_on"])
    op.create_table(
        "survey_tallies",
        sa.Column("certification_code", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("wave", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("asked", "answered", "neutralised", "employed", "in_target")
        ),
        sa.CheckConstraint("access IN ('training', 'vae', 'other')", name=op.f("ck_survey_tallies_access")),
        sa.CheckConstraint(_WAVES, name=op.f("ck_survey_tallies_wave")),
        sa.PrimaryKeyConstraint("certification_code", "year", "access", "wave", name=op.f("pk_survey_tallies")),
    )


def downgrade() -> None:
    """Drop them: answers and counts are lost."""
    op.drop_table("survey_tallies")
    op.drop_index(op.f("ix_surveys_closes_on"), "surveys")
    op.drop_table("surveys")
