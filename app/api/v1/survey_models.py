"""The shapes of surveys on the wire."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StrictBool

from app.api.bodies import AnswerBody, MirrorBody, RequestBody
from app.api.faults import invalid_value
from app.api.fields import Day
from app.api.language import spoken
from app.api.text_fields import Line
from app.api.v1.dossier_models import CertificationRef
from app.api.v1.holder_tokens import HolderLinkRedemption
from app.domain.regions import REGIONS
from app.domain.survey_answers import (
    JOB_CONTRACT_LABELS,
    SITUATION_LABELS,
    STANDING_LABELS,
    JobContract,
    Situation,
    Standing,
    SurveyAnswer,
)
from app.domain.survey_counts import ACCESS_ROUTE_LABELS, AccessRoute, Promotion
from app.domain.surveys import (
    ANSWER_CHANNEL_LABELS,
    SURVEY_WAVE_LABELS,
    AnswerChannel,
    RecordedAnswer,
    Survey,
    SurveyWave,
)
from app.domain.text import Text
from app.usecases.ports.surveys import SurveyedHolder
from app.usecases.surveys.answering import EnteredAnswer


def _not_the_holders(channel: AnswerChannel) -> AnswerChannel:
    if channel is AnswerChannel.LINK:
        raise invalid_value(
            "answered_by_the_holder",
            Text(
                "Ce que le titulaire répond par son lien, il le répond lui-même : dites « phone » ou « paper ».",
                "What holders answer by their link they answer themselves: say “phone” or “paper”.",
            ),
        )
    return channel


EnteredChannel = Annotated[AnswerChannel, AfterValidator(_not_the_holders), Field(description="`phone` or `paper`.")]


class SurveyAnswerMembers(RequestBody):
    """What a holder answers: nothing but the situation has to be said.

    `international`: a job that is international, wherever it is done; `abroad`: outside the French labour market.
    """

    wave: SurveyWave
    situation: Situation
    in_target_job: Annotated[
        StrictBool | None, Field(description="Whether they work in the job that the certification prepares for.")
    ] = None
    job_title: Annotated[Line, Field(max_length=200)] | None = None
    contract: JobContract | None = None
    same_employer: Annotated[
        StrictBool | None, Field(description="Whether they work for whom they worked for at the certification.")
    ] = None
    region: Annotated[str | None, Field(max_length=3, description="Where they work: an INSEE code.")] = None
    do_not_contact: Annotated[
        StrictBool | None,
        Field(description="Whether they want no more surveys. Left out, what they said before stands."),
    ] = None

    def to_domain(self) -> SurveyAnswer:
        """The domain's value."""
        return SurveyAnswer(
            situation=self.situation,
            in_target_job=self.in_target_job,
            job_title=self.job_title,
            contract=self.contract,
            same_employer=self.same_employer,
            region=self.region,
            do_not_contact=self.do_not_contact,
        )


class SurveyAnswerIn(HolderLinkRedemption, SurveyAnswerMembers):
    """The token of the link to a certificate or to a survey, and what its holder answers."""


class EnteredSurveyAnswerIn(SurveyAnswerMembers):
    """What a holder said by phone or on paper, and on which day: today where not said."""

    certificate_number: Annotated[Line, Field(max_length=40)]
    channel: EnteredChannel
    answered_on: Day | None = None

    def entered(self) -> EnteredAnswer:
        """What is to be entered."""
        return EnteredAnswer(
            certificate_number=self.certificate_number,
            wave=self.wave,
            channel=self.channel,
            answer=self.to_domain(),
            answered_on=self.answered_on,
        )


class RecordedAnswerOut(AnswerBody):
    """An answer; `recorded_by` names who entered it where the holder did not."""

    situation: Situation
    situation_label: str
    in_target_job: bool | None
    job_title: str | None
    contract: JobContract | None
    contract_label: str | None
    same_employer: bool | None
    region: str | None
    region_label: str | None
    do_not_contact: bool
    answered_on: date
    channel: AnswerChannel
    channel_label: str
    recorded_by: str | None

    @classmethod
    def of(cls, recorded: RecordedAnswer) -> Self:
        """The answer on the wire."""
        answer = recorded.answer
        return cls(
            situation=answer.situation,
            situation_label=spoken(SITUATION_LABELS[answer.situation]),
            in_target_job=answer.in_target_job,
            job_title=answer.job_title,
            contract=answer.contract,
            contract_label=spoken(JOB_CONTRACT_LABELS[answer.contract]) if answer.contract is not None else None,
            same_employer=answer.same_employer,
            region=answer.region,
            region_label=REGIONS.get(answer.region or ""),
            do_not_contact=bool(answer.do_not_contact),
            answered_on=recorded.answered_on,
            channel=recorded.channel,
            channel_label=spoken(ANSWER_CHANNEL_LABELS[recorded.channel]),
            recorded_by=recorded.recorded_by,
        )


