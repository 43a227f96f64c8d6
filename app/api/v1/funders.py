"""The register of funders that the secretariat keeps."""

from datetime import date
from typing import Annotated, Self

from fastapi import Path
from pydantic import AfterValidator, Field, StrictBool, StringConstraints

from app.api.bodies import AnswerBody, RequestBody, created
from app.api.fields import Day
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Line
from app.api.v1.registers import ListingDep, ReadingDep, WritingDep
from app.domain.funders import FUNDER_CODE, Funder, funder_code
from app.usecases.reference.registers import FUNDERS

router = router_of("funders", "/v1/funders", description="Who may be named as paying for a pathway.")

Code = Annotated[
    str,
    Path(description="The funder's code; case does not count.", examples=["OPCO-2I"]),
    StringConstraints(strip_whitespace=True, pattern=FUNDER_CODE),
    AfterValidator(funder_code),
]


class FunderIn(RequestBody):
    """A funder, with its source; without `from` or `until` there is no limit, or none is known."""

    name: Line
    from_: Annotated[Day | None, Field(alias="from", description="The first day on which it pays.")] = None
    until: Annotated[Day | None, Field(description="The last day on which it pays.")] = None
    source: Line
    confirmed: StrictBool = False


class FunderOut(AnswerBody):
    """A funder, and from when until when it pays, both days included; null where no limit is known."""

    code: str
    name: str
    from_: Annotated[date | None, Field(serialization_alias="from")]
    until: date | None
    source: str
    confirmed: bool

    @classmethod
    def of(cls, funder: Funder) -> Self:
        """The funder on the wire."""
        return cls(
            code=funder.code,
            name=funder.name,
            from_=funder.from_day,
            until=funder.until_day,
            source=funder.source,
            confirmed=funder.confirmed,
        )


@router.get("", operation_id="listFunders", summary="List the funders", responses=problems(422))
async def list_all(listing: ListingDep) -> PageOut[FunderOut]:
    """Every funder, past ones included, by its code."""
    return await listing.page(FUNDERS, FunderOut.of)


@router.get("/{code}", operation_id="getFunder", summary="Read a funder", responses=problems(404))
async def get_one(code: Code, reading: ReadingDep) -> FunderOut:
    """One funder, with the ETag that a change of it needs."""
    return FunderOut.of(await reading.entry(FUNDERS, code))


@router.put(
    "/{code}",
    operation_id="putFunder",
    summary="Record a funder",
    responses={**created(FunderOut), **problems(404, 412, 422, 428)},
)
async def put_one(code: Code, body: FunderIn, writing: WritingDep) -> FunderOut:
    """Add a funder, or correct what is said of it; its code stays."""
    funder = Funder(
        code=code,
        name=body.name,
        from_day=body.from_,
        until_day=body.until,
        source=body.source,
        confirmed=body.confirmed,
    )
    return FunderOut.of(await writing.put(FUNDERS, funder))
