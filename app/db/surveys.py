"""The surveys of holders, as rows; what they count, and what is left of them once their term is over."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import certificates, cpf_records, dossier_persons, dossiers, survey_tallies, surveys
from app.domain.calendar import add_months
from app.domain.passport_access import PassportAccess
from app.domain.pathways import PATHWAYS
from app.domain.survey_answers import JobContract, Situation, Standing, SurveyAnswer
from app.domain.survey_counts import AccessRoute, Promotion, WaveCounts
from app.domain.surveys import OPEN_MONTHS, WAVE_MONTHS, AnswerChannel, RecordedAnswer, Survey, SurveyWave
from app.usecases.errors import StaleVersion
from app.usecases.paging import Page, PageRequest, page_of
from app.usecases.ports.surveys import SurveyedHolder, SurveyFilter

_AWARDED_ON = certificates.c.facts["awarded_on"].astext
"""As it is written, ``2026-11-23``: compared and cut as such."""
_SHORT_MONTHS = timedelta(days=3)
"""Six months after 31 August is the last day of February: the domain judges what is near."""
_YEAR = func.left(_AWARDED_ON, 4)
_HOLDER = certificates.c.facts["holder"]
_NAME = func.concat_ws(
    " ", _HOLDER["first_names"].astext, func.coalesce(_HOLDER["usage_name"].astext, _HOLDER["birth_name"].astext)
)
_IS_VALID = certificates.c.state == "valid"
_ROUTES: Mapping[PassportAccess, AccessRoute] = {
    PassportAccess.CONTINUING_TRAINING: AccessRoute.TRAINING,
    PassportAccess.PROFESSIONALISATION_CONTRACT: AccessRoute.TRAINING,
    PassportAccess.VAE: AccessRoute.VAE,
}


def _access() -> ColumnElement[str]:
    """What was frozen at the issue; of older certificates, what the pathway of their dossier is told as."""
    frozen = [(cpf_records.c.access == access, literal(route)) for access, route in _ROUTES.items()]
    its_own = dossiers.c.certification_code == certificates.c.certification_code
    told_as = {
        each.code: _ROUTES[each.passport_access]
        for each in PATHWAYS
        if each.variant is None and each.passport_access is not None
    }
    followed = [(and_(its_own, dossiers.c.pathway.in_([code])), literal(route)) for code, route in told_as.items()]
    was_frozen = (cpf_records.c.certificate_number.is_not(None), literal(AccessRoute.OTHER))
    return case(*frozen, was_frozen, *followed, else_=literal(AccessRoute.OTHER))


_ACCESS = _access()
_AWARDS = certificates.outerjoin(cpf_records, cpf_records.c.certificate_number == certificates.c.number).outerjoin(
    dossiers, dossiers.c.id == certificates.c.dossier_id
)
_ANSWERED = surveys.c.standing.is_not(None)
_COUNTED: Mapping[str, ColumnElement[bool]] = {
    "asked": or_(surveys.c.written_to, _ANSWERED),
    "answered": _ANSWERED,
    "neutralised": surveys.c.standing == Standing.NEUTRALISED,
    "employed": surveys.c.standing.in_((Standing.IN_ANOTHER_JOB, Standing.IN_TARGET_JOB)),
    "in_target": surveys.c.standing == Standing.IN_TARGET_JOB,
}
_COUNTS = tuple(condition.label(name) for name, condition in _COUNTED.items())
_GROUP = (certificates.c.certification_code.label("code"), _YEAR.label("year"), _ACCESS.label("access"))
_KEYS = ("code", "year", "access")
_SURVEYED: Select[Any] = select(*_GROUP, surveys.c.wave, *_COUNTS).select_from(
    _AWARDS.join(surveys, surveys.c.certificate_number == certificates.c.number)
)

_HELD: Select[Any] = select(
    surveys,
    certificates.c.certification_code,
    _AWARDED_ON.label("awarded_on"),
    _NAME.label("holder_name"),
    certificates.c.dossier_id,
).join(certificates, certificates.c.number == surveys.c.certificate_number)


class SqlSurveys:
    """Surveys in their table, counts beside."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def unopened(self, wave: SurveyWave, on: date) -> Sequence[str]:
        """Those awarded long enough ago, and either not too long ago or issued late."""
        opened = select(surveys.c.id).where(
            surveys.c.certificate_number == certificates.c.number, surveys.c.wave == wave
        )
        awarded_by = (add_months(on, -WAVE_MONTHS[wave]) + _SHORT_MONTHS).isoformat()
        lately = add_months(on, -WAVE_MONTHS[wave] - OPEN_MONTHS - 1).isoformat() <= _AWARDED_ON
        issued_late = certificates.c.issued_on >= add_months(on, -OPEN_MONTHS - 1)
        query = (
            select(certificates.c.number)
            .where(_IS_VALID, awarded_by >= _AWARDED_ON, or_(lately, issued_late), ~opened.exists())
            .order_by(certificates.c.issued_on, certificates.c.number)
        )
        return (await self._connection.scalars(query)).all()

    async def awaited(self, on: date) -> Sequence[UUID]:
        """By id."""
        query = select(surveys.c.id).where(surveys.c.written_to, ~_ANSWERED, surveys.c.closes_on >= on)
        return (await self._connection.scalars(query.order_by(surveys.c.id))).all()

    async def add(self, survey: Survey, at: datetime) -> bool:
        """Insert it, unless that wave is there."""
        row = {
            "id": survey.id,
            "certificate_number": survey.certificate_number,
            "wave": survey.wave,
            "opened_on": survey.opened_on,
            "closes_on": survey.closes_on,
            "written_to": survey.written_to,
            **_answers(survey),
            "updated_at": at,
        }
        done = await self._connection.execute(
            insert(surveys).values(row).on_conflict_do_nothing(index_elements=["certificate_number", "wave"])
        )
        return done.rowcount == 1

    async def get_locked(self, survey_id: UUID) -> Survey | None:
        """By its id."""
        return await self._one(surveys.c.id == survey_id)

    async def find_locked(self, certificate_number: str, wave: SurveyWave) -> Survey | None:
        """By what is unique of it."""
        return await self._one(surveys.c.certificate_number == certificate_number, surveys.c.wave == wave)

    async def _one(self, *conditions: ColumnElement[bool]) -> Survey | None:
        query = select(surveys).where(*conditions).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _survey(row)

    async def of_certificate(self, certificate_number: str) -> tuple[Survey, ...]:
        """The rows."""
        query = select(surveys).where(surveys.c.certificate_number == certificate_number)
        return tuple(_survey(row) for row in await self._connection.execute(query.order_by(surveys.c.opened_on)))

    async def holder_of(self, survey_id: UUID) -> SurveyedHolder | None:
        """The row, with its certificate."""
        row = (await self._connection.execute(_HELD.where(surveys.c.id == survey_id))).one_or_none()
        return None if row is None else _surveyed(row)

    async def save(self, survey: Survey, at: datetime) -> Survey:
        """Update the answers. Raises StaleVersion."""
        changed = (
            update(surveys)
            .where(surveys.c.id == survey.id, surveys.c.version == survey.version)
            .values(**_answers(survey), updated_at=at, version=survey.version + 1)
            .returning(surveys)
        )
        row = (await self._connection.execute(changed)).one_or_none()
        if row is None:
            raise StaleVersion
        return _survey(row)

    async def refuses_contact(self, certificate_number: str) -> bool:
        """Whether one of the person's surveys is marked so."""
        theirs = _numbers_of_the_person(certificate_number).subquery()
        query = (
            select(func.count())
            .select_from(theirs)
            .join(surveys, surveys.c.certificate_number == theirs.c.number)
            .where(surveys.c.do_not_contact)
        )
        return bool(await self._connection.scalar(query))

    async def allow_contact(self, certificate_number: str) -> None:
        """Take the mark off each of them."""
        theirs = surveys.c.certificate_number.in_(_numbers_of_the_person(certificate_number))
        await self._connection.execute(
            update(surveys).where(theirs, surveys.c.do_not_contact).values(do_not_contact=False)
        )

    async def hand_over(self, certificate_number: str, successor: str) -> None:
        """Update their certificate."""
        await self._connection.execute(
            update(surveys)
            .where(surveys.c.certificate_number == certificate_number)
            .values(certificate_number=successor)
        )

    async def page(self, request: PageRequest, narrowed: SurveyFilter) -> Page[SurveyedHolder]:
        """By id, the newest first."""
        query = _HELD.order_by(surveys.c.id.desc()).limit(request.limit + 1)
        if request.after_id is not None:
            query = query.where(surveys.c.id < request.after_id)
        query = query.where(*_of_awards(narrowed.certification, narrowed.year))
        if narrowed.wave is not None:
            query = query.where(surveys.c.wave == narrowed.wave)
        if narrowed.answered is not None:
            query = query.where(_ANSWERED if narrowed.answered else ~_ANSWERED)
        found = [_surveyed(row) for row in await self._connection.execute(query)]
        return page_of(found, request.limit, lambda each: str(each.survey.id))

    async def promotions(self, *, certification: str | None, year: int | None) -> Sequence[Promotion]:
        """One statement for the certificates, one for the surveys, one for what was forgotten of them."""
        narrowed = (_IS_VALID, *_of_awards(certification, year))
        awards = select(*_GROUP).select_from(_AWARDS).where(*narrowed)
        certified = {_key(row): row.certified for row in await self._certified(awards)}
        counted: dict[tuple[str, int, str], dict[SurveyWave, WaveCounts]] = {}
        asked, tallies = _SURVEYED.where(*narrowed), _tallies(certification, year)
        for row in (*await self._counted(asked), *await self._connection.execute(tallies)):
            waves, wave = counted.setdefault(_key(row), {}), SurveyWave(row.wave)
            waves[wave] = waves.get(wave, WaveCounts()) + WaveCounts(**{name: getattr(row, name) for name in _COUNTED})
        return [_promotion(key, certified.get(key, 0), counted.get(key, {})) for key in {**certified, **counted}]

    async def _certified(self, awards: Select[Any]) -> Sequence[Row[Any]]:
        inner = awards.subquery()
        keys: list[Any] = [inner.c[name] for name in _KEYS]
        return await self._rows(select(*keys, func.count().label("certified")).group_by(*keys))

    async def _counted(self, asked: Select[Any]) -> Sequence[Row[Any]]:
        inner = asked.subquery()
        keys: list[Any] = [inner.c[name] for name in (*_KEYS, "wave")]
        counts: list[Any] = [func.count().filter(inner.c[name]).label(name) for name in _COUNTED]
        return await self._rows(select(*keys, *counts).group_by(*keys))

    async def _rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        rows: Sequence[Row[Any]] = (await self._connection.execute(query)).all()
        return rows

    async def forget(self, *, closed_before: date) -> int:
        """Delete the rows, and add what they count to the tallies, in one transaction; the revoked count nowhere."""
        over = surveys.c.closes_on < closed_before
        for row in await self._counted(_SURVEYED.where(_IS_VALID, over)):
            key = {"certification_code": row.code, "year": int(row.year), "access": row.access, "wave": row.wave}
            counts = {name: getattr(row, name) for name in _COUNTED}
            added = {name: survey_tallies.c[name] + count for name, count in counts.items()}
            await self._connection.execute(
                insert(survey_tallies)
                .values(**key, **counts)
                .on_conflict_do_update(index_elements=list(key), set_=added)
            )
        return (await self._connection.execute(surveys.delete().where(over))).rowcount


