"""The branch's certifications and the versions of their frameworks."""

from typing import Annotated

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import created
from app.api.dependencies import IfMatch, Now, Tag, Uow
from app.api.linked_data import LD_ANSWER, LD_JSON, one_as_asked, page_as_asked
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import produces
from app.api.routing import router as router_of
from app.api.v1.certification_models import CertificationOut, FrameworkIn, FrameworkOut
from app.api.v1.linked_certifications import certification_node
from app.api.v1.reference_pages import ReferencePage
from app.domain.certification import CertificationKind, Family
from app.usecases.reference.get_framework import get_framework
from app.usecases.reference.list_certifications import get_certification, list_certifications
from app.usecases.reference.put_framework import put_framework

router = router_of(
    "certifications", "/v1/certifications", description="The CQP and CQPI, and the versions of what they ask."
)

Code = Annotated[str, Path(description="The certification's code, such as `cqp-operateur-fabrication`.")]
Version = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", description="The version's name, such as `2017`.")
]


@router.get(
    "",
    operation_id="listCertifications",
    summary="List the certifications",
    response_model=PageOut[CertificationOut],
    responses={**LD_ANSWER, **problems(422)},
)
@produces(LD_JSON)
async def list_all(
    uow: Uow,
    page: ReferencePage,
    now: Now,
    request: Request,
    response: Response,
    family: Annotated[Family | None, Query(description="Only this family (filière).")] = None,
    kind: Annotated[CertificationKind | None, Query(description="Only the CQP, or only the CQPI.")] = None,
) -> PageOut[CertificationOut] | Response:
    """The sixteen certifications in the guide's order, then the six CQPI that are delivered by equivalence.

    `Accept: application/ld+json` gives them in CTDL's terms, for machines that compare certifications.
    """
    found = await list_certifications(uow, family=family, kind=kind, on=now.on, page=page)
    told = PageOut[CertificationOut].of(found, CertificationOut.of, request, response)
    return page_as_asked(request, response, told, certification_node)


@router.get(
    "/{code}",
    operation_id="getCertification",
    summary="Read a certification",
    response_model=CertificationOut,
    responses={**LD_ANSWER, **problems(404)},
)
@produces(LD_JSON)
async def get_one(code: Code, uow: Uow, now: Now, request: Request, response: Response) -> CertificationOut | Response:
    """A certification as it is settled today, the versions of its framework, and the CQPI that may come with it.

    `Accept: application/ld+json` gives it in CTDL's terms.
    """
    told = CertificationOut.of(await get_certification(uow, code=code, on=now.on))
    return one_as_asked(request, response, told, certification_node)


@router.get(
    "/{code}/frameworks/{version}",
    operation_id="getFramework",
    summary="Read a version of a framework",
    responses=problems(404),
)
async def get_version(code: Code, version: Version, uow: Uow, tag: Tag) -> FrameworkOut:
    """The competences that this version asks, each with the criteria by which it is assessed."""
    kept = await get_framework(uow, certification_code=code, version=version)
    tag(kept.version)
    return FrameworkOut.of(kept.value)


@router.put(
    "/{code}/frameworks/{version}",
    operation_id="putFramework",
    summary="Record a version of a framework",
    responses={**created(FrameworkOut), **problems(404, 412, 422, 428)},
)
async def put_version(
    code: Code, version: Version, body: FrameworkIn, uow: Uow, if_match: IfMatch, now: Now, tag: Tag, response: Response
) -> FrameworkOut:
    """Publish a version, or correct one that nothing rests on yet: a version in use is never changed."""
    upserted = await put_framework(uow, framework=body.framework(code, version), precondition=if_match, on=now.on)
    tag(upserted.version)
    response.status_code = 201 if upserted.created else 200
    return FrameworkOut.of(upserted.value)
