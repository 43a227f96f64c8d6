"""The links between companies of one group."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from app.api.bodies import AnswerBody, RequestBody
from app.api.dependencies import CallerDep, IfMatch, NewId, Now, Tag, Uow
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Reason
from app.api.v1.companies import CompanyId
from app.domain.company_links import CompanyLink, LinkChange, LinksOfCompany
from app.usecases.companies.company_links import get_company_links, link_companies

router = router_of("companies", "/v1/companies", description="The companies that register candidates.")


class CompanyLinksIn(RequestBody):
    """The companies with which one is linked: these, and no others."""

    company_ids: Annotated[list[UUID], Field(max_length=200, description="The other companies of the group.")]
    reason: Reason


class LinkChangeOut(AnswerBody):
    """Who made or ended a link, when and why."""

    by: str
    at: datetime
    reason: str

    @classmethod
    def of(cls, change: LinkChange) -> Self:
        """The change on the wire."""
        return cls(by=change.by, at=change.at, reason=change.reason)


class CompanyLinkOut(AnswerBody):
    """A company that makes one group with another; `ended` is null while it does."""

    company_id: UUID
    siret: str
    siren: str
    name: str
    made: LinkChangeOut
    ended: LinkChangeOut | None

    @classmethod
    def of(cls, link: CompanyLink) -> Self:
        """The link on the wire."""
        return cls(
            company_id=link.company_id,
            siret=link.siret,
            siren=link.siret[:9],
            name=link.name,
            made=LinkChangeOut.of(link.made),
            ended=LinkChangeOut.of(link.ended) if link.ended is not None else None,
        )


class CompanyLinksOut(AnswerBody):
    """The links of a company that hold, and those that ended, the newest first."""

    company_id: UUID
    company_ids: list[UUID]
    links: list[CompanyLinkOut]
    ended: list[CompanyLinkOut]

    @classmethod
    def of(cls, company_id: UUID, found: LinksOfCompany) -> Self:
        """The links on the wire."""
        return cls(
            company_id=company_id,
            company_ids=[link.company_id for link in found.standing],
            links=[CompanyLinkOut.of(link) for link in found.standing],
            ended=[CompanyLinkOut.of(link) for link in found.ended],
        )


@router.get(
    "/{company_id}/links",
    operation_id="getCompanyLinks",
    summary="Read the links of a company",
    responses=problems(401, 403, 404),
)
async def get_links(company_id: CompanyId, caller: CallerDep, uow: Uow, tag: Tag) -> CompanyLinksOut:
    """The companies that make one group with this one, with the ETag that a change needs; past links stay on record."""
    found = await get_company_links(uow, caller, company_id=company_id)
    tag(found.version)
    return CompanyLinksOut.of(company_id, found)


@router.put(
    "/{company_id}/links",
    operation_id="linkCompanies",
    summary="Link companies of one group",
    responses=problems(401, 403, 404, 412, 422, 428),
)
async def put_links(
    company_id: CompanyId,
    body: CompanyLinksIn,
    caller: CallerDep,
    uow: Uow,
    if_match: IfMatch,
    now: Now,
    new_id: NewId,
    tag: Tag,
) -> CompanyLinksOut:
    """Link the company with these others, and with no others; the first links need no `If-Match`.

    A link holds from both its ends and goes no further: that A is linked with B, and B with C, links A with C only
    where it is said. A company may open dossiers of P1 for the employees of those it is linked with, and independence
    is judged against all of them (D62). A link that stays keeps who made it, when and why.
    """
    found = await link_companies(
        uow,
        caller,
        company_id=company_id,
        company_ids=body.company_ids,
        reason=body.reason,
        precondition=if_match,
        now=now,
        new_id=new_id,
    )
    tag(found.version)
    return CompanyLinksOut.of(company_id, found)