def _numbers_of_the_person(certificate_number: str) -> Select[Any]:
    """The certificates of whoever holds that one, by the dossiers that are known to be theirs."""
    own, other = certificates.alias("own"), certificates.alias("other")
    mine, theirs = dossier_persons.alias("mine"), dossier_persons.alias("theirs")
    return (
        select(other.c.number)
        .select_from(own)
        .outerjoin(mine, mine.c.dossier_id == own.c.dossier_id)
        .outerjoin(theirs, theirs.c.person_id == mine.c.person_id)
        .join(
            other,
            or_(
                other.c.number == own.c.number,
                other.c.dossier_id == own.c.dossier_id,
                other.c.dossier_id == theirs.c.dossier_id,
            ),
        )
        .where(own.c.number == certificate_number)
    )


def _of_awards(certification: str | None, year: int | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if certification is not None:
        conditions.append(certificates.c.certification_code == certification)
    if year is not None:
        conditions.append(_AWARDED_ON.startswith(f"{year:04d}-"))
    return conditions


def _tallies(certification: str | None, year: int | None) -> Select[Any]:
    query = select(survey_tallies.c.certification_code.label("code"), survey_tallies)
    if certification is not None:
        query = query.where(survey_tallies.c.certification_code == certification)
    return query if year is None else query.where(survey_tallies.c.year == year)


def _key(row: Row[Any]) -> tuple[str, int, str]:
    return row.code, int(row.year), row.access


def _promotion(key: tuple[str, int, str], certified: int, waves: Mapping[SurveyWave, WaveCounts]) -> Promotion:
    code, year, access = key
    return Promotion(
        certification_code=code,
        year=year,
        access=AccessRoute(access),
        certified=certified,
        by_vae=certified if access == AccessRoute.VAE else 0,
        waves=waves,
    )


def _answers(survey: Survey) -> dict[str, Any]:
    recorded = survey.recorded
    return {
        "standing": recorded.standing if recorded is not None else None,
        "do_not_contact": recorded is not None and bool(recorded.answer.do_not_contact),
        "recorded": _stored(recorded),
        "own_words": _stored(survey.own_words),
    }


def _stored(recorded: RecordedAnswer | None) -> dict[str, Any] | None:
    if recorded is None:
        return None
    answer = recorded.answer
    return {
        "situation": answer.situation,
        "in_target_job": answer.in_target_job,
        "job_title": answer.job_title,
        "contract": answer.contract,
        "same_employer": answer.same_employer,
        "region": answer.region,
        "do_not_contact": answer.do_not_contact,
        "answered_on": recorded.answered_on.isoformat(),
        "channel": recorded.channel,
        "recorded_by": recorded.recorded_by,
    }


def _recorded(stored: Mapping[str, Any] | None) -> RecordedAnswer | None:
    if stored is None:
        return None
    contract = stored["contract"]
    return RecordedAnswer(
        answer=SurveyAnswer(
            situation=Situation(stored["situation"]),
            in_target_job=stored["in_target_job"],
            job_title=stored["job_title"],
            contract=JobContract(contract) if contract is not None else None,
            same_employer=stored["same_employer"],
            region=stored["region"],
            do_not_contact=stored["do_not_contact"],
        ),
        answered_on=date.fromisoformat(stored["answered_on"]),
        channel=AnswerChannel(stored["channel"]),
        recorded_by=stored["recorded_by"],
    )


def _survey(row: Row[Any]) -> Survey:
    return Survey(
        id=row.id,
        certificate_number=row.certificate_number,
        wave=SurveyWave(row.wave),
        opened_on=row.opened_on,
        closes_on=row.closes_on,
        written_to=row.written_to,
        recorded=_recorded(row.recorded),
        own_words=_recorded(row.own_words),
        version=row.version,
    )


def _surveyed(row: Row[Any]) -> SurveyedHolder:
    return SurveyedHolder(
        survey=_survey(row),
        certification_code=row.certification_code,
        awarded_on=date.fromisoformat(row.awarded_on),
        holder_name=row.holder_name,
        dossier_id=row.dossier_id,
    )