class HeldSurveyOut(AnswerBody):
    """A survey as its holder sees it; `answer` is null before there is one."""

    wave: SurveyWave
    wave_label: str
    opened_on: date
    closes_on: date
    answer: RecordedAnswerOut | None

    @classmethod
    def of(cls, survey: Survey) -> Self:
        """The survey on the wire."""
        return cls(
            wave=survey.wave,
            wave_label=spoken(SURVEY_WAVE_LABELS[survey.wave]),
            opened_on=survey.opened_on,
            closes_on=survey.closes_on,
            answer=RecordedAnswerOut.of(survey.recorded) if survey.recorded is not None else None,
        )


class SurveyOut(AnswerBody):
    """A survey as the secretariat sees it. `written_to` false: the holder has no address, and is to be called.

    `standing` is how the answer counts; `own_words` the holder's own answer, once the secretariat has entered another.
    """

    id: UUID
    certificate_number: str
    holder_name: str
    dossier_id: UUID | None
    certification: CertificationRef
    awarded_on: date
    wave: SurveyWave
    wave_label: str
    opened_on: date
    closes_on: date
    written_to: bool
    standing: Standing | None
    standing_label: str | None
    answer: RecordedAnswerOut | None
    own_words: RecordedAnswerOut | None

    @classmethod
    def of(cls, found: SurveyedHolder) -> Self:
        """The survey on the wire."""
        survey = found.survey
        recorded, own_words = survey.recorded, survey.own_words
        return cls(
            id=survey.id,
            certificate_number=survey.certificate_number,
            holder_name=found.holder_name,
            dossier_id=found.dossier_id,
            certification=CertificationRef.of(found.certification_code),
            awarded_on=found.awarded_on,
            wave=survey.wave,
            wave_label=spoken(SURVEY_WAVE_LABELS[survey.wave]),
            opened_on=survey.opened_on,
            closes_on=survey.closes_on,
            written_to=survey.written_to,
            standing=recorded.standing if recorded is not None else None,
            standing_label=spoken(STANDING_LABELS[recorded.standing]) if recorded is not None else None,
            answer=RecordedAnswerOut.of(recorded) if recorded is not None else None,
            own_words=RecordedAnswerOut.of(own_words) if own_words is not None else None,
        )


class WaveCountsOut(MirrorBody):
    """One wave of a promotion, in holders; rates in percent, of `n`: those who answered, without the neutralised."""

    wave: SurveyWave
    wave_label: str
    asked: int
    answered: int
    neutralised: int
    n: int
    employed: int
    in_target: int
    global_rate: float | None
    target_rate: float | None
    answer_rate: float | None


class PromotionOut(AnswerBody):
    """The holders of a certification awarded in a calendar year: all of them where `access` is null, else by access."""

    certification: CertificationRef
    year: int
    access: AccessRoute | None
    access_label: str | None
    certified: int
    by_vae: int
    waves: list[WaveCountsOut]

    @classmethod
    def of(cls, promotion: Promotion) -> Self:
        """The promotion on the wire."""
        access = promotion.access
        return cls(
            certification=CertificationRef.of(promotion.certification_code),
            year=promotion.year,
            access=access,
            access_label=spoken(ACCESS_ROUTE_LABELS[access]) if access is not None else None,
            certified=promotion.certified,
            by_vae=promotion.by_vae,
            waves=[_counts(promotion, wave) for wave in SurveyWave],
        )


class SurveyReportOut(AnswerBody):
    """Every promotion, whole and then by access, in the order of the certifications' codes and of the years."""

    items: list[PromotionOut]


def _counts(promotion: Promotion, wave: SurveyWave) -> WaveCountsOut:
    counts = promotion.of(wave)
    members = [name for name in WaveCountsOut.model_fields if not name.startswith("wave")]
    told = {name: getattr(counts, name) for name in members}
    return WaveCountsOut(wave=wave, wave_label=spoken(SURVEY_WAVE_LABELS[wave]), **told)
