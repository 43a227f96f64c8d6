"""Whether what the secretariat writes of an evaluator can be: certifications and regions that exist, days in order."""

from collections.abc import Iterable, Iterator

from app.domain.catalogue import CERTIFICATIONS
from app.domain.evaluators import Affiliation, Authorisation
from app.domain.law import Violation
from app.domain.networks import unknown_networks
from app.domain.regions import REGIONS
from app.domain.text import Text


def authorisation_list_faults(authorisations: tuple[Authorisation, ...]) -> tuple[Violation, ...]:
    """Everything that cannot be in a list of authorisations; of two for one thing, never both on one day."""
    return (
        *_unknown_places(authorisations),
        *_ends_before("/authorisations", authorisations),
        *_overlaps(authorisations),
    )


def affiliation_list_faults(affiliations: tuple[Affiliation, ...], networks: frozenset[str]) -> tuple[Violation, ...]:
    """Everything that cannot be in a list of affiliations; ``networks``: the codes of those that there are (D59)."""
    unknown = (
        fault
        for index, each in enumerate(affiliations)
        for fault in unknown_networks(each.networks, networks, f"/affiliations/{index}/networks")
    )
    return (*_ends_before("/affiliations", affiliations), *unknown)


def _unknown_places(authorisations: Iterable[Authorisation]) -> Iterator[Violation]:
    for index, each in enumerate(authorisations):
        certification = CERTIFICATIONS.get(each.certification_code)
        if certification is None or certification.by_equivalence:
            yield Violation(
                code="unknown_certification",
                pointer=f"/authorisations/{index}/certification_code",
                detail=Text(
                    "Ce code n'est celui d'aucune certification que l'on évalue.",
                    "This is the code of no certification that is assessed.",
                ),
            )
        if each.region not in REGIONS:
            yield Violation(
                code="unknown_region",
                pointer=f"/authorisations/{index}/region",
                detail=Text("Ce code INSEE n'est celui d'aucune région.", "This is no region's INSEE code."),
            )


def _ends_before(place: str, dated: Iterable[Authorisation | Affiliation]) -> Iterator[Violation]:
    for index, each in enumerate(dated):
        if each.until_day is not None and each.until_day < each.from_day:
            yield Violation(
                code="ends_before_it_starts",
                pointer=f"{place}/{index}/until",
                detail=Text("Cette période finit avant de commencer.", "This period ends before it starts."),
            )


def _overlaps(authorisations: tuple[Authorisation, ...]) -> Iterator[Violation]:
    for index, each in enumerate(authorisations):
        if any(_overlap(each, other) for other in authorisations[:index]):
            yield Violation(
                code="authorisations_overlap",
                pointer=f"/authorisations/{index}",
                detail=Text(
                    "Une autre habilitation de la liste vaut déjà, ces jours-là, pour cette certification et région.",
                    "Another authorisation of the list already holds for this certification and region on those days.",
                ),
            )


def _overlap(one: Authorisation, other: Authorisation) -> bool:
    if (one.certification_code, one.region) != (other.certification_code, other.region):
        return False
    first, second = sorted((one, other), key=lambda each: each.from_day)
    return first.until_day is None or second.from_day <= first.until_day
