"""Fold references as they are pasted: every dash, digit and invisible character, as app/domain/funding.py does."""

from unicodedata import category, normalize

import sqlalchemy as sa
from alembic import op

revision: str = "d7b40c91e5a3"
down_revision: str | None = "b27e50d4f1a8"
branch_labels: None = None
depends_on: None = None

_FUNDINGS = sa.table(
    "fundings",
    sa.column("dossier_id"),
    sa.column("funder_code"),
    sa.column("reference"),
    sa.column("normalised_reference"),
    sa.column("confirmed_at"),
)
_OF_A_ROW = ("dossier_id", "funder_code", "normalised_reference")


def upgrade() -> None:
    """Of two references of one dossier that have become one, the confirmed stays, else the first."""
    connection = op.get_bind()
    rows = connection.execute(sa.select(_FUNDINGS).where(_FUNDINGS.c.reference != "")).mappings().all()
    taken = {tuple(row[name] for name in _OF_A_ROW) for row in rows}
    for row in sorted(rows, key=lambda row: row["confirmed_at"] is None):
        folded = _folded(row["reference"])
        if not folded or folded == row["normalised_reference"]:
            continue
        here = sa.and_(*(_FUNDINGS.c[name] == row[name] for name in _OF_A_ROW))
        wanted = (row["dossier_id"], row["funder_code"], folded)
        if wanted in taken:
            connection.execute(sa.delete(_FUNDINGS).where(here))
        else:
            connection.execute(sa.update(_FUNDINGS).where(here).values(normalised_reference=folded))
            taken.add(wanted)


def downgrade() -> None:
    """Nothing: the former folding finds fewer of them, and what was typed is kept beside it."""


def _folded(reference: str) -> str:
    usual = normalize("NFKC", reference)
    return "".join(character for character in usual if not _is_ignored(character)).casefold()


def _is_ignored(character: str) -> bool:
    return character in "./\u2212" or character.isspace() or category(character) in {"Pd", "Cf", "Cc"}
