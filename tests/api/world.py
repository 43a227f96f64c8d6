"""A world with somebody of every role, and for each path parameter what is theirs, what is somebody else's, and what
does not exist: what the authorisation matrix walks through.

To bring a new noun in: put its ids under the names of its path parameters in ``names``, and in ``REQUESTS`` a request
that its operations' models accept, since a malformed one is refused before its object is looked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from app.api.routing import ContractRoute
from app.api.wiring import Wiring
from app.db.tables import sessions
from app.sandbox.identities import (
    COMPANY,
    EMPLOYER_USER,
    EVALUATOR,
    EVALUATOR_USER,
    JURY_USER,
    SECRETARIAT_USER,
)
from app.usecases.access import Caller, Role

Relation = Literal["own", "other", "absent"]
RELATIONS: tuple[Relation, ...] = ("own", "other", "absent")
ABSENT = str(UUID(int=0x019B76DA_A800_7000_8000_FFFFFFFFFFFF))

_CALLERS: Mapping[Role, Caller] = {
    Role.EMPLOYER: Caller(role=Role.EMPLOYER, user_id=EMPLOYER_USER, company_id=COMPANY),
    Role.EVALUATOR: Caller(role=Role.EVALUATOR, user_id=EVALUATOR_USER, evaluator_id=EVALUATOR),
    Role.SECRETARIAT: Caller(role=Role.SECRETARIAT, user_id=SECRETARIAT_USER),
    Role.JURY: Caller(role=Role.JURY, user_id=JURY_USER),
    Role.TRADE_EVALUATOR: Caller(role=Role.TRADE_EVALUATOR, name="Paul Métier"),
    Role.CLIENT: Caller(
        role=Role.CLIENT,
        client_id="opca-sandbox",
        funder_code="OPCA",
        branch="pharma",
        scopes=frozenset({"funding:read", "funding:write", "bridges:report", "events:read", "webhooks:manage"}),
    ),
}
ROLES: tuple[Role, ...] = tuple(_CALLERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a path parameter may hold. A role without an ``other`` sees everything of the kind."""

    own: Mapping[Role, str]
    other: Mapping[Role, str] = field(default_factory=dict)
    absent: str = ABSENT


def seen_by(value: object, *roles: Role, absent: str = ABSENT) -> Named:
    """Something that these roles see, and that is nobody's in particular."""
    return Named(own=dict.fromkeys(roles, str(value)), absent=absent)


REQUESTS: Mapping[str, Mapping[str, Any]] = {
    "putFramework": {
        "json": {
            "in_force_from": "2027-01-01",
            "source": "essai",
            "confirmed": False,
            "competences": [{"code": "c1", "label": "Une compétence"}],
        }
    },
    "putCqpiEquivalence": {"json": {"source": "essai", "confirmed": False, "in_force_from": "2027-01-01"}},
    "putRuleParameter": {"json": {"value": 3, "from": "2027-01-01", "source": "essai"}},
    "putBridge": {
        "json": {
            "kind": "total",
            "chemical_certification": "cqp-agent-logistique",
            "partner_certification": "inconnue",
            "in_force_from": "2027-01-01",
            "source": "essai",
            "confirmed": False,
        }
    },
}
"""For operations that read a body: httpx's arguments for one that their models accept."""

CREATED_BY_PUT = frozenset({"putBridge", "putFramework"})
"""Operations that make what was absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Somebody of every role, by the headers that they send, and what the path parameters may hold.

    A parameter is looked up as ``operation.parameter`` first, then as ``parameter``.
    """

    headers: Mapping[Role, Mapping[str, str]]
    names: Mapping[str, Named]

    def path(self, route: ContractRoute, role: Role, relation: Relation) -> str | None:
        """The path of ``route`` to such an object, None where there is none for this role."""
        values = {}
        for parameter in route.param_convertors:
            named = self._named(route, parameter)
            value = named.absent if relation == "absent" else getattr(named, relation).get(role)
            if value is None:
                return None
            values[parameter] = value
        return route.path_format.format(**values)

    def knows(self, route: ContractRoute) -> bool:
        """Whether every parameter of ``route`` has its names, and its body an example."""
        named = all(
            f"{route.operation_id}.{name}" in self.names or name in self.names for name in route.param_convertors
        )
        return named and (route.terms.reads is None or not route.param_convertors or route.operation_id in REQUESTS)

    def _named(self, route: ContractRoute, parameter: str) -> Named:
        return self.names.get(f"{route.operation_id}.{parameter}") or self.names[parameter]


async def build_world(app: FastAPI, engine: AsyncEngine) -> World:
    """The sandbox's people, each with a session of their own."""
    wiring: Wiring = app.state.wiring
    headers = {}
    for number, (role, caller) in enumerate(_CALLERS.items()):
        session_id = None if role is Role.CLIENT else UUID(int=0x019B76DA_A800_7000_9000_000000000000 + number)
        if session_id is not None:
            await _open(engine, session_id, caller)
        token = wiring.access_tokens.issue(replace(caller, session_id=session_id), datetime.now(UTC))
        headers[role] = {"Authorization": f"Bearer {token}"}
    return World(headers=headers, names=_names())


def _names() -> Mapping[str, Named]:
    return {
        "putFramework.code": seen_by("cqp-agent-logistique", Role.SECRETARIAT, absent="cqp-inconnu"),
        "putFramework.version": seen_by("essai", Role.SECRETARIAT, absent="essai"),
        "putCqpiEquivalence.cqp": seen_by("cqp-agent-logistique", Role.SECRETARIAT, absent="cqp-inconnu"),
        "putCqpiEquivalence.cqpi": seen_by("cqpi-agent-logistique", Role.SECRETARIAT, absent="cqpi-inconnu"),
        "putRuleParameter.number": seen_by("R31", Role.SECRETARIAT, absent="R999"),
        "putRuleParameter.name": seen_by("minimum_days", Role.SECRETARIAT, absent="inconnu"),
        "putBridge.id": seen_by(ABSENT, Role.SECRETARIAT),
    }


async def _open(engine: AsyncEngine, session_id: UUID, caller: Caller) -> None:
    row = {"id": session_id, "user_id": caller.user_id, "role": caller.role, "opened_at": datetime.now(UTC)}
    async with engine.begin() as connection:
        await connection.execute(insert(sessions).values(**row, dossier_id=caller.dossier_id))
