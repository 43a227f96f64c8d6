"""What became of holders: surveys answered, listed, counted."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.account_dependencies import SecretsDep
from app.api.bodies import AnswerBody, MirrorBody
from app.api.container import container_of
from app.api.csv_rows import CSV, TOLD, csv_file, dialect_of, wants_csv
from app.api.dependencies import CallerDep, NewId, Now, PageQuery, Uow
from app.api.language import spoken
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import produces, secret_response
from app.api.routing import router as router_of
from app.api.v1.code_filters import OurCertification
from app.api.v1.dossier_models import CertificationRef
from app.api.v1.statistics import CountOut
from app.api.v1.survey_models import (
    EnteredSurveyAnswerIn,
    HeldSurveyOut,
    PromotionOut,
    SurveyAnswerIn,
    SurveyOut,
    SurveyReportOut,
    WaveCountsOut,
)
from app.domain.insertion_statistics import PublishedPromotion, PublishedWave
from app.domain.surveys import SURVEY_WAVE_LABELS, SurveyWave
from app.usecases.holders.reading import Reader
from app.usecases.ports.surveys import SurveyFilter
from app.usecases.surveys.answering import answer_survey, record_survey_answer
from app.usecases.surveys.reading import get_survey_report, list_survey_answers

router = router_of("surveys", "", description="What became of holders: asked at the award, and again later.")

_TABLE: dict[str, Any] = {CSV: {"schema": {"type": "string", "description": TOLD}}}
_KEPT_A_WHILE = "public, max-age=300"

CertificationQuery = Annotated[OurCertification | None, Query(description="Only those of this certification.")]
YearQuery = Annotated[int | None, Query(ge=1900, le=2199, description="Only those awarded in this year.")]


@router.post(
    "/v1/holder-links/survey",
    operation_id="answerSurvey",
    summary="Answer a survey by one's link",
    responses=problems(401, 409, 422),
)
@secret_response
async def answer(body: SurveyAnswerIn, uow: Uow, secrets: SecretsDep, now: Now, new_id: NewId) -> HeldSurveyOut:
    """Say what one does now. One answer a wave: sent again before the wave closes, it takes the former one's place.

    By the link of a survey's mail, or by that to the certificate. `do_not_contact`: no more surveys are sent;
    left out, what was said of it before stands, and only `false` takes it back.
    """
    reader = Reader(token_digest=secrets.digest(body.token), now=now, new_id=new_id)
    return HeldSurveyOut.of(await answer_survey(uow, reader, wave=body.wave, answer=body.to_domain()))


@router.get(
    "/v1/surveys/answers",
    operation_id="listSurveyAnswers",
    summary="List the surveys and their answers",
    response_model=PageOut[SurveyOut],
    responses={200: {"content": _TABLE}, **problems(401, 403, 406, 422)},
)
@produces(CSV)
async def list_all(
    uow: Uow,
    page: PageQuery,
    request: Request,
    response: Response,
    certification: CertificationQuery = None,
    year: YearQuery = None,
    wave: Annotated[SurveyWave | None, Query(description="Only this wave.")] = None,
    answered: Annotated[bool | None, Query(description="Only those with an answer, or only the others.")] = None,
) -> Any:
    """Every wave of every certificate, the latest opened first: who answered what, and who is still to be called.

    In CSV, the same page in columns of ours.
    """
    narrowed = SurveyFilter(certification=certification, year=year, wave=wave, answered=answered)
    found = await list_survey_answers(uow, narrowed=narrowed, page=page)
    shown = PageOut[SurveyOut].of(found, SurveyOut.of, request, response)
    if not wants_csv(request.headers.get("accept", "*/*")):
        return shown
    return _csv(_answer_rows(shown.items), "surveys.csv", request, response)


@router.post(
    "/v1/surveys/answers",
    operation_id="recordSurveyAnswer",
    summary="Enter a survey's answer",
    status_code=201,
    responses=problems(401, 403, 404, 409, 422),
)
async def record(body: EnteredSurveyAnswerIn, caller: CallerDep, uow: Uow, now: Now, new_id: NewId) -> SurveyOut:
    """Enter what a holder said by phone or on paper while the wave was open, three months after it at the latest; their
    own words stay beside it.

    `do_not_contact` left out changes nothing: only `false`, said by the holder, takes it back.
    """
    return SurveyOut.of(await record_survey_answer(uow, caller, body.entered(), now=now, new_id=new_id))


@router.get(
    "/v1/surveys/report",
    operation_id="getSurveyReport",
    summary="Count what became of holders",
    response_model=SurveyReportOut,
    responses={200: {"content": _TABLE}, **problems(401, 403, 406, 422)},
)
@produces(CSV)
async def report(
    uow: Uow,
    request: Request,
    response: Response,
    certification: CertificationQuery = None,
    year: YearQuery = None,
) -> Any:
    """Both rates of France compétences, each with its n, by certification, year of the award and access.

    Global: those who answered and work; target job: those who work in the job that the certification prepares for; both
    without the neutralised. Revoked certificates count nowhere, nor do awards of the former register, whose holders are
    not asked: `certified` and each n are of those certified here. In CSV, a row for each wave.
    """
    found = await get_survey_report(uow, certification=certification, year=year)
    shown = SurveyReportOut(items=[PromotionOut.of(each) for each in found])
    return (
        _csv(_report_rows(shown.items), "survey-report.csv", request, response)
        if wants_csv(request.headers.get("accept", "*/*"))
        else shown
    )


class PublishedWaveOut(AnswerBody):
    """One wave; rates in percent, null where they would tell of a few."""

    wave: SurveyWave
    wave_label: str
    n: CountOut
    global_rate: int | None
    target_rate: int | None

    @classmethod
    def of(cls, wave: PublishedWave) -> "PublishedWaveOut":
        """The wave on the wire."""
        return cls(
            wave=wave.wave,
            wave_label=spoken(SURVEY_WAVE_LABELS[wave.wave]),
            n=CountOut.of(wave.n),
            global_rate=wave.global_rate,
            target_rate=wave.target_rate,
        )


class PublishedPromotionOut(MirrorBody):
    """One promotion."""

    certification: CertificationRef
    year: int
    certified: CountOut
    by_vae: CountOut
    waves: list[PublishedWaveOut]


class InsertionStatisticsOut(AnswerBody):
    """Every promotion, in the order of the certifications' codes and of the years."""

    items: list[PublishedPromotionOut]


