"""A survey is answered: by the holder's link, or by the secretariat for who called or wrote."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.domain.certificates import Certificate, as_written
from app.domain.holder_papers import HolderPaper
from app.domain.law import Violation
from app.domain.refusal import invalid
from app.domain.survey_answers import SurveyAnswer, answer_faults, with_what_stands
from app.domain.surveys import AnswerChannel, RecordedAnswer, Survey, SurveyWave, may_answer, may_record
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.domain_refusals import unwrap
from app.usecases.errors import InvalidInput, NotFound, Unauthenticated
from app.usecases.holders.reading import LINK_DEAD, Reader, living_link, valid_successor
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.surveys import SurveyedHolder
from app.usecases.surveys.opening import new_survey

_LEADING_TO_ONE = frozenset({HolderPaper.CERTIFICATE, HolderPaper.SURVEY})


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredAnswer:
    """What the secretariat enters: of which certificate and wave, how it came, given on which day (today if None)."""

    certificate_number: str
    wave: SurveyWave
    channel: AnswerChannel
    answer: SurveyAnswer
    answered_on: date | None = None


async def answer_survey(uow: UnitOfWork, reader: Reader, *, wave: SurveyWave, answer: SurveyAnswer) -> Survey:
    """Keep the holder's answer, or put it in the place of their former one, while the wave is open.

    Raises Unauthenticated for a dead link, InvalidInput for one that leads to no certificate and for an answer that
    contradicts itself, StepNotOpen.
    """
    on = reader.now.on
    unwrap(invalid(answer_faults(answer)), on)
    async with uow:
        certificate = await _held(uow, reader)
        survey = await uow.surveys.find_locked(certificate.number, wave)
        unwrap(may_answer(survey, on), on)
        if survey is None:
            raise NotFound
        settled = await _settled(uow, certificate, answer)
        recorded = RecordedAnswer(answer=settled, answered_on=on, channel=AnswerChannel.LINK)
        saved = await uow.surveys.save(replace(survey, recorded=recorded, own_words=None), reader.now.at)
        await uow.commit()
    return saved


async def record_survey_answer(
    uow: UnitOfWork, caller: Caller, entered: EnteredAnswer, *, now: Moment, new_id: Callable[[], UUID]
) -> SurveyedHolder:
    """Keep an answer that came by phone or on paper; the holder's own words stay beside it where there are some.

    Raises NotFound, InvalidInput, StepNotOpen.
    """
    unwrap(invalid(answer_faults(entered.answer)), now.on)
    answered_on = entered.answered_on or now.on
    async with uow:
        certificate = await uow.certificates.get(as_written(entered.certificate_number))
        if certificate is None:
            raise NotFound
        opened = await uow.surveys.find_locked(certificate.number, entered.wave)
        unwrap(may_record(certificate, entered.wave, opened, answered_on, now.on), now.on)
        survey = opened or await _opened(uow, certificate, entered.wave, now, new_id)
        recorded = RecordedAnswer(
            answer=await _settled(uow, certificate, entered.answer),
            answered_on=answered_on,
            channel=entered.channel,
            recorded_by=caller.name,
        )
        own_words = survey.recorded if _is_the_holders(survey.recorded) else survey.own_words
        saved = await uow.surveys.save(replace(survey, recorded=recorded, own_words=own_words), now.at)
        found = await uow.surveys.holder_of(saved.id)
        await uow.commit()
    if found is None:
        raise NotFound
    return found


async def _settled(uow: UnitOfWork, certificate: Certificate, answer: SurveyAnswer) -> SurveyAnswer:
    """The answer with what stands of further surveys; said to be welcome again, they are for all the person's."""
    if answer.do_not_contact is False:
        await uow.surveys.allow_contact(certificate.number)
    refuses = await uow.surveys.refuses_contact(certificate.number)
    return with_what_stands(answer, refuses_contact=refuses)


async def _held(uow: UnitOfWork, reader: Reader) -> Certificate:
    """The certificate that the link leads to, or the one that has taken its place."""
    link = await living_link(uow, reader)
    if link.payload["paper"] not in _LEADING_TO_ONE:
        raise InvalidInput(_ANOTHER_PAPER)
    certificate = await valid_successor(uow, link.payload["number"])
    if certificate is None:
        raise Unauthenticated(LINK_DEAD)
    return certificate


async def _opened(
    uow: UnitOfWork, certificate: Certificate, wave: SurveyWave, now: Moment, new_id: Callable[[], UUID]
) -> Survey:
    """The wave, opened now where nobody was asked: whoever wants no mails may still call."""
    await uow.surveys.add(new_survey(new_id(), certificate, wave, written_to=False), now.at)
    survey = await uow.surveys.find_locked(certificate.number, wave)
    if survey is None:
        raise NotFound
    return survey


def _is_the_holders(recorded: RecordedAnswer | None) -> bool:
    return recorded is not None and recorded.channel is AnswerChannel.LINK


_ANOTHER_PAPER = Violation(
    code="no_certificate",
    detail=Text(
        "Ce lien mène à un autre document : on répond à une enquête par celui du parchemin, ou de l'enquête.",
        "This link leads to another paper: one answers a survey by that of the certificate, or of the survey.",
    ),
    pointer="/token",
)
