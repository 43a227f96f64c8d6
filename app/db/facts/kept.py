"""Every aggregate that is kept in shapes: its table, how a row of it is read, and which columns repeat what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Row, Select, Table, select

from app.db.departures import kept_departures, left_dossier_of
from app.db.dossier_views import whole_dossiers
from app.db.jury import certificate_of, session_of
from app.db.mapping import dossier_of, listed_columns
from app.db.shapes.certificate import CERTIFICATES
from app.db.shapes.dossier import DEPARTURES, DOSSIERS
from app.db.shapes.jury_session import JURY_SESSIONS
from app.db.shapes.shaped import Shaped
from app.db.tables import certificates, dossier_departures, dossiers, jury_sessions
from app.domain.certificates import Certificate
from app.domain.dossier import Dossier
from app.domain.jury import JurySession
from app.domain.progress import status_of
from app.domain.unsigned_decisions import told_status


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAggregate:
    """``rows`` selects what ``read`` reads; ``repeated`` is what the columns say that follow from the aggregate.

    ``read`` raises FactsUnreadable, FactsOfALaterRelease.
    """

    shaped: Shaped[Any]
    table: Table
    key: Column[Any]
    rows: Select[Any]
    read: Callable[[Row[Any]], Any]
    repeated: Callable[[Any], Mapping[str, Any]]


def _dossier(row: Row[Any]) -> Dossier:
    return dossier_of(row._mapping)  # noqa: SLF001 - that is its public name


def _departure(row: Row[Any]) -> Dossier:
    return left_dossier_of(row._mapping)  # noqa: SLF001 - that is its public name


def _columns_of_departure(dossier: Dossier) -> Mapping[str, Any]:
    return {"company_id": dossier.company_id, "status": told_status(dossier), **listed_columns(dossier)}


def _session(row: Row[Any]) -> JurySession:
    return session_of(row, ())


def _columns_of_dossier(dossier: Dossier) -> Mapping[str, Any]:
    choice, registration, decision = dossier.evaluator, dossier.jury_registration, dossier.decision
    return {
        "number": dossier.number,
        "status": told_status(dossier),
        "person_key": dossier.candidate.person_key,
        "decided_status": status_of(dossier),
        **listed_columns(dossier),
        "pathway": dossier.pathway,
        "certification_code": dossier.certification_code,
        "company_id": dossier.company_id,
        "evaluator_id": choice.evaluator_id if choice else None,
        "jury_session_id": registration.session_id or (decision.session_id if decision else None),
        "created_at": dossier.created_at,
        "updated_at": dossier.updated_at,
    }


def _columns_of_session(_: JurySession) -> Mapping[str, Any]:
    return {}


def _columns_of_certificate(certificate: Certificate) -> Mapping[str, Any]:
    return {"state": certificate.state}


_OF_DOSSIERS = (
    dossiers.c.number,
    dossiers.c.status,
    dossiers.c.pathway,
    dossiers.c.certification_code,
    dossiers.c.company_id,
    dossiers.c.evaluator_id,
    dossiers.c.jury_session_id,
    dossiers.c.person_key,
    dossiers.c.decided_status,
    dossiers.c.current_step,
    dossiers.c.sort_name,
    dossiers.c.search_words,
    dossiers.c.listing_edition,
    dossiers.c.created_at,
    dossiers.c.updated_at,
)

KEPT = (
    StoredAggregate(
        shaped=DOSSIERS,
        table=dossiers,
        key=dossiers.c.id,
        rows=whole_dossiers().add_columns(*_OF_DOSSIERS),
        read=_dossier,
        repeated=_columns_of_dossier,
    ),
    StoredAggregate(
        shaped=DEPARTURES,
        table=dossier_departures,
        key=dossier_departures.c.id,
        rows=kept_departures(),
        read=_departure,
        repeated=_columns_of_departure,
    ),
    StoredAggregate(
        shaped=JURY_SESSIONS,
        table=jury_sessions,
        key=jury_sessions.c.id,
        rows=select(jury_sessions),
        read=_session,
        repeated=_columns_of_session,
    ),
    StoredAggregate(
        shaped=CERTIFICATES,
        table=certificates,
        key=certificates.c.number,
        rows=select(certificates),
        read=certificate_of,
        repeated=_columns_of_certificate,
    ),
)
