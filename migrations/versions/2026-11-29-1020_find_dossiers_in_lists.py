"""Find dossiers in lists: what they are searched, narrowed and ordered by.

The words and the step are drawn by the program: those of edition 0 by the job of the night, or by an act before it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision: str = "e3a95c7d1f20"
down_revision: str | None = "b7e4d10f52c8"
branch_labels: None = None
depends_on: None = None

_DECIDED = (
    "UPDATE dossiers SET decided_status = CASE WHEN facts #>> '{awaiting_signature,version}' IS NULL THEN status"
    " ELSE facts #>> '{decisions,-1,outcome}' END"
)


def upgrade() -> None:
    for table in ("dossiers", "dossier_departures"):
        op.add_column(table, sa.Column("current_step", sa.Text(), nullable=False, server_default=sa.text("''")))
        op.add_column(
            table, sa.Column("sort_name", sa.Text(collation="C"), nullable=False, server_default=sa.text("''"))
        )
        op.add_column(table, sa.Column("search_words", ARRAY(sa.Text()), nullable=False, server_default="{}"))
        op.add_column(
            table, sa.Column("listing_edition", sa.SmallInteger(), nullable=False, server_default=sa.text("0"))
        )
    op.add_column("dossiers", sa.Column("decided_status", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.execute(_DECIDED)
    op.create_index("ix_dossiers_sort_name", "dossiers", ["sort_name", "id"])
    op.create_index("ix_dossiers_decided_status", "dossiers", ["decided_status", "id"])
    op.create_index("ix_dossiers_current_step", "dossiers", ["current_step", "id"])
    op.create_index("ix_dossiers_certification_code", "dossiers", ["certification_code", "id"])
    op.create_index(
        "ix_dossiers_search", "dossiers", [sa.text("array_to_tsvector(search_words)")], postgresql_using="gin"
    )


def downgrade() -> None:
    for index in ("search", "certification_code", "current_step", "decided_status", "sort_name"):
        op.drop_index(f"ix_dossiers_{index}", "dossiers")
    op.drop_column("dossiers", "decided_status")
    for table in ("dossier_departures", "dossiers"):
        for column in ("listing_edition", "search_words", "sort_name", "current_step"):
            op.drop_column(table, column)
