"""What the branch settled of appeals against each kind of decision: reference data, empty by default."""

from typing import Annotated, Self

from fastapi import Path
from pydantic import Field, StrictBool
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody, RequestBody, created
from app.api.dependencies import IfMatch, Tag, Uow
from app.api.language import spoken
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Line, Reason
from app.api.v1.reference_pages import ReferencePage
from app.domain.appeals import APPEAL_AGAINST_LABELS, AppealAgainst, AppealTerms, Appellant
from app.usecases.paging import page_through
from app.usecases.reference.appeal_terms import get_appeal_terms, list_appeal_terms, put_appeal_terms

router = router_of("appeal terms", "/v1/appeal-terms", description="To whom appeals are open, and within what term.")

Against = Annotated[AppealAgainst, Path(description="What is contested.")]


class AppealTermsIn(RequestBody):
    """The terms, with their source. `open_to` empty: candidate and employer; without `months` there is no term."""

    open_to: Annotated[list[Appellant], Field(max_length=2)] = []
    months: Annotated[int | None, Field(ge=1, le=120, strict=True, description="Calendar months to appeal.")] = None
    examined_by: Annotated[Line | None, Field(description="Who examines these appeals, as letters say it.")] = None
    letter_text: Annotated[
        Reason | None, Field(max_length=2000, description="The sentence about appeals that letters and mails print.")
    ] = None
    source: Line
    confirmed: StrictBool = False

    def terms(self, against: AppealAgainst) -> AppealTerms:
        """The domain's value."""
        return AppealTerms(
            against=against,
            open_to=tuple(each for each in Appellant if each in self.open_to),
            months=self.months,
            examined_by=self.examined_by,
            letter_text=self.letter_text,
            source=self.source,
            confirmed=self.confirmed,
        )


class AppealTermsOut(AnswerBody):
    """The terms of appeals against one kind of decision. While nothing was put: no `source`, open to candidate and
    employer (`open_to` empty), no term, no sentence printed."""

    against: AppealAgainst
    against_label: str
    open_to: list[Appellant]
    months: int | None
    examined_by: str | None
    letter_text: str | None
    source: str | None
    confirmed: bool

    @classmethod
    def of(cls, terms: AppealTerms) -> Self:
        """The terms on the wire."""
        return cls(
            against=terms.against,
            against_label=spoken(APPEAL_AGAINST_LABELS[terms.against]),
            open_to=list(terms.open_to),
            months=terms.months,
            examined_by=terms.examined_by,
            letter_text=terms.letter_text,
            source=terms.source,
            confirmed=terms.confirmed,
        )


@router.get("", operation_id="listAppealTerms", summary="List the terms of appeals", responses=problems(422))
async def list_all(uow: Uow, page: ReferencePage, request: Request, response: Response) -> PageOut[AppealTermsOut]:
    """Those of each kind of decision, what the branch has not settled being empty (D71)."""
    found = page_through(await list_appeal_terms(uow), page, key=lambda terms: terms.against)
    return PageOut[AppealTermsOut].of(found, AppealTermsOut.of, request, response)


@router.get(
    "/{against}", operation_id="getAppealTerms", summary="Read the terms of an appeal", responses=problems(404, 422)
)
async def get_one(against: Against, uow: Uow, tag: Tag) -> AppealTermsOut:
    """Those of one kind of decision, with the ETag that a change needs."""
    kept = await get_appeal_terms(uow, against)
    tag(kept.version)
    return AppealTermsOut.of(kept.value)


@router.put(
    "/{against}",
    operation_id="putAppealTerms",
    summary="Settle the terms of an appeal",
    responses={**created(AppealTermsOut), **problems(404, 412, 422, 428)},
)
async def put_one(
    against: Against, body: AppealTermsIn, uow: Uow, if_match: IfMatch, tag: Tag, response: Response
) -> AppealTermsOut:
    """Settle them for what is filed and printed from now on; the first ones need no `If-Match`.

    An appeal on record keeps the last day in time that it was filed under.
    """
    upserted = await put_appeal_terms(uow, body.terms(against), if_match)
    tag(upserted.version)
    response.status_code = 201 if upserted.created else 200
    return AppealTermsOut.of(upserted.value)
