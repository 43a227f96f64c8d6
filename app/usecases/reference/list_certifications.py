"""The catalogue, with what the secretariat has recorded about each certification."""

from dataclasses import dataclass

from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import Certification, CertificationKind, CqpiEquivalence, Family
from app.usecases.errors import NotFound
from app.usecases.paging import Page, PageRequest, page_through
from app.usecases.ports import UnitOfWork
from app.usecases.ports.reference import FrameworkHeading


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """A certification, the versions of its framework and the CQPI that may come with it."""

    certification: Certification
    frameworks: tuple[FrameworkHeading, ...]
    cqpi_by_equivalence: tuple[CqpiEquivalence, ...]


async def list_certifications(
    uow: UnitOfWork, *, family: Family | None, kind: CertificationKind | None, page: PageRequest
) -> Page[CatalogueEntry]:
    """The certifications of a family and of a kind, or all, in the guide's order."""
    chosen = [
        each
        for each in CERTIFICATIONS.values()
        if (family is None or each.family == family) and (kind is None or each.kind == kind)
    ]
    async with uow:
        headings = await uow.reference.framework_headings()
        equivalences = await uow.reference.cqpi_equivalences()
    shown = page_through(chosen, page, key=lambda certification: certification.code)
    return shown.map(lambda certification: _entry(certification, headings, equivalences))


async def get_certification(uow: UnitOfWork, *, code: str) -> CatalogueEntry:
    """One certification. Raises NotFound."""
    certification = CERTIFICATIONS.get(code)
    if certification is None:
        raise NotFound
    async with uow:
        headings = await uow.reference.framework_headings(code)
        equivalences = await uow.reference.cqpi_equivalences()
    return _entry(certification, headings, equivalences)


def _entry(
    certification: Certification,
    headings: tuple[FrameworkHeading, ...],
    equivalences: tuple[CqpiEquivalence, ...],
) -> CatalogueEntry:
    return CatalogueEntry(
        certification=certification,
        frameworks=tuple(each for each in headings if each.certification_code == certification.code),
        cqpi_by_equivalence=tuple(each for each in equivalences if each.cqp == certification.code),
    )