@router.get(
    "/v1/statistics/insertion",
    operation_id="getInsertionStatistics",
    summary="Read the insertion rates",
    responses=problems(422),
)
async def insertion(
    request: Request, response: Response, certification: CertificationQuery = None, year: YearQuery = None
) -> InsertionStatisticsOut:
    """The rates of `getSurveyReport` by certification and year, some minutes old, without what is too small to be told.

    Counts below the threshold are hidden, others rounded. A rate is told where its n reaches the threshold, and each
    group that it parts n into too: those with a job and without, in the target job and in another. Zero hides none.
    """
    found = await container_of(request.scope).insertion.promotions()
    wanted = (each for each in found if certification in {None, each.certification_code} and year in {None, each.year})
    response.headers["Cache-Control"] = _KEPT_A_WHILE
    return InsertionStatisticsOut(items=[_published(each) for each in wanted])


def _published(promotion: PublishedPromotion) -> PublishedPromotionOut:
    return PublishedPromotionOut(
        certification=CertificationRef.of(promotion.certification_code),
        year=promotion.year,
        certified=CountOut.of(promotion.certified),
        by_vae=CountOut.of(promotion.by_vae),
        waves=[PublishedWaveOut.of(wave) for wave in promotion.waves],
    )


def _csv(rows: Iterator[Sequence[object]], name: str, request: Request, response: Response) -> Response:
    headers = {
        "Vary": "Accept",
        "Content-Disposition": f'attachment; filename="{name}"',
        **{key: response.headers[key] for key in ("link",) if key in response.headers},
    }
    return Response(csv_file(rows, dialect_of(request.headers["accept"])), media_type=CSV, headers=headers)


_ANSWERED = (
    "situation",
    "in_target_job",
    "job_title",
    "contract",
    "same_employer",
    "region",
    "do_not_contact",
    "answered_on",
    "channel",
)


def _answer_rows(items: Sequence[SurveyOut]) -> Iterator[Sequence[object]]:
    yield (
        "certificate_number",
        "holder_name",
        "certification_code",
        "awarded_on",
        "wave",
        "opened_on",
        "closes_on",
        "written_to",
        "standing",
        *_ANSWERED,
    )
    for each in items:
        yield (
            each.certificate_number,
            each.holder_name,
            each.certification.code,
            each.awarded_on.isoformat(),
            each.wave,
            each.opened_on.isoformat(),
            each.closes_on.isoformat(),
            each.written_to,
            each.standing,
            *(_cell(getattr(each.answer, name, None)) for name in _ANSWERED),
        )


_COUNTED = tuple(name for name in WaveCountsOut.model_fields if name != "wave_label")


def _report_rows(items: Sequence[PromotionOut]) -> Iterator[Sequence[object]]:
    yield ("certification_code", "title", "year", "access", "certified", "by_vae", *_COUNTED)
    for each in items:
        for counts in each.waves:
            yield (
                each.certification.code,
                each.certification.title,
                each.year,
                each.access or "all",
                each.certified,
                each.by_vae,
                *(getattr(counts, name) for name in _COUNTED),
            )


def _cell(value: Any) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value
