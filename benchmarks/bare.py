"""The measure: Starlette and asyncpg with nothing between, doing the same SQL and the same token check as the service.

It knows no rule: what the domain computes for the service, it reads from the row or works out in a line. Its answers
must equal the service's, which is checked before anything is measured.
"""

import hashlib
import hmac
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from jose import jwk, jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.api.pages import encode_cursor, list_mark
from app.api.security import revocation_keys_of
from app.db.dossier_views import view_for
from app.db.funded_dossiers import ONE_UNLESS_REVOKED, page_query
from app.domain.candidate import EMPLOYMENT_STATUS_LABELS, EmploymentStatus
from app.domain.catalogue import CERTIFICATIONS
from app.domain.certificates import CERTIFICATE_STATE_LABELS, CertificateState
from app.domain.dossier import (
    CLOSURE_LABELS,
    JURY_REGISTRATION_LABELS,
    STATUS_LABELS,
    ClosureReason,
    JuryRegistrationState,
    Status,
)
from app.domain.pathways import pathway_of
from app.domain.regions import REGIONS
from app.domain.training_schemes import TRAINING_SCHEMES
from app.usecases.access import Role
from app.usecases.ports.fundings import FundedFilter

_SESSION = "SELECT id FROM sessions WHERE id = $1 AND ended_at IS NULL"
_DOSSIER = view_for(Role.EMPLOYER)


def bare_app(*, database_url: str, pool_size: int, signing_key: str, issuer: str, pseudonym_key: str) -> Starlette:
    """The application, on a pool of its own."""
    bare = _Bare(signing_key, issuer, pseudonym_key)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        address = database_url.replace("+asyncpg", "")
        async with asyncpg.create_pool(address, min_size=pool_size, max_size=pool_size, reset=_nothing) as pool:
            bare.pool = pool
            yield

    return Starlette(
        routes=[
            Route("/livez", bare.livez),
            Route("/v1/dossiers/{dossier_id}", bare.get_dossier),
            Route("/v1/funding/dossiers", bare.list_funded_dossiers),
            Route("/v1/funding/dossiers/{dossier_id}", bare.get_funded_dossier),
        ],
        lifespan=lifespan,
    )


async def _nothing(_: object) -> None:
    """What the pool does between two users: its usual reset would be a round trip that the service does not make."""


class _Bare:
    def __init__(self, signing_key: str, issuer: str, pseudonym_key: str) -> None:
        self._pseudonym_key = pseudonym_key.encode()
        self.pool: Any = None
        self._key = jwk.construct(signing_key, "ES256").public_key()
        self._issuer = issuer
        self._known: dict[bytes, dict[str, Any]] = {}

    async def livez(self, _: Request) -> Response:
        return Response(b'{"status":"ok"}', media_type="application/json")

    async def get_dossier(self, request: Request) -> Response:
        claims = self._claims(request)
        async with self.pool.acquire() as connection:
            if claims is None or await connection.fetchval(_SESSION, UUID(claims["sid"])) is None:
                return Response(status_code=401)
            values = {
                "dossier_id": UUID(request.path_params["dossier_id"]),
                "caller_company_id": UUID(claims["company_id"]),
            }
            row = await connection.fetchrow(_DOSSIER.sql, *_DOSSIER.arguments(values))
        if row is None:
            return Response(status_code=404)
        return _json(_dossier(row), {"etag": f'"{row["version"]}"'})

    async def get_funded_dossier(self, request: Request) -> Response:
        claims = self._claims(request)
        if claims is None:
            return Response(status_code=401)
        async with self.pool.acquire() as connection:
            dossier_id = UUID(request.path_params["dossier_id"])
            row = await connection.fetchrow(
                ONE_UNLESS_REVOKED, claims["funder_code"], dossier_id, revocation_keys_of(claims)
            )
        if row["stopped"]:
            return Response(status_code=401)
        if row["id"] is None:
            return Response(status_code=404)
        return _json(funded_members(row, self._own_key(claims)), {"etag": f'"{row["version"]}"'})

    async def list_funded_dossiers(self, request: Request) -> Response:
        claims = self._claims(request)
        if claims is None:
            return Response(status_code=401)
        limit = int(request.query_params["limit"])
        query, values = page_query(claims["funder_code"], FundedFilter(), after=None, limit=limit + 1)
        async with self.pool.acquire() as connection:
            rows = await connection.fetch(query, *values)
        following = encode_cursor(f"{list_mark(request)} {rows[limit - 1]['id']}") if len(rows) > limit else None
        link = f'<{request.url.path}?limit={limit}&cursor={following}>; rel="next"'
        key = self._own_key(claims)
        page = {"items": [funded_members(row, key) for row in rows[:limit]], "next_cursor": following}
        return _json(page, {"link": link} if following else {})

    def _own_key(self, claims: dict[str, Any]) -> bytes:
        return own_key(self._pseudonym_key, claims["funder_code"])

    def _claims(self, request: Request) -> dict[str, Any] | None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        digest = hashlib.sha256(token.encode()).digest()
        claims = self._known.get(digest)
        if claims is None:
            claims = jwt.decode(token, self._key, algorithms=["ES256"], audience=self._issuer, issuer=self._issuer)
            self._known[digest] = claims
        return claims if claims["exp"] > time.time() else None


