"""The pathways and the training schemes: reference data that the code itself holds."""

from datetime import date

from app.domain.pathway import Pathway
from app.domain.pathways import PATHWAYS
from app.domain.training_schemes import TRAINING_SCHEMES, TrainingScheme, training_schemes_open_on
from app.usecases.errors import NotFound
from app.usecases.paging import Page, PageRequest, page_through

PathwayWithVariants = tuple[Pathway, tuple[Pathway, ...]]


def list_pathways(page: PageRequest) -> Page[PathwayWithVariants]:
    """Every pathway with its special cases, in the guide's order."""
    found = tuple(_with_variants(pathway) for pathway in PATHWAYS if pathway.variant is None)
    return page_through(found, page, key=lambda each: each[0].code)


def get_pathway(code: str) -> PathwayWithVariants:
    """One pathway with its special cases. Raises NotFound."""
    for pathway in PATHWAYS:
        if pathway.code == code and pathway.variant is None:
            return _with_variants(pathway)
    raise NotFound


def list_training_schemes(on: date | None, page: PageRequest) -> Page[TrainingScheme]:
    """The schemes open on ``on``, or all of them, in the order of their creation."""
    found = tuple(TRAINING_SCHEMES.values()) if on is None else training_schemes_open_on(on)
    return page_through(found, page, key=lambda scheme: scheme.code)


def _with_variants(pathway: Pathway) -> PathwayWithVariants:
    return pathway, tuple(each for each in PATHWAYS if each.code == pathway.code and each.variant is not None)
