"""What changed of whom the CPNE authorises, for France compétences."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody, RequestBody
from app.api.csv_rows import CSV, TOLD, csv_file, dialect_of, wants_csv
from app.api.dependencies import Now, PageQuery, Uow
from app.api.fields import Day
from app.api.language import spoken
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import depends_on_day, produces
from app.api.routing import router as router_of
from app.api.v1.dossier_models import CertificationRef
from app.domain.authorisation_changes import AUTHORISATION_CHANGE_LABELS, AuthorisationChangeKind, RecordedChange
from app.domain.calendar import overdue
from app.domain.regions import REGIONS
from app.usecases.evaluators.authorisation_changes import list_authorisation_changes, record_authorisation_report
from app.usecases.paging import page_through

router = router_of("evaluators", "/v1/authorisation-changes")

_TABLE: dict[str, Any] = {CSV: {"schema": {"type": "string", "description": TOLD}}}


class AuthorisationChangeOut(AnswerBody):
    """A change. `until`, included, is null where there is no end; `former_until` what it was before it changed.

    `due_on`: the last day to tell France compétences, null of what was authorised before changes were recorded;
    `told_on`: the day on which it was told.
    """

    id: UUID
    kind: AuthorisationChangeKind
    kind_label: str
    changed_on: date
    evaluator_id: UUID
    evaluator_name: str
    evaluator_siren: str | None
    certification: CertificationRef
    region: str
    region_label: str | None
    authorised_from: date
    until: date | None
    former_until: date | None
    due_on: date | None
    told_on: date | None
    overdue: bool

    @classmethod
    def of(cls, recorded: RecordedChange, on: date) -> Self:
        """The change on the wire, as it stands on ``on``."""
        change, authorisation = recorded.change, recorded.change.authorisation
        late = recorded.told_on is None and recorded.due_on is not None and overdue(recorded.due_on, on)
        return cls(
            id=recorded.id,
            kind=change.kind,
            kind_label=spoken(AUTHORISATION_CHANGE_LABELS[change.kind]),
            changed_on=recorded.changed_on,
            evaluator_id=recorded.evaluator_id,
            evaluator_name=recorded.evaluator_name,
            evaluator_siren=recorded.evaluator_siren,
            certification=CertificationRef.of(authorisation.certification_code),
            region=authorisation.region,
            region_label=REGIONS.get(authorisation.region),
            authorised_from=authorisation.from_day,
            until=authorisation.until_day,
            former_until=change.former_until,
            due_on=recorded.due_on,
            told_on=recorded.told_on,
            overdue=late,
        )


class AuthorisationReportIn(RequestBody):
    """The day on which France compétences was told, and until which day changes were in it: that one where not said."""

    told_on: Day
    changed_until: Day | None = None


class AuthorisationReportOut(AnswerBody):
    """How many changes were told of."""

    told_on: date
    changes: int


@router.get(
    "",
    operation_id="listAuthorisationChanges",
    summary="List what changed of authorisations",
    response_model=PageOut[AuthorisationChangeOut],
    responses={200: {"content": _TABLE}, **problems(401, 403, 406, 422)},
)
@produces(CSV)
@depends_on_day
async def list_all(
    uow: Uow,
    page: PageQuery,
    now: Now,
    request: Request,
    response: Response,
    since: Annotated[Day | None, Query(description="Only what changed on that day or later.")] = None,
) -> Any:
    """Who was authorised for what, changed since a day: the earliest first. In CSV, all of it at once.

    The law has France compétences told of each change until its `due_on` (Code du travail, R6113-16-1); its file's
    format is not known, these columns are ours.
    """
    found = await list_authorisation_changes(uow, since=since)
    accept = request.headers.get("accept", "*/*")
    if wants_csv(accept):
        content = csv_file(_rows([AuthorisationChangeOut.of(each, now.on) for each in found]), dialect_of(accept))
        named = {"Content-Disposition": 'attachment; filename="authorisations.csv"', "Vary": "Accept"}
        return Response(content, media_type=CSV, headers=named)
    shown = page_through(found, page, lambda each: str(each.id))
    return PageOut[AuthorisationChangeOut].of(
        shown, lambda each: AuthorisationChangeOut.of(each, now.on), request, response
    )


@router.post(
    "/reports",
    operation_id="recordAuthorisationReport",
    summary="Note that France compétences was told",
    responses=problems(401, 403, 422),
)
async def report(body: AuthorisationReportIn, uow: Uow, now: Now) -> AuthorisationReportOut:
    """Note the day of a report: what had changed until then, and nobody had told of, is told, and no task any more."""
    told = await record_authorisation_report(uow, told_on=body.told_on, changed_until=body.changed_until, now=now)
    return AuthorisationReportOut(told_on=body.told_on, changes=told)


_PLAIN = tuple(name for name in AuthorisationChangeOut.model_fields if name != "certification")


def _rows(items: Sequence[AuthorisationChangeOut]) -> Iterator[Sequence[object]]:
    yield ("certification_code", "certification_title", *_PLAIN)
    for each in items:
        cells = (getattr(each, name) for name in _PLAIN)
        yield (
            each.certification.code,
            each.certification.title,
            *(str(cell) if isinstance(cell, date | UUID) else cell for cell in cells),
        )