def _json(document: Any, headers: dict[str, str]) -> Response:
    return Response(orjson.dumps(document, option=orjson.OPT_UTC_Z), media_type="application/json", headers=headers)


def own_key(pseudonym_key: bytes, funder_code: str) -> bytes:
    """What a funder's pseudonyms are made with."""
    return hmac.digest(pseudonym_key, funder_code.encode(), "sha256")


def funded_members(row: Any, key: bytes) -> dict[str, Any]:
    """All fundings that are read here are confirmed."""
    status, outcome = Status(row["status"]), row["outcome"]
    return {
        "id": row["id"],
        "number": row["number"],
        "confirmed": row["confirmed"],
        "references": row["reference_list"],
        "fundings": orjson.loads(row["fundings"]),
        "status": status,
        "status_label": STATUS_LABELS[status].fr,
        "certification_code": row["certification_code"],
        "rncp_code": row["rncp_code"],
        "pathway": row["pathway"],
        "pathway_label": pathway_of(row["pathway"]).label.fr,
        "holder_key": hmac.digest(key, row["holder"].encode(), "sha256")[:16].hex(),
        "company_siret": row["siret"],
        "training_scheme": row["training_scheme"],
        "training_scheme_label": TRAINING_SCHEMES[row["training_scheme"]].label.fr if row["training_scheme"] else None,
        "training_body_siret": row["training_body_siret"],
        "training_hours": row["training_hours"],
        "key_dates": {
            "created_on": row["created_on"],
            "requested_on": row["requested_on"],
            "admissibility_decided_on": row["admissibility_decided_on"],
            "training_starts_on": row["training_starts_on"],
            "training_ends_on": row["training_ends_on"],
            "registered_on": row["registered_on"],
            "planned_assessment_on": row["planned_assessment_on"],
            "assessment_completed_on": row["assessment_completed_on"],
            "jury_registered_on": row["jury_registered_on"],
            "jury_on": row["jury_on"],
            "decided_on": row["decided_on"],
            "closed_on": row["closed_on"],
        },
        "outcome": outcome,
        "outcome_label": STATUS_LABELS[Status(outcome)].fr if outcome else None,
        "closure": {
            "reason": row["closure_reason"],
            "reason_label": CLOSURE_LABELS[ClosureReason(row["closure_reason"])].fr,
            "on": row["closed_on"],
        }
        if row["closure_reason"]
        else None,
        "certificates": [
            {**each, "state_label": CERTIFICATE_STATE_LABELS[CertificateState(each["state"])].fr}
            for each in orjson.loads(row["certificates"] or "[]")
        ],
        "updated_at": row["updated_at"],
    }


_PATHWAY = pathway_of("individualised_training")
_STEP_LABELS = {step.code: step.label.fr for step in _PATHWAY.steps}


