"""The awards that the passport is told of, out of two registers: ours, and what the former one had not sent yet.

Of the former register, full awards since the first day that is sent, but for those that it says were sent, unless it
says under which name too (D76, D77).
"""

from asyncio import sleep
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Row, Select, case, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.certification_settings import SqlCertificationSettings
from app.db.former_register import award_of
from app.db.jury import certificate_of
from app.db.shapes.unreadable import readable
from app.db.tables import certificates, cpf_batch_lines, cpf_batches, cpf_records, former_awards
from app.domain.calendar import add_months
from app.domain.catalogue import CERTIFICATIONS
from app.domain.certificates import as_written
from app.domain.certification_settings import CertificationSettings
from app.domain.deliberation import Outcome
from app.domain.former_passport import passport_award
from app.domain.former_register import number_found_by
from app.domain.passport import (
    SENT_SINCE,
    TERM_MONTHS,
    PassportAction,
    PassportAward,
    PassportStage,
    PassportState,
    registration_code,
)
from app.domain.passport_access import PassportAccess
from app.domain.passport_identity import PassportIdentity
from app.usecases.errors import InvalidInput
from app.usecases.paging import NOT_A_CURSOR, Page, PageRequest, page_of

_AT_ONCE = 500
_Settings = Mapping[str, tuple[CertificationSettings, ...]]
_CREATION, _WITHDRAWAL = cpf_batches.alias("creation"), cpf_batches.alias("withdrawal")
_OWN = [
    *(column.label(f"cpf_{column.name}") for column in cpf_records.c if column.name != "certificate_number"),
    _CREATION.c.deposited_on.label("deposited_on"),
    _WITHDRAWAL.c.deposited_on.label("withdrawal_deposited_on"),
]
_IN_THE_PASSPORT = {
    PassportState.SENT: PassportStage.SENT,
    PassportState.ACCEPTED: PassportStage.ACCEPTED,
    PassportState.REJECTED: PassportStage.REJECTED,
    PassportState.TO_WITHDRAW: PassportStage.ACCEPTED,
    PassportState.WITHDRAWAL_SENT: PassportStage.WITHDRAWAL_SENT,
    PassportState.WITHDRAWN: PassportStage.WITHDRAWN,
}
"""The stage that an award in such a state has: what the database can narrow by, before the domain judges."""


def _is_in(batch_id: ColumnElement[UUID], batch: FromClause) -> ColumnElement[bool]:
    """A batch that was given up handed nothing in."""
    return (batch.c.id == batch_id) & batch.c.cancelled_at.is_(None)


