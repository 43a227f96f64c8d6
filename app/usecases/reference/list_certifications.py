"""The catalogue, with what the secretariat has recorded about each certification."""

from dataclasses import dataclass
from datetime import date

from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import Certification, CertificationKind, CqpiEquivalence, Family
from app.domain.certification_settings import as_settled
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
    uow: UnitOfWork, *, family: Family | None, kind: CertificationKind | None, on: date, page: PageRequest
) -> Page[CatalogueEntry]:
    """The certifications of a family and of a kind, or all, in the guide's order, as they are settled on ``on``."""
    chosen = [
        each
        for each in CERTIFICATIONS.values()
        if (family is None or each.family == family) and (kind is None or each.kind == kind)
    ]
    async with uow:
        headings = await uow.reference.framework_headings()
        equivalences = await uow.reference.cqpi_equivalences()
        settings = await uow.certification_settings.of()
    shown = page_through(chosen, page, key=lambda certification: certification.code)
    return shown.map(lambda each: _entry(as_settled(each, settings, on), headings, equivalences))


async def get_certification(uow: UnitOfWork, *, code: str, on: date) -> CatalogueEntry:
    """One certification, as it is settled on ``on``. Raises NotFound."""
    certification = CERTIFICATIONS.get(code)
    if certification is None:
        raise NotFound
    async with uow:
        headings = await uow.reference.framework_headings(code)
        equivalences = await uow.reference.cqpi_equivalences()
        settings = await uow.certification_settings.of({code})
    return _entry(as_settled(certification, settings, on), headings, equivalences)


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