def _dossier(row: Any) -> dict[str, Any]:
    """All dossiers that are read here follow the individualised training, without variant or option."""
    facts = orjson.loads(row["facts"])
    step = _step(facts, row["documents"] or "")
    status = _status(facts, step)
    registration = facts.get("jury_registration", {})
    state = registration.get("state", "none")
    closure, decisions = facts.get("closure"), facts.get("decisions")
    outcome = decisions[-1]["outcome"] if decisions else None
    return {
        "id": facts["id"],
        "number": facts["number"],
        "status": status,
        "status_label": STATUS_LABELS[status].fr,
        "pathway": facts["pathway"],
        "pathway_label": _PATHWAY.label.fr,
        "variant": None,
        "variant_label": None,
        "current_step": step,
        "current_step_label": _STEP_LABELS[step],
        "certification": {
            "code": facts["certification_code"],
            "title": CERTIFICATIONS[facts["certification_code"]].title,
        },
        "option": None,
        "option_label": None,
        "candidate": _candidate(facts["candidate"]),
        "company": {"id": facts["company_id"], "siret": row["siret"], "name": row["company_name"]},
        "former_employers": [],
        "left_on": None,
        "evaluator": _evaluator(facts, row["evaluator_name"]),
        "training_scheme": facts["training_scheme"],
        "training_scheme_label": TRAINING_SCHEMES[facts["training_scheme"]].label.fr,
        "training_body": facts.get("training_body"),
        "accompanying_body": facts.get("accompanying_body"),
        "tutor": facts.get("tutor"),
        "trainers": facts.get("trainers", []),
        "requested_cqpi": facts.get("requested_cqpi", []),
        "fundings": orjson.loads(row["fundings"] or "[]"),
        "previous_dossier_id": facts.get("previous_dossier_id"),
        "bridge_id": facts.get("bridge_id"),
        "requested_on": facts["requested_on"],
        "registered_on": facts.get("registered_on"),
        "assessment_completed_on": facts.get("assessment_completed_on"),
        "jury_registration": {
            "state": state,
            "state_label": JURY_REGISTRATION_LABELS[JuryRegistrationState(state)].fr,
            "session_id": registration.get("session_id"),
            "registered_on": registration.get("registered_on"),
        },
        "outcome": outcome,
        "outcome_label": STATUS_LABELS[Status(outcome)].fr if outcome else None,
        "closure": {
            "reason": closure["reason"],
            "reason_label": CLOSURE_LABELS[ClosureReason(closure["reason"])].fr,
            "on": closure["on"],
            "detail": closure["detail"],
        }
        if closure
        else None,
        "death": None,
        "signature_waivers": [],
        "certificates": orjson.loads(row["certificates"] or "[]"),
        "created_at": facts["created_at"],
        "updated_at": facts["updated_at"],
        "version": row["version"],
        "origin": None,
        "person_id": None,
        "warnings": None,
        "checklist": None,
    }


_ASKED_SINCE = (
    "address",
    "phone",
    "first_name_1",
    "first_name_2",
    "first_name_3",
    "birth_commune_insee",
    "birth_country",
    "birth_postal_code",
)
"""What an application asks for since the second edition; no sample candidate gave any of it."""


def _candidate(candidate: dict[str, Any]) -> dict[str, Any]:
    employment = candidate["employment"]
    return {
        "birth_name": candidate["birth_name"],
        "usage_name": candidate.get("usage_name"),
        "first_names": candidate["first_names"],
        "birth_date": candidate["birth_date"],
        "sex": candidate["sex"],
        "birth_place": candidate["birth_place"],
        "email": candidate.get("email"),
        **dict.fromkeys(_ASKED_SINCE),
        "employment": {
            "status": employment["status"],
            "status_label": EMPLOYMENT_STATUS_LABELS[EmploymentStatus(employment["status"])].fr,
            "employer": _establishment(employment.get("employer")),
            "user_company": _establishment(employment.get("user_company")),
        },
        "experience": [
            {
                "activity": period["activity"],
                "start": period["start"],
                "end": period.get("end"),
                "weekly_hours": period.get("weekly_hours"),
                "directly_related": period["directly_related"],
            }
            for period in candidate.get("experience", [])
        ],
        "held_certifications": candidate.get("held_certifications", []),
    }


def _establishment(establishment: dict[str, Any] | None) -> dict[str, Any] | None:
    return {"siret": establishment["siret"], "idcc": establishment.get("idcc")} if establishment else None


def _evaluator(facts: dict[str, Any], name: str | None) -> dict[str, Any] | None:
    choice, acceptance = facts.get("evaluator"), facts.get("acceptance")
    if choice is None or name is None:
        return None
    return {
        "id": choice["evaluator_id"],
        "name": name,
        "region": choice["region"],
        "region_label": REGIONS[choice["region"]],
        "planned_on": choice["planned_on"],
        "accepted_on": acceptance["accepted_on"] if acceptance else None,
    }


def _step(facts: dict[str, Any], documents: str) -> str:
    """Where an individualised training waits; the samples are all of that pathway."""
    if (facts.get("skills_identification") is not None) != ('"kind" : "outil_1"' in documents):
        return "skills_identification"
    if facts.get("training_plan") is None:
        return "development"
    if facts.get("registered_on") is None:
        return "registration"
    return "assessment" if facts.get("assessment_completed_on") is None else "jury"


_STATUSES = {"assessment": Status.AWAITING_ASSESSMENT, "jury": Status.AWAITING_JURY}


def _status(facts: dict[str, Any], step: str) -> Status:
    if facts.get("closure") is not None:
        return Status.CLOSED
    if facts.get("decisions"):
        return Status(facts["decisions"][-1]["outcome"])
    return _STATUSES.get(step, Status.REGISTRATION_IN_PROGRESS)
