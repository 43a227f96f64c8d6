"""Keep the terms of appeals, and the words of the letters about them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "8d0b6f2e91a7"
down_revision: str | None = "d8b3f16c07a9"
branch_labels: None = None
depends_on: None = None

_CONSTRAINT = "ck_printed_papers_kind"
_BEFORE = "'attestation', 'minutes', 'decision', 'admissibility_attestation', 'admissibility_refusal'"


def upgrade() -> None:
    op.create_table(
        "appeal_terms",
        sa.Column("against", sa.Text(), nullable=False),
        sa.Column("open_to", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("months", sa.SmallInteger(), nullable=True),
        sa.Column("examined_by", sa.Text(), nullable=True),
        sa.Column("letter_text", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "against IN ('admissibility', 'jury_decision', 'lapse')", name=op.f("ck_appeal_terms_against")
        ),
        sa.CheckConstraint("months > 0", name=op.f("ck_appeal_terms_a_term_lasts")),
        sa.PrimaryKeyConstraint("against", name=op.f("pk_appeal_terms")),
    )
    op.drop_constraint(op.f(_CONSTRAINT), "printed_papers", type_="check")
    op.create_check_constraint(
        op.f(_CONSTRAINT), "printed_papers", f"kind IN ({_BEFORE}, 'appeal_acknowledgement', 'appeal_answer')"
    )


def downgrade() -> None:
    op.execute("DELETE FROM printed_papers WHERE kind IN ('appeal_acknowledgement', 'appeal_answer')")
    op.drop_constraint(op.f(_CONSTRAINT), "printed_papers", type_="check")
    op.create_check_constraint(op.f(_CONSTRAINT), "printed_papers", f"kind IN ({_BEFORE})")
    op.drop_table("appeal_terms")
