"""Keep the doubts on who is who, what was decided of them, and what the partner branch decided."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "e07b52c18d36"
down_revision: str | None = "c93d5e1a7f04"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_index("ix_dossiers_birth_date", "dossiers", [sa.text("split_part(person_key, '|', 3)")])
    op.create_index(
        "ix_dossiers_birth_and_first_names",
        "dossiers",
        [sa.text("split_part(person_key, '|', 1)"), sa.text("split_part(person_key, '|', 2)")],
    )
    op.create_table(
        "person_matches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first_key", sa.Text(), nullable=False),
        sa.Column("second_key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("differences", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("found_in", sa.Uuid(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "decisions",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("first_key <> second_key", name=op.f("ck_person_matches_two_of_them")),
        sa.CheckConstraint("state IN ('pending', 'same', 'different')", name=op.f("ck_person_matches_state")),
        sa.ForeignKeyConstraint(["found_in"], ["dossiers.id"], name=op.f("fk_person_matches_found_in_dossiers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_matches")),
        sa.UniqueConstraint("first_key", "second_key", name=op.f("uq_person_matches_first_key_second_key")),
    )
    for column in ("second_key", "state", "found_in"):
        op.create_index(op.f(f"ix_person_matches_{column}"), "person_matches", [column])
    op.create_table(
        "partner_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("certificate_number", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("partner_certification", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('awarded', 'partially_awarded', 'not_awarded')", name=op.f("ck_partner_decisions_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_number"],
            ["certificates.number"],
            name=op.f("fk_partner_decisions_certificate_number_certificates"),
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_partner_decisions_dossier_id_dossiers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_decisions")),
        sa.UniqueConstraint(
            "certificate_number",
            "partner_certification",
            "decided_on",
            name="reported_once",
        ),
    )
    op.create_index(op.f("ix_partner_decisions_dossier_id"), "partner_decisions", ["dossier_id"])


def downgrade() -> None:
    op.drop_table("partner_decisions")
    op.drop_table("person_matches")
    op.drop_index("ix_dossiers_birth_and_first_names", table_name="dossiers")
    op.drop_index("ix_dossiers_birth_date", table_name="dossiers")
