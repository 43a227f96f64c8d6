"""A world with somebody of every role, and for each path parameter what is theirs, what is somebody else's, and what
does not exist: what the authorisation matrix walks through.

To bring a new noun in: write its objects down in ``world_objects``, put their ids under the names of its path
parameters in ``NAMES``, and in ``world_requests`` a request that its operations' models accept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.api.container import Container
from app.api.contract_route import ContractRoute
from app.api.security import LinkedDocument
from app.db.tables import identities, passkeys, sessions, totp_secrets
from app.db.unit_of_work import SqlUnitOfWork
from app.sandbox.identities import (
    COMPANY,
    EMPLOYER_USER,
    EVALUATOR,
    EVALUATOR_USER,
    JURY_USER,
    OTHER_COMPANY,
    OTHER_EMPLOYER_USER,
    SECRETARIAT_USER,
    TOTP_SECRET,
)
from app.sandbox.reference import EXAMPLE_VERSION
from app.usecases.access import Caller, Role
from app.usecases.drafts.keeping import save_draft
from app.usecases.preconditions import NO_PRECONDITION
from tests import builders as b
from tests.api import world_requests
from tests.api.world_objects import (
    BRIDGE_REQUEST,
    CALENDAR_TOKEN,
    CERTIFICATE,
    CPF_BATCH,
    DELIVERY,
    ENDPOINT,
    MAIL,
    MATCH,
    OPEN_SESSION,
    OTHER_EVALUATOR,
    REPORT,
    REQUEST_TO_DECLINE,
    REQUEST_TO_OPEN,
    STRANGERS_CERTIFICATE,
    STRANGERS_ENDPOINT,
    STRANGERS_SESSION,
    TAKEOVER,
    TO_CANCEL,
    TO_CHANGE,
    TO_DELETE,
    TO_OPEN,
    TO_POSTPONE,
    appeal_id,
    bring_in,
    document_id,
    dossier_id,
    funding_id,
)

Relation = Literal["own", "other", "absent"]
RELATIONS: tuple[Relation, ...] = ("own", "other", "absent")
ABSENT = str(b.an_id(0xFFFF_FFFF))
KNOWN_BODY = "444555668"
"""The training body of the sandbox's register."""