def _first_deposit(number: ColumnElement[str]) -> ColumnElement[date | None]:
    """Of all the files of its creation that were not given up, by the index on the numbers in batches."""
    batch = cpf_batches.alias("handed_in")
    return (
        select(func.min(batch.c.deposited_on))
        .join(cpf_batch_lines, cpf_batch_lines.c.batch_id == batch.c.id)
        .where(
            cpf_batch_lines.c.certificate_number == number,
            batch.c.action == PassportAction.CREATION,
            batch.c.cancelled_at.is_(None),
        )
        .scalar_subquery()
        .label("first_deposited_on")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Register:
    """``delivered_on`` and ``number`` place an award, the earliest first; ``stage`` is its record's, or what stands
    before there is a record; ``found`` are those of numbers as written."""

    awards: Select[Any]
    delivered_on: ColumnElement[date]
    number: ColumnElement[str]
    is_valid: ColumnElement[bool]
    stage: ColumnElement[str | None]
    found: Callable[[Collection[str]], ColumnElement[bool]]
    award: Callable[[Row[Any], _Settings], PassportAward]

    @property
    def place(self) -> tuple[ColumnElement[date], ColumnElement[str]]:
        """Where an award is in the list of both registers: letter by letter, as texts are compared here."""
        return self.delivered_on, self.number.collate("C")

    @property
    def in_order(self) -> Select[Any]:
        """Its awards, each with what is kept of its way to the passport."""
        return (
            self.awards.add_columns(_first_deposit(self.number))
            .outerjoin(cpf_records, cpf_records.c.certificate_number == self.number)
            .outerjoin(_CREATION, _is_in(cpf_records.c.creation_batch_id, _CREATION))
            .outerjoin(_WITHDRAWAL, _is_in(cpf_records.c.withdrawal_batch_id, _WITHDRAWAL))
            .order_by(*self.place)
        )

    def narrowed(self, state: PassportState | None, overdue_on: date | None) -> Select[Any]:
        """What cannot be asked for left out: the domain judges the rest."""
        query = self.in_order
        if state in _IN_THE_PASSPORT:
            query = query.where(self.stage == _IN_THE_PASSPORT[state])
        elif state in {PassportState.READY, PassportState.INCOMPLETE}:
            query = query.where(cpf_records.c.stage.is_(None), self.delivered_on >= SENT_SINCE, self.is_valid)
        if overdue_on is not None:
            # A term that counts from a revocation begins after the delivery: no earlier delivery can be left out.
            query = query.where(self.delivered_on <= add_months(overdue_on, -TERM_MONTHS))
        return query


class SqlPassportAwards:
    """The awards of both registers."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def one(self, number: str) -> PassportAward | None:
        """By its number, however it is typed."""
        found = await self.every([as_written(number)])
        return found[0] if found else None

    async def every(self, numbers: Collection[str] | None = None) -> tuple[PassportAward, ...]:
        """All of them, or those of these numbers as written, one statement a register."""
        settings = await self._settings()
        found: list[PassportAward] = []
        for register in _REGISTERS:
            query = register.in_order if numbers is None else register.in_order.where(register.found(numbers))
            rows = (await self._connection.execute(query)).all()
            for start in range(0, len(rows), _AT_ONCE):
                found += _read(register, rows[start : start + _AT_ONCE], settings)
                await sleep(0)  # others are served between two parts of so many
        return tuple(sorted(found, key=_place))

    async def page(
        self, request: PageRequest, *, state: PassportState | None, overdue_on: date | None
    ) -> Page[PassportAward]:
        """The first that are asked for of each register, put together."""
        after, settings = _place_told(request.after), await self._settings()

        def is_asked(award: PassportAward) -> bool:
            return (state is None or award.state is state) and (overdue_on is None or award.is_overdue(overdue_on))

        found: list[PassportAward] = []
        for register in _REGISTERS:
            theirs = self._after(after, register, register.narrowed(state, overdue_on), settings)
            asked: list[PassportAward] = []
            async for part in theirs:
                asked += filter(is_asked, part)
                if len(asked) > request.limit:
                    break
            found += asked
        return page_of(sorted(found, key=_place), request.limit, lambda award: " ".join(_place(award)))

    async def _after(
        self, place: tuple[date, str] | None, register: _Register, query: Select[Any], settings: _Settings
    ) -> AsyncIterator[list[PassportAward]]:
        """Some awards after others: the domain says in which state each is."""
        while True:
            part = query if place is None else query.where(tuple_(*register.place) > tuple_(*place))
            rows = (await self._connection.execute(part.limit(_AT_ONCE))).all()
            yield _read(register, rows, settings)
            if len(rows) < _AT_ONCE:
                return
            place = (rows[-1].delivered_on, rows[-1].number)

    async def _settings(self) -> _Settings:
        found: dict[str, tuple[CertificationSettings, ...]] = {}
        for each in await SqlCertificationSettings(self._connection).of():
            found[each.certification_code] = (*found.get(each.certification_code, ()), each)
        return found


def _read(register: _Register, rows: Sequence[Row[Any]], settings: _Settings) -> list[PassportAward]:
    return list(readable(rows, lambda row: register.award(row, settings)))


def _place(award: PassportAward) -> tuple[str, str]:
    return award.issued_on.isoformat(), award.certificate_number


def _place_told(after: str | None) -> tuple[date, str] | None:
    """Where the list goes on. Raises InvalidInput for the cursor of another list."""
    if after is None:
        return None
    day, _, number = after.partition(" ")
    try:
        return date.fromisoformat(day), number
    except ValueError:
        raise InvalidInput(NOT_A_CURSOR) from None


def _of_ours(row: Row[Any], settings: _Settings) -> PassportAward:
    certificate = certificate_of(row)
    award = PassportAward(
        certificate_number=certificate.number,
        verification_code=certificate.verification_code,
        dossier_id=certificate.dossier_id,
        certification_code=certificate.certification_code,
        option=certificate.option,
        holder=certificate.holder,
        awarded_on=certificate.awarded_on,
        issued_on=certificate.issued_on,
        revoked_on=certificate.revocation.on if certificate.revocation is not None else None,
    )
    return _on_its_way(award, row, settings)


def _of_the_former(row: Row[Any], settings: _Settings) -> PassportAward:
    return _on_its_way(passport_award(award_of(row)), row, settings)


def _on_its_way(award: PassportAward, row: Row[Any], settings: _Settings) -> PassportAward:
    """The award with its entry on the day of the jury, and what its record says, where it has one."""
    code = award.certification_code
    known = replace(
        award,
        registration_code=registration_code(CERTIFICATIONS.get(code), settings.get(code, ()), award.awarded_on),
        deposited_on=row.deposited_on or award.deposited_on,
        first_deposited_on=row.first_deposited_on or award.first_deposited_on,
        withdrawal_deposited_on=row.withdrawal_deposited_on,
    )
    if row.cpf_version is None:
        return known
    return replace(
        known,
        identity=PassportIdentity(
            first_names=tuple(row.cpf_first_names),
            birth_commune_insee=row.cpf_birth_commune_insee,
            birth_postal_code=row.cpf_birth_postal_code,
            birth_country=row.cpf_birth_country,
            sex=row.cpf_sex,
        ),
        access=PassportAccess(row.cpf_access) if row.cpf_access is not None else award.access,
        requested_on=row.cpf_requested_on,
        stage=PassportStage(row.cpf_stage) if row.cpf_stage is not None else award.stage,
        last_message=row.cpf_last_message,
        version=row.cpf_version,
    )


def _keys(numbers: Collection[str]) -> list[str]:
    return [number_found_by(number) for number in numbers]


_FORMER_DELIVERY = func.coalesce(former_awards.c.issued_on, former_awards.c.awarded_on)
_REGISTERS = (
    _Register(
        awards=select(certificates, certificates.c.issued_on.label("delivered_on"), *_OWN),
        delivered_on=certificates.c.issued_on,
        number=certificates.c.number,
        is_valid=certificates.c.state == "valid",
        stage=cpf_records.c.stage,
        found=lambda numbers: certificates.c.number == func.any(list(numbers)),
        award=_of_ours,
    ),
    _Register(
        awards=select(former_awards, _FORMER_DELIVERY.label("delivered_on"), *_OWN).where(
            former_awards.c.number.is_not(None),
            former_awards.c.outcome == Outcome.AWARDED,
            former_awards.c.awarded_on >= SENT_SINCE,
            or_(former_awards.c.passport_sent_on.is_(None), former_awards.c.passport_id.is_not(None)),
        ),
        delivered_on=_FORMER_DELIVERY,
        number=former_awards.c.number,
        is_valid=former_awards.c.revoked_on.is_(None),
        stage=func.coalesce(
            cpf_records.c.stage, case((former_awards.c.passport_id.is_not(None), literal(PassportStage.ACCEPTED)))
        ),
        found=lambda numbers: former_awards.c.number_key == func.any(_keys(numbers)),
        award=_of_the_former,
    ),
)
