"""The passport's records: one for each full award, with its state, its term, and what it lacks."""

from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody, RequestBody
from app.api.dependencies import CallerDep, IfMatch, LanguageDep, NewId, Now, PageQuery, Tag, Uow
from app.api.fields import KeptIfOmitted
from app.api.identifier_fields import CountryCode, InseeCommune, PostalCode
from app.api.language import spoken
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import depends_on_day
from app.api.routing import router as router_of
from app.api.text_fields import PersonName
from app.api.v1.dossier_models import Sex
from app.domain.catalogue import CERTIFICATIONS
from app.domain.passport import PASSPORT_STATE_LABELS, PassportAward, PassportState
from app.domain.passport_identity import LONGEST_NAME, MOST_FIRST_NAMES, MissingDatum, PassportIdentity
from app.usecases.passport.records import (
    PassportCompletion,
    PassportRecord,
    complete_record,
    get_record,
    list_records,
)

router = router_of("cpf", "/v1/cpf", description="The training passport: what is sent of each award, and answered.")

Number = Annotated[str, Path(max_length=40, description="The certificate's number.")]
FirstName = Annotated[PersonName, Field(max_length=LONGEST_NAME)]


class MissingDatumOut(AnswerBody):
    """What is missing, or cannot be sent as it is."""

    code: str
    detail: str

    @classmethod
    def of(cls, datum: MissingDatum, language: str) -> Self:
        """The datum on the wire."""
        return cls(code=datum.code, detail=datum.detail.in_language(language))


class CpfIdentityOut(AnswerBody):
    """First names one by one, place of birth in codes, sex; null where nobody said."""

    first_names: list[str]
    birth_commune_insee: str | None
    birth_postal_code: str | None
    birth_country: str | None
    sex: str | None

    @classmethod
    def of(cls, identity: PassportIdentity) -> Self:
        """The identity on the wire."""
        return cls(
            first_names=list(identity.first_names),
            birth_commune_insee=identity.birth_commune_insee,
            birth_postal_code=identity.birth_postal_code,
            birth_country=identity.birth_country,
            sex=identity.sex,
        )


class CpfRecordItemOut(AnswerBody):
    """A full award on its way to the passport.

    `due_on` is null where nothing is due, `dossier_id` of an award of the former register. `deposited_on` is the day of
    its last creation's file; `in_time` goes by that of the first, `first_deposited_on`. `missing` keeps it from being
    sent; `advised` would help the passport to find the holder. `passport_id` is the `idTechnique` under which the
    former system sent it.
    """

    certificate_number: str
    passport_id: str | None
    dossier_id: UUID | None
    holder_name: str
    certification_code: str
    certification_title: str
    registration_code: str | None
    state: PassportState
    state_label: str
    awarded_on: date
    issued_on: date
    due_on: date | None
    overdue: bool
    deposited_on: date | None
    first_deposited_on: date | None
    in_time: bool | None
    missing: list[MissingDatumOut]
    advised: list[MissingDatumOut]
    last_message: str | None
    version: int


class CpfRecordOut(CpfRecordItemOut):
    """The same, with what is known of the holder, and what may be proposed: nothing of it counts until it is said."""

    identity: CpfIdentityOut
    proposed: CpfIdentityOut


class CpfRecordPatch(RequestBody):
    """What is completed; what is left out stays."""

    first_names: KeptIfOmitted[Annotated[list[FirstName], Field(min_length=1, max_length=MOST_FIRST_NAMES)]] = None
    birth_commune_insee: InseeCommune | None = None
    birth_postal_code: PostalCode | None = None
    birth_country: CountryCode | None = None
    sex: KeptIfOmitted[Sex] = None

    def changes(self) -> dict[str, Any]:
        """The members that were sent."""
        sent = self.model_dump(exclude_unset=True)
        return {name: tuple(value) if isinstance(value, list) else value for name, value in sent.items()}


def _item(award: PassportAward, on: date, language: str) -> dict[str, Any]:
    state, missing = award.state, award.missing if award.is_due else ()
    return {
        "certificate_number": award.certificate_number,
        "passport_id": award.passport_id,
        "dossier_id": award.dossier_id,
        "holder_name": award.holder.full_name,
        "certification_code": award.certification_code,
        "certification_title": _title_of(award.certification_code),
        "registration_code": award.registration_code,
        "state": state,
        "state_label": spoken(PASSPORT_STATE_LABELS[state]),
        "awarded_on": award.awarded_on,
        "issued_on": award.issued_on,
        "due_on": award.due_on,
        "overdue": award.is_overdue(on),
        "deposited_on": award.deposited_on,
        "first_deposited_on": award.first_deposited_on,
        "in_time": award.was_in_time,
        "missing": [MissingDatumOut.of(each, language) for each in missing if each.compulsory],
        "advised": [MissingDatumOut.of(each, language) for each in missing if not each.compulsory],
        "last_message": award.last_message,
        "version": award.version,
    }


def _title_of(code: str) -> str:
    """The certification's title; its code where the catalogue has it no more."""
    return CERTIFICATIONS[code].title if code in CERTIFICATIONS else code


def record_item(award: PassportAward, on: date, language: str) -> CpfRecordItemOut:
    """The award on the wire, as it stands on ``on``."""
    return CpfRecordItemOut(**_item(award, on, language))


def _record(found: PassportRecord, on: date, language: str) -> CpfRecordOut:
    return CpfRecordOut(
        **_item(found.award, on, language),
        identity=CpfIdentityOut.of(found.award.identity),
        proposed=CpfIdentityOut.of(found.proposal),
    )


@router.get(
    "/records", operation_id="listCpfRecords", summary="List the passport's records", responses=problems(401, 403, 422)
)
async def list_all(
    uow: Uow,
    page: PageQuery,
    now: Now,
    language: LanguageDep,
    request: Request,
    response: Response,
    state: Annotated[PassportState | None, Query(description="Those in this state only.")] = None,
    overdue: Annotated[bool, Query(description="Those past their term only.")] = False,
) -> PageOut[CpfRecordItemOut]:
    """Every full award by the day of its delivery, from which its term is counted, the earliest first (D76)."""
    found = await list_records(uow, state=state, overdue=overdue, page=page, now=now)
    return PageOut[CpfRecordItemOut].of(found, lambda award: record_item(award, now.on, language), request, response)


@router.get(
    "/records/{certificate_number}",
    operation_id="getCpfRecord",
    summary="Read a record of the passport",
    responses=problems(401, 403, 404),
)
@depends_on_day
async def get_one(
    certificate_number: Number, caller: CallerDep, uow: Uow, now: Now, language: LanguageDep, tag: Tag
) -> CpfRecordOut:
    """One record, with what the dossier, or the first names parted at their blanks, would propose."""
    found = await get_record(uow, caller, certificate_number=certificate_number)
    tag(found.award.version)
    return _record(found, now.on, language)


@router.patch(
    "/records/{certificate_number}",
    operation_id="completeCpfRecord",
    summary="Complete a record of the passport",
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def complete(
    certificate_number: Number,
    body: CpfRecordPatch,
    caller: CallerDep,
    uow: Uow,
    if_match: IfMatch,
    now: Now,
    new_id: NewId,
    language: LanguageDep,
    tag: Tag,
) -> CpfRecordOut:
    """Say what was missing; a rejected award is ready again. What was accepted is corrected by a reissue."""
    completion = PassportCompletion(
        caller=caller,
        certificate_number=certificate_number,
        changes=body.changes(),
        precondition=if_match,
        now=now,
        new_id=new_id,
    )
    found = await complete_record(uow, completion)
    tag(found.award.version)
    return _record(found, now.on, language)
