"""Waves are opened as their days come, and whoever has not answered is written to again, twice at most."""

from functools import partial
from uuid import UUID

from app.domain.certificates import Certificate
from app.domain.surveys import Survey, SurveyWave, begins_on, ends_on, survey_reminder_due, waves_on
from app.usecases.access import SYSTEM
from app.usecases.addresses import has_died
from app.usecases.holders.sending import LinkContext, send_survey
from app.usecases.isolation import for_each_isolated
from app.usecases.ports import UnitOfWork


async def open_surveys(uow: UnitOfWork, link_context: LinkContext) -> int:
    """Open what is due, certificate by certificate, each in a transaction of its own; how many waves were.

    Nothing is opened for who has died, nor for who wants no more surveys; who has no address is to be called. Run
    again, it opens and sends nothing again. Raises ExceptionGroup, once all were tried.
    """
    opened = 0
    for wave in SurveyWave:
        async with uow:
            numbers = await uow.surveys.unopened(wave, link_context.now.on)
        opened += sum(await for_each_isolated(numbers, partial(_open, uow, link_context, wave)))
    return opened


async def remind_of_surveys(uow: UnitOfWork, link_context: LinkContext) -> int:
    """Write again to those who have not answered, each in a transaction of its own; how many reminders are due, those
    that were sent before included."""
    async with uow:
        survey_ids = await uow.surveys.awaited(link_context.now.on)
    return sum(await for_each_isolated(survey_ids, partial(_remind, uow, link_context)))


def new_survey(survey_id: UUID, certificate: Certificate, wave: SurveyWave, *, written_to: bool) -> Survey:
    """The wave of that certificate, not answered yet."""
    return Survey(
        id=survey_id,
        certificate_number=certificate.number,
        wave=wave,
        opened_on=begins_on(wave, certificate),
        closes_on=ends_on(wave, certificate),
        written_to=written_to,
    )


async def _open(uow: UnitOfWork, link_context: LinkContext, wave: SurveyWave, number: str) -> bool:
    now = link_context.now
    async with uow:
        certificate = await uow.certificates.get(number)
        if certificate is None or wave not in waves_on(certificate, now.on):
            return False
        dossier = await uow.dossiers.get(SYSTEM, certificate.dossier_id)
        if dossier is None or await _is_left_alone(uow, certificate):
            return False
        has_address = dossier.candidate.email is not None
        survey = new_survey(link_context.new_id(), certificate, wave, written_to=has_address)
        if not await uow.surveys.add(survey, now.at):
            return False
        await send_survey(uow, link_context, dossier, certificate, survey, cause=f"holder_survey:{survey.id}:0")
        await uow.commit()
    return True


async def _remind(uow: UnitOfWork, link_context: LinkContext, survey_id: UUID) -> bool:
    now = link_context.now
    async with uow:
        survey = await uow.surveys.get_locked(survey_id)
        reminder = survey_reminder_due(survey, now.on) if survey is not None else None
        certificate = await uow.certificates.get(survey.certificate_number) if survey is not None else None
        if survey is None or reminder is None or certificate is None or not certificate.is_valid:
            return False
        dossier = await uow.dossiers.get(SYSTEM, certificate.dossier_id)
        if dossier is None or await _is_left_alone(uow, certificate):
            return False
        cause = f"holder_survey:{survey.id}:{reminder}"
        await send_survey(uow, link_context, dossier, certificate, survey, cause=cause, reminder=True)
        await uow.commit()
    return True


async def _is_left_alone(uow: UnitOfWork, certificate: Certificate) -> bool:
    return await has_died(uow, certificate.dossier_id) or await uow.surveys.refuses_contact(certificate.number)
