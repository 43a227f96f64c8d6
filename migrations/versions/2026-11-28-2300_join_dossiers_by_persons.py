"""Join dossiers by persons, which civil status alone did before (D49)."""

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from uuid_utils.compat import uuid7

revision: str = "b4d9e27c60f1"
down_revision: str | None = "b6d0f3a85c17"
branch_labels: None = None
depends_on: None = None

_NAMED = sa.text(
    "SELECT d.id, d.person_key, d.created_at, d.facts #>> '{candidate,sex}' AS sex,"
    " left(d.facts #>> '{candidate,employment,employer,siret}', 9) AS employer, left(c.siret, 9) AS company"
    " FROM dossiers d LEFT JOIN companies c ON c.id = d.company_id"
    " WHERE d.facts ->> 'anonymised_on' IS NULL ORDER BY d.id"
)


def upgrade() -> None:
    op.create_table(
        "dossier_persons",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"]),
        sa.PrimaryKeyConstraint("dossier_id", name=op.f("pk_dossier_persons")),
    )
    op.rename_table("person_matches", "person_matches_by_key")
    for index in ("second_key", "state", "found_in"):
        op.execute(f"DROP INDEX ix_person_matches_{index}")
    op.execute("ALTER INDEX pk_person_matches RENAME TO pk_person_matches_by_key")
    matches = op.create_table(
        "person_matches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first_dossier_id", sa.Uuid(), nullable=False),
        sa.Column("second_dossier_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("differences", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("found_in", sa.Uuid(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decisions", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("first_dossier_id < second_dossier_id", name=op.f("ck_person_matches_two_of_them")),
        sa.CheckConstraint("state IN ('pending', 'same', 'different')", name=op.f("ck_person_matches_state")),
        sa.ForeignKeyConstraint(["first_dossier_id"], ["dossiers.id"]),
        sa.ForeignKeyConstraint(["second_dossier_id"], ["dossiers.id"]),
        sa.ForeignKeyConstraint(["found_in"], ["dossiers.id"]),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_matches")),
        sa.UniqueConstraint("first_dossier_id", "second_dossier_id"),
    )
    for column in ("second_dossier_id", "state", "found_in"):
        op.create_index(op.f(f"ix_person_matches_{column}"), "person_matches", [column])
    rows = list(_matches(op.get_bind()))
    if rows:
        op.bulk_insert(matches, rows)
    op.drop_table("person_matches_by_key")
    _assign(op.get_bind(), rows)
    op.create_index(op.f("ix_dossier_persons_person_id"), "dossier_persons", ["person_id"])


def _matches(connection: sa.Connection) -> Any:
    """What was decided of two keys, between their oldest dossiers; under one key, what the decision D49 says."""
    under = defaultdict(list)
    for dossier in connection.execute(_NAMED).mappings():
        under[dossier["person_key"]].append(dossier)
    for match in connection.execute(sa.text("SELECT * FROM person_matches_by_key ORDER BY id")).mappings():
        sides = [under[match[key]] for key in ("first_key", "second_key")]
        if all(sides):
            first, second = sorted(side[0]["id"] for side in sides)
            kept = {name: match[name] for name in ("id", "state", "differences", "found_in", "found_at", "decisions")}
            yield {**kept, "first_dossier_id": first, "second_dossier_id": second, "evidence": None, "version": 1}
    for dossiers in under.values():
        yield from _under_one_key(dossiers)


def _under_one_key(dossiers: list[Any]) -> Any:
    """One person where sex and company are one; each other one is in doubt, with the oldest."""
    persons: list[list[Any]] = []
    for dossier in dossiers:
        known = next((person for person in persons if any(_is_one(dossier, other) for other in person)), None)
        if known is not None:
            yield _found(dossier, known[0], "same_company")
            known.append(dossier)
            continue
        if persons:
            yield _found(dossier, persons[0][0], None)
        persons.append([dossier])


def _is_one(one: Any, other: Any) -> bool:
    companies = [{each["employer"], each["company"]} - {None} for each in (one, other)]
    return bool(one["sex"] == other["sex"] and companies[0] & companies[1])


def _found(dossier: Any, other: Any, evidence: str | None) -> dict[str, Any]:
    first, second = sorted((dossier["id"], other["id"]))
    return {
        "id": uuid7(),
        "first_dossier_id": first,
        "second_dossier_id": second,
        "state": "pending" if evidence is None else "same",
        "differences": [] if dossier["sex"] == other["sex"] else ["sex"],
        "evidence": evidence,
        "found_in": dossier["id"],
        "found_at": dossier["created_at"],
        "decisions": [],
        "version": 1,
    }


def _assign(connection: sa.Connection, rows: list[dict[str, Any]]) -> None:
    """A person is known by the oldest of the dossiers that matches join."""
    connection.execute(sa.text("INSERT INTO dossier_persons (dossier_id, person_id) SELECT id, id FROM dossiers"))
    oldest: dict[Any, Any] = {}

    def known_by(dossier: Any) -> Any:
        while oldest.get(dossier, dossier) != dossier:
            dossier = oldest[dossier]
        return dossier

    for row in rows:
        if row["state"] == "same":
            first, second = sorted(known_by(row[f"{side}_dossier_id"]) for side in ("first", "second"))
            oldest[second] = first
    for dossier in oldest:
        connection.execute(
            sa.text("UPDATE dossier_persons SET person_id = :person WHERE dossier_id = :dossier"),
            {"person": known_by(dossier), "dossier": dossier},
        )


def downgrade() -> None:
    op.rename_table("person_matches", "person_matches_by_dossier")
    for index in ("second_dossier_id", "state", "found_in"):
        op.execute(f"DROP INDEX ix_person_matches_{index}")
    op.execute("ALTER INDEX pk_person_matches RENAME TO pk_person_matches_by_dossier")
    op.create_table(
        "person_matches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first_key", sa.Text(), nullable=False),
        sa.Column("second_key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("differences", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("found_in", sa.Uuid(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decisions", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("first_key <> second_key", name=op.f("ck_person_matches_two_of_them")),
        sa.CheckConstraint("state IN ('pending', 'same', 'different')", name=op.f("ck_person_matches_state")),
        sa.ForeignKeyConstraint(["found_in"], ["dossiers.id"]),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_matches")),
        sa.UniqueConstraint("first_key", "second_key"),
    )
    for column in ("second_key", "state", "found_in"):
        op.create_index(op.f(f"ix_person_matches_{column}"), "person_matches", [column])
    op.execute(
        "INSERT INTO person_matches (id, first_key, second_key, state, differences, found_in, found_at, decisions,"
        " version) SELECT m.id, least(a.person_key, b.person_key), greatest(a.person_key, b.person_key), m.state,"
        " array_remove(m.differences, 'sex'), m.found_in, m.found_at, m.decisions, m.version"
        " FROM person_matches_by_dossier m JOIN dossiers a ON a.id = m.first_dossier_id"
        " JOIN dossiers b ON b.id = m.second_dossier_id WHERE a.person_key <> b.person_key ON CONFLICT DO NOTHING"
    )
    op.drop_table("person_matches_by_dossier")
    op.drop_table("dossier_persons")
