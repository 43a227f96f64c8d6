"""Keep the words of decision letters."""

from alembic import op

revision: str = "5c1e8a70d4b3"
down_revision: str | None = "c58d1f0a7e42"
branch_labels: None = None
depends_on: None = None

_CONSTRAINT = "ck_printed_papers_kind"


def upgrade() -> None:
    op.drop_constraint(op.f(_CONSTRAINT), "printed_papers", type_="check")
    op.create_check_constraint(
        op.f(_CONSTRAINT),
        "printed_papers",
        "kind IN ('attestation', 'minutes', 'decision', 'admissibility_attestation', 'admissibility_refusal')",
    )


def downgrade() -> None:
    op.execute("DELETE FROM printed_papers WHERE kind = 'decision'")
    op.drop_constraint(op.f(_CONSTRAINT), "printed_papers", type_="check")
    op.create_check_constraint(
        op.f(_CONSTRAINT),
        "printed_papers",
        "kind IN ('attestation', 'minutes', 'admissibility_attestation', 'admissibility_refusal')",
    )