CALLERS: Mapping[Role, Caller] = {
    Role.EMPLOYER: Caller(role=Role.EMPLOYER, user_id=EMPLOYER_USER, company_id=COMPANY),
    Role.EVALUATOR: Caller(role=Role.EVALUATOR, user_id=EVALUATOR_USER, evaluator_id=EVALUATOR),
    Role.SECRETARIAT: Caller(role=Role.SECRETARIAT, user_id=SECRETARIAT_USER),
    Role.JURY: Caller(role=Role.JURY, user_id=JURY_USER),
    Role.TRADE_EVALUATOR: Caller(role=Role.TRADE_EVALUATOR, dossier_id=dossier_id("to_observe"), name="Paul Métier"),
    Role.CLIENT: Caller(
        role=Role.CLIENT,
        client_id="opca-sandbox",
        funder_code="OPCA",
        branch="pharma",
        scopes=frozenset(
            {"funding:read", "funding:write", "bridges:report", "bridges:request", "events:read", "webhooks:manage"}
        ),
    ),
}
ROLES: tuple[Role, ...] = (*CALLERS, Role.ANONYMOUS)
SIGNED_IN: tuple[Role, ...] = tuple(role for role in CALLERS if role is not Role.CLIENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a path parameter may hold. A role without an ``other`` sees everything of the kind."""

    own: Mapping[Role, str]
    other: Mapping[Role, str] = field(default_factory=dict)
    absent: str = ABSENT

    def but(self, role: Role, value: object) -> "Named":
        """The same, with another one of its own for that role."""
        return replace(self, own={**self.own, role: str(value)})


def seen_by(value: object, *roles: Role, absent: str = ABSENT) -> Named:
    """Something that these roles see, and that is nobody's in particular."""
    return Named(own=dict.fromkeys(roles, str(value)), absent=absent)


def _by_secretariat(value: object, absent: str = ABSENT) -> Named:
    return seen_by(value, Role.SECRETARIAT, absent=absent)


def _of_dossiers(name_of: Mapping[Role, str]) -> Mapping[Role, str]:
    return {role: str(dossier_id(name)) for role, name in name_of.items()}


_OWN = {
    Role.EMPLOYER: "simplified",
    Role.EVALUATOR: "entrusted",
    Role.SECRETARIAT: "common_law",
    Role.JURY: "before_the_jury",
    Role.TRADE_EVALUATOR: "to_observe",
    Role.CLIENT: "individualised",
}
_OTHER = {
    Role.EMPLOYER: "of_another_company",
    Role.EVALUATOR: "entrusted_to_another",
    Role.JURY: "before_strangers",
    Role.TRADE_EVALUATOR: "entrusted",
    Role.CLIENT: "of_another_company",
}
_DOSSIER = Named(own=_of_dossiers(_OWN), other=_of_dossiers(_OTHER))
_SESSION = replace(seen_by(OPEN_SESSION, Role.SECRETARIAT, Role.JURY), other={Role.JURY: str(STRANGERS_SESSION)})
_USER = Named(
    own={Role.EMPLOYER: str(EMPLOYER_USER), Role.SECRETARIAT: str(EMPLOYER_USER)},
    other={Role.EMPLOYER: str(OTHER_EMPLOYER_USER)},
)
_COMPANY = Named(
    own={Role.EMPLOYER: str(COMPANY), Role.SECRETARIAT: str(COMPANY)}, other={Role.EMPLOYER: str(OTHER_COMPANY)}
)

NAMES: Mapping[str, Named] = {
    "dossier_id": _DOSSIER,
    "document_id": Named(
        own={role: str(document_id(name)) for role, name in _OWN.items()},
        other={role: str(document_id(name)) for role, name in _OTHER.items()},
    ),
    "appeal_id": Named(
        own={role: str(appeal_id(_OWN[role])) for role in (Role.EMPLOYER, Role.SECRETARIAT)},
        other={Role.EMPLOYER: str(appeal_id(_OTHER[Role.EMPLOYER]))},
    ),
    "against": seen_by("admissibility", *ROLES, absent="inconnu"),
    "funding_id": Named(
        own={role: str(funding_id(_OWN[role])) for role in (Role.EMPLOYER, Role.SECRETARIAT)},
        other={Role.EMPLOYER: str(funding_id(_OTHER[Role.EMPLOYER]))},
    ),
    "session_id": _SESSION,
    "user_id": _USER,
    "company_id": _COMPANY,
    "verifyCompany.company_id": _by_secretariat(OTHER_COMPANY),
    "client_id": _by_secretariat("pharma-sandbox", "programme-inconnu"),
    "code": seen_by("cqp-agent-logistique", *ROLES, absent="cqp-inconnu"),
    "version": seen_by(EXAMPLE_VERSION, *ROLES, absent="inconnue"),
    "cqp": seen_by("cqp-agent-logistique", *ROLES, absent="cqp-inconnu"),
    "cqpi": seen_by("cqpi-agent-logistique", *ROLES, absent="cqpi-inconnu"),
    "getPathway.code": seen_by("bridge", *ROLES, absent="inconnu"),
    "putFramework.version": _by_secretariat("essai", "essai"),
    "getNetwork.code": seen_by("GRETA", *ROLES, absent="INCONNU"),
    "putNetwork.code": _by_secretariat("GRETA", "INCONNU"),
    "getFunder.code": seen_by("OPCA", *ROLES, absent="INCONNU"),
    "putFunder.code": _by_secretariat("OPCA", "INCONNU"),
    "siren": seen_by(KNOWN_BODY, *ROLES, absent="732829320"),
    "key": Named(
        own=dict.fromkeys(SIGNED_IN, "own"), other=dict.fromkeys(SIGNED_IN, "of-somebody-else"), absent="of-nobody"
    ),
    "saveDraft.key": seen_by("own", *SIGNED_IN, absent="new"),
    "deleteDraft.key": Named(
        own=dict.fromkeys(SIGNED_IN, "given-up"), other=dict.fromkeys(SIGNED_IN, "of-somebody-else"), absent="of-nobody"
    ),
    "number": seen_by("R31", *ROLES, absent="R999"),
    "name": seen_by("minimum_days", *ROLES, absent="inconnu"),
    "getCertificate.number": Named(
        own={Role.EMPLOYER: CERTIFICATE, Role.SECRETARIAT: CERTIFICATE}, other={Role.EMPLOYER: STRANGERS_CERTIFICATE}
    ),
    "getCertificatePdf.number": Named(
        own={Role.EMPLOYER: CERTIFICATE, Role.SECRETARIAT: CERTIFICATE}, other={Role.EMPLOYER: STRANGERS_CERTIFICATE}
    ),
    "getCertificateCredential.number": Named(
        own={Role.EMPLOYER: CERTIFICATE, Role.SECRETARIAT: CERTIFICATE}, other={Role.EMPLOYER: STRANGERS_CERTIFICATE}
    ),
    "list_number": seen_by(1, *ROLES, absent="99"),
    "getAttestation.dossier_id": _DOSSIER.but(Role.EMPLOYER, dossier_id("awarded_in_part")).but(
        Role.SECRETARIAT, dossier_id("awarded_in_part")
    ),
    "getDecisionLetter.dossier_id": _DOSSIER.but(Role.EMPLOYER, dossier_id("awarded_in_part")).but(
        Role.SECRETARIAT, dossier_id("awarded_in_part")
    ),
    "reissueCertificate.number": _by_secretariat(CERTIFICATE, "8888-8888-8888-8888"),
    "revokeCertificate.number": _by_secretariat(STRANGERS_CERTIFICATE, "8888-8888-8888-8888"),
    "verifyCertificate.number": seen_by(CERTIFICATE, *ROLES, absent="8888-8888-8888-8888"),
    "readCalendar.token": seen_by(CALENDAR_TOKEN, *ROLES, absent="x" * 43),
    "certificate_number": _by_secretariat(CERTIFICATE, "8888-8888-8888-8888"),
    "batch_id": _by_secretariat(CPF_BATCH),
    "takeover_id": _by_secretariat(TAKEOVER),
    "request_id": seen_by(BRIDGE_REQUEST, Role.SECRETARIAT, Role.CLIENT),
    "openBridgeRequest.request_id": _by_secretariat(REQUEST_TO_OPEN),
    "declineBridgeRequest.request_id": _by_secretariat(REQUEST_TO_DECLINE),
    "getBridgeRequestDocument.request_id": _by_secretariat(BRIDGE_REQUEST),
    "getBridgeRequestDocument.kind": _by_secretariat("parchment_copy", "parchment_copy"),
    "decision_id": seen_by(REPORT, Role.SECRETARIAT, Role.CLIENT),
    "match_id": _by_secretariat(MATCH),
    "person_id": _by_secretariat(dossier_id("common_law")),
    "mail_id": _by_secretariat(MAIL),
    "endpoint_id": Named(own={Role.CLIENT: str(ENDPOINT)}, other={Role.CLIENT: str(STRANGERS_ENDPOINT)}),
    "deleteWebhookEndpoint.endpoint_id": Named(
        own={Role.CLIENT: str(TO_DELETE)}, other={Role.CLIENT: str(STRANGERS_ENDPOINT)}
    ),
    "delivery_id": Named(own={Role.CLIENT: str(DELIVERY)}, other={Role.CLIENT: str(DELIVERY)}),
    "kind": seen_by("outil_6", *ROLES, absent="outil_9"),
    "putBranchForm.kind": _by_secretariat("outil_6", "outil_9"),
    "getBranchFormContent.number": seen_by(1, *ROLES, absent="99"),
    "id": _by_secretariat(OTHER_EVALUATOR),
    "putBridge.id": _by_secretariat(ABSENT),
    "getJurySession.session_id": seen_by(OPEN_SESSION, Role.SECRETARIAT, Role.JURY, Role.EMPLOYER),
    "updateJurySession.session_id": _by_secretariat(TO_CHANGE),
    "postponeJurySession.session_id": _by_secretariat(TO_POSTPONE),
    "cancelJurySession.session_id": _by_secretariat(TO_CANCEL),
    "openJurySession.session_id": _by_secretariat(TO_OPEN),
    "verifyHeldCertification.code": _by_secretariat("cqpi-agent-logistique", "cqpi-inconnu"),
    "getTradeObservations.dossier_id": _DOSSIER.but(Role.SECRETARIAT, dossier_id("individualised")),
    "recordSkillsIdentification.dossier_id": _DOSSIER.but(Role.SECRETARIAT, dossier_id("simplified")),
    "withdrawDossier.dossier_id": _DOSSIER.but(Role.EMPLOYER, dossier_id("to_withdraw")).but(
        Role.SECRETARIAT, dossier_id("to_withdraw")
    ),
    "declineAssignment.dossier_id": _DOSSIER.but(Role.EVALUATOR, dossier_id("to_decline")),
    "fileAppeal.dossier_id": _DOSSIER.but(Role.EMPLOYER, dossier_id("awarded_in_part")).but(
        Role.SECRETARIAT, dossier_id("awarded_in_part")
    ),
    "correctDecision.dossier_id": _DOSSIER.but(Role.JURY, dossier_id("decided")),
    "requestRedeliberation.dossier_id": _DOSSIER.but(Role.JURY, dossier_id("decided")),
}
"""Looked up as ``operation.parameter`` first, then as ``parameter``."""

CREATED_BY_PUT = frozenset({"putBridge", "putFunder", "putNetwork", "putTrainingBody", "saveDraft"})
"""Operations that make what was absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Somebody of every role, by the headers that they send, and what the path parameters may hold."""

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
        return named and (route.contract.reads is None or world_requests.knows(str(route.operation_id)))

    def _named(self, route: ContractRoute, parameter: str) -> Named:
        return self.names.get(f"{route.operation_id}.{parameter}") or self.names[parameter]


async def build_world(app: FastAPI, engine: AsyncEngine) -> World:
    """The sandbox's people, each with a session of their own, and everything that is theirs and is not."""
    container: Container = app.state.container
    await bring_in(engine, container.document_store, container.channel.cipher)
    headers: dict[Role, Mapping[str, str]] = {Role.ANONYMOUS: {}}
    for number, (role, caller) in enumerate(CALLERS.items()):
        session_id = None if role is Role.CLIENT else b.an_id(4001 + number)
        if session_id is not None:
            await _open(engine, session_id, caller)
        token = container.access_tokens.issue(replace(caller, session_id=session_id), datetime.now(UTC))
        headers[role] = {"Authorization": f"Bearer {token}"}
    people = {role: caller.user_id for role, caller in CALLERS.items() if caller.user_id}
    passkeys_of = {role: await _second_factors(engine, container, user_id) for role, user_id in people.items()}
    of_passkeys = Named(own=passkeys_of, other=_somebody_elses(passkeys_of))
    ended = {role: await _elsewhere(engine, caller) for role, caller in CALLERS.items() if caller.user_id}
    of_sessions = Named(own=ended, other=_somebody_elses(ended))
    bridge = seen_by(await _a_bridge(engine), *ROLES)
    linked = {role: await _linked_identity(engine, user_id) for role, user_id in people.items()}
    await _a_credential(engine)
    await _drafts(engine)
    secretary = replace(CALLERS[Role.SECRETARIAT], session_id=b.an_id(4001 + [*CALLERS].index(Role.SECRETARIAT)))
    shown = LinkedDocument(
        dossier_id=dossier_id("common_law"), document_id=document_id("common_law"), inline=True, preview=False
    )
    link = container.access_tokens.issue_document_link(secretary, shown, datetime.now(UTC))
    made = {
        "openDocumentLink.token": seen_by(link, *ROLES, absent="x" * 43),
        "getBridge.id": bridge,
        "endSession.session_id": of_sessions,
        "passkey_id": of_passkeys,
        "identity_id": Named(own=linked, other=_somebody_elses(linked)),
    }
    return World(headers=headers, names={**NAMES, **made})


def _somebody_elses(own: Mapping[Role, str]) -> Mapping[Role, str]:
    return {**dict.fromkeys(CALLERS, own[Role.JURY]), Role.JURY: own[Role.EMPLOYER]}


async def _second_factors(engine: AsyncEngine, container: Container, user_id: UUID) -> str:
    """The id of a passkey of the person, who has an application of codes too, and showed one in their session."""
    passkey_id, now = uuid7(), datetime.now(UTC)
    sealed = container.channel.cipher.encrypt(TOTP_SECRET)
    key = {"name": "Téléphone", "credential_id": passkey_id.bytes, "public_key": b"", "sign_count": 0}
    async with engine.begin() as connection:
        secret = {"user_id": user_id, "sealed": sealed, "confirmed_at": now}
        await connection.execute(insert(totp_secrets).values(secret))
        await connection.execute(insert(passkeys).values(id=passkey_id, user_id=user_id, created_at=now, **key))
    return str(passkey_id)


async def _a_bridge(engine: AsyncEngine) -> UUID:
    async with SqlUnitOfWork(engine) as uow:
        return (await uow.reference.bridges())[0].id


async def _elsewhere(engine: AsyncEngine, caller: Caller) -> str:
    """The id of a session that the same person has open elsewhere."""
    session_id = uuid7()
    await _open(engine, session_id, caller)
    return str(session_id)


async def _drafts(engine: AsyncEngine) -> None:
    """Drafts of everybody, and of somebody else."""
    everybody = [CALLERS[role] for role in SIGNED_IN]
    somebody = Caller(role=Role.EMPLOYER, user_id=OTHER_EMPLOYER_USER, company_id=OTHER_COMPANY)
    for caller, keys in (*((each, ("own", "given-up")) for each in everybody), (somebody, ("of-somebody-else",))):
        for key in keys:
            await save_draft(
                SqlUnitOfWork(engine), caller, key=key, content="{}", precondition=NO_PRECONDITION, at=datetime.now(UTC)
            )


async def _a_credential(engine: AsyncEngine) -> None:
    """Somebody read the credential of a certificate: there is a list of revocations."""
    async with SqlUnitOfWork(engine) as uow:
        await uow.credential_statuses.place_of(CERTIFICATE, lambda: 0)
        await uow.commit()


async def _linked_identity(engine: AsyncEngine, user_id: UUID) -> str:
    """An identity that opens the person's account."""
    identity_id = uuid7()
    row = {"provider": "branch", "issuer": "https://branch.example", "subject": str(identity_id)}
    async with engine.begin() as connection:
        await connection.execute(
            insert(identities).values(id=identity_id, user_id=user_id, linked_at=datetime.now(UTC), **row)
        )
    return str(identity_id)


async def _open(engine: AsyncEngine, session_id: UUID, caller: Caller) -> None:
    now = datetime.now(UTC)
    row = {"id": session_id, "user_id": caller.user_id, "role": caller.role, "opened_at": now, "proved_at": now}
    async with engine.begin() as connection:
        await connection.execute(insert(sessions).values(**row, dossier_id=caller.dossier_id))
