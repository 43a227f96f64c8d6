"""What dossiers are read with: one statement for an aggregate whole, one for what its readers are shown around it.

All JSON is read as the text that the database wrote, once, by the validators.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    ColumnElement,
    RowMapping,
    ScalarSelect,
    Select,
    Text,
    Uuid,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.db.compiled import Compiled
from app.db.mapping import DossierRow, dossier_of
from app.db.tables import (
    certificates,
    companies,
    documents,
    dossier_persons,
    dossiers,
    evaluators,
    fundings,
    takeover_records,
)
from app.db.visibility import visible_to
from app.domain.dossier import Dossier
from app.domain.takeovers import ImportOrigin
from app.usecases.access import Caller, Role
from app.usecases.ports.dossiers import DossierView, FundingView, IssuedCertificate

CANDIDATE_NAMES = tuple(
    dossiers.c.facts["candidate"][name].astext.label(name) for name in ("birth_name", "usage_name", "first_names")
)
"""Whose a dossier is, as a line of a list tells it."""

DOCUMENT_FIELDS = (
    "id",
    "kind",
    "version_number",
    "file_name",
    "media_type",
    "size",
    "sha256",
    "signed_by",
    "received_on",
    "storage_key",
    "state",
    "form_version",
)

_CERTIFICATES = TypeAdapter(tuple[IssuedCertificate, ...])
_FUNDINGS = TypeAdapter(tuple[FundingView, ...])
_ORIGIN = TypeAdapter(ImportOrigin)


def _object(**members: ColumnElement[Any]) -> ColumnElement[Any]:
    pairs = [part for name, value in members.items() for part in (literal_column(f"'{name}'"), value)]
    return func.json_build_object(*pairs)


def _list(items: ColumnElement[Any], order: ColumnElement[Any], *conditions: ColumnElement[bool]) -> ScalarSelect[str]:
    listed = cast(func.json_agg(aggregate_order_by(items, order)), Text)
    return select(listed).where(*conditions).correlate(dossiers).scalar_subquery()


def _document_field(name: str) -> ColumnElement[Any]:
    column: ColumnElement[Any] = documents.c[name]
    return func.encode(column, literal_column("'hex'")) if name == "sha256" else column


_DOCUMENTS_OF = _list(
    _object(**{name: _document_field(name) for name in DOCUMENT_FIELDS}),
    documents.c.id,
    documents.c.dossier_id == dossiers.c.id,
)
_CERTIFICATES_OF = _list(
    _object(number=certificates.c.number, certification_code=certificates.c.certification_code),
    certificates.c.number,
    certificates.c.dossier_id == dossiers.c.id,
    certificates.c.state == literal_column("'valid'"),
)
_FUNDINGS_OF = _list(
    _object(
        funder_code=fundings.c.funder_code,
        reference=fundings.c.reference,
        confirmed=fundings.c.confirmed_at.is_not(None),
    ),
    fundings.c.reference,
    fundings.c.dossier_id == dossiers.c.id,
    fundings.c.rejected_at.is_(None),
)


_ORIGIN_OF = (
    select(
        cast(
            _object(
                batch=takeover_records.c.batch_id,
                source=takeover_records.c.source,
                source_id=takeover_records.c.source_id,
                imported_at=takeover_records.c.imported_at,
            ),
            Text,
        )
    )
    .where(takeover_records.c.subject_id == dossiers.c.id)
    .correlate(dossiers)
    .scalar_subquery()
)


def whole_dossiers() -> Select[Any]:
    """What an aggregate is read from."""
    facts = cast(dossiers.c.facts, Text).label("facts")
    return select(dossiers.c.id, facts, dossiers.c.facts_version, dossiers.c.version, _DOCUMENTS_OF.label("documents"))


VIEWS = (
    whole_dossiers()
    .add_columns(
        companies.c.siret,
        companies.c.name.label("company_name"),
        evaluators.c.name.label("evaluator_name"),
        func.coalesce(dossier_persons.c.person_id, dossiers.c.id).label("person_id"),
        _CERTIFICATES_OF.label("certificates"),
        _FUNDINGS_OF.label("fundings"),
        _ORIGIN_OF.label("origin"),
    )
    .select_from(dossiers)
    .outerjoin(dossier_persons, dossier_persons.c.dossier_id == dossiers.c.id)
    .outerjoin(companies, companies.c.id == dossiers.c.company_id)
    .outerjoin(evaluators, evaluators.c.id == dossiers.c.evaluator_id)
)


def documents_brought_before(at: ColumnElement[Any]) -> ScalarSelect[str]:
    """The documents of a dossier that were there then, as they are now."""
    fields = _object(**{name: _document_field(name) for name in DOCUMENT_FIELDS})
    return _list(fields, documents.c.id, documents.c.dossier_id == dossiers.c.id, documents.c.uploaded_at <= at)


@cache
def view_for(role: Role) -> Compiled:
    """The view of one dossier, `dossier_id`, as those of ``role`` may see it; its other parameters are the caller's."""
    dossier_id = bindparam("dossier_id", None, Uuid())
    return Compiled.of(VIEWS.where(dossiers.c.id == dossier_id, visible_to(Caller(role=role))))


@cache
def whole_for(role: Role) -> Compiled:
    """The same of the aggregate alone."""
    dossier_id = bindparam("dossier_id", None, Uuid())
    return Compiled.of(whole_dossiers().where(dossiers.c.id == dossier_id, visible_to(Caller(role=role))))


def view_of(row: RowMapping | Mapping[str, Any], read: Callable[[DossierRow], Dossier] = dossier_of) -> DossierView:
    """A dossier and what stands around it, from a row of the views. Raises FactsUnreadable, FactsOfALaterRelease."""
    return DossierView(
        dossier=read(row),
        company_siret=row["siret"],
        company_name=row["company_name"],
        evaluator_name=row["evaluator_name"],
        person_id=row["person_id"],
        certificates=_CERTIFICATES.validate_json(row["certificates"] or "[]"),
        fundings=_FUNDINGS.validate_json(row["fundings"] or "[]"),
        origin=_ORIGIN.validate_json(row["origin"]) if row.get("origin") else None,
    )
