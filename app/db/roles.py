"""Who may do what in the database: the owner migrates, the service serves and works, the reader reports (ADR 0023).

The owner is the role whose tables they are. What the service may not do, nobody does through it: rewrite history or
events, empty or change a table, put a trigger aside.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.jobs import SCHEMA
from app.db.tables import metadata

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_USUAL = "SELECT, INSERT, UPDATE"
_DELETED_FROM = frozenset(
    {
        "attempts",
        "awaited_acts",
        "calendar_links",
        "deadlines",
        "dossier_departures",
        "drafts",
        "emails",
        "evaluator_authorisations",
        "fundings",
        "idempotency_keys",
        "identities",
        "imported_rows",
        "jury_members",
        "links",
        "passkey_challenges",
        "passkeys",
        "person_matches",
        "rate_counts",
        "recovery_codes",
        "refresh_tokens",
        "reminders",
        "sandbox_clock",
        "sessions",
        "sign_in_challenges",
        "sign_in_starts",
        "surveys",
        "token_stops",
        "totp_secrets",
        "user_roles",
        "vouched_sessions",
        "webhook_deliveries",
        "webhook_endpoints",
    }
)
"""The tables from which a program that serves or works takes rows."""
_OTHERWISE: Mapping[str, str] = {
    "dossier_history": "SELECT, INSERT",
    "dossier_history_heads": "SELECT",
    "events": "SELECT, INSERT, UPDATE (place)",
    "fact_shapes": "SELECT",
    "printed_papers": "SELECT, INSERT, DELETE",
    "schema_revisions": "SELECT",
}
_FUNCTIONS = ("chain_history(uuid)", "erase_history_words(uuid)", "erase_event_references(uuid)", "undo_takeover(uuid)")
_SECRET: Mapping[str, frozenset[str]] = {
    "users": frozenset({"password_hash"}),
    "clients": frozenset({"secrets"}),
    "webhook_endpoints": frozenset({"secrets"}),
    "emails": frozenset({"body", "html", "links"}),
    "dossier_history": frozenset({"salt"}),
}
_UNREAD = frozenset(
    {
        "attempts",
        "calendar_links",
        "drafts",
        "idempotency_keys",
        "links",
        "passkey_challenges",
        "passkeys",
        "rate_counts",
        "recovery_codes",
        "refresh_tokens",
        "sign_in_challenges",
        "sign_in_starts",
        "token_stops",
        "totp_secrets",
        "vouched_sessions",
    }
)
"""What a report has no use for: secrets, their digests, counters, what nobody has sent."""


def role_statements(service: str, reader: str | None = None) -> tuple[str, ...]:
    """What makes the roles, where they are not there, and gives each its rights anew. Raises ValueError for a name."""
    statements = [*_service(_checked(service))]
    if reader is not None:
        statements += _reader(_checked(reader))
    return tuple(statements)


def service_rights(table: Table) -> str:
    """The rights of the service on a table."""
    return _OTHERWISE.get(table.name, f"{_USUAL}, DELETE" if table.name in _DELETED_FROM else _USUAL)


async def apply_roles(engine: AsyncEngine, service: str, reader: str | None = None) -> None:
    """Do it, in one transaction, as the owner: who may make roles. Raises ValueError, SQLAlchemyError."""
    async with engine.begin() as connection:
        for statement in role_statements(service, reader):
            await connection.execute(text(statement.replace(":", r"\:")))


def _service(role: str) -> Iterable[str]:
    yield from _anew(role)
    yield f"GRANT USAGE ON SCHEMA public, {SCHEMA} TO {role}"
    for table in _tables():
        yield f"GRANT {service_rights(table)} ON {table.name} TO {role}"
    yield f"GRANT SELECT ON alembic_version TO {role}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {SCHEMA} TO {role}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public, {SCHEMA} TO {role}"
    yield f"GRANT EXECUTE ON FUNCTION {', '.join(_FUNCTIONS)} TO {role}"


def _reader(role: str) -> Iterable[str]:
    yield from _anew(role)
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    for table in _tables():
        if table.name not in _UNREAD:
            yield f"GRANT SELECT{_columns(table)} ON {table.name} TO {role}"


def _columns(table: Table) -> str:
    """All of the table; of one that holds a secret, the other columns by name."""
    hidden: Iterable[Any] = _SECRET.get(table.name, ())
    return (
        f" ({', '.join(name for name in (column.name for column in table.c) if name not in hidden)})" if hidden else ""
    )


def _anew(role: str) -> Iterable[str]:
    """The role, with none of the rights that it had: it may log in once its owner gives it a password."""
    yield (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
        f"THEN CREATE ROLE {role} LOGIN; END IF; END $$"
    )
    for kind in ("TABLES", "SEQUENCES", "FUNCTIONS"):
        yield f"REVOKE ALL ON ALL {kind} IN SCHEMA public, {SCHEMA} FROM {role}"
    yield f"REVOKE ALL ON SCHEMA public, {SCHEMA} FROM {role}"


def _tables() -> list[Table]:
    return sorted(metadata.tables.values(), key=lambda table: table.name)


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(name)
    return name
