"""Where an assessment takes place, and so in which region its evaluator must be authorised (R12, D19, D61)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.domain.assessment import Assessment, Place, Sitting
from app.domain.case import Case
from app.domain.company_facts import CompanyFacts
from app.domain.law import RuleWarning, Violation
from app.domain.regions import REGIONS
from app.domain.rules.decisions import D61
from app.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A day of the assessment and the region that was named for it; where it was, if somebody said so."""

    on: date
    region: str
    place: Place | None
    remote: bool
    pointer: str

    def is_told(self) -> bool:
        """Whether it is known where it was, or that everybody was elsewhere."""
        return self.remote or self.place is not None

    def judged_in(self, home: str | None) -> str:
        """The region of the place; remotely, ``home`` where it is known; else the region that was named."""
        if self.place is not None:
            return self.place.region or self.region
        return home or self.region if self.remote else self.region


def company_region(case: Case) -> str | None:
    """The region of the company, for a hosted worker of the user company; None where no address tells it (D61)."""
    workplace = case.host if case.dossier.candidate.employment.is_hosted else _employing_company(case)
    return workplace.region if workplace is not None else None


def _employing_company(case: Case) -> CompanyFacts | None:
    """The company; where another of its group opened the dossier, the employer, as far as it is known (D62)."""
    employer, company = case.dossier.candidate.employment.employer, case.company
    if employer is None or company is None or company.siren == employer.siren:
        return company
    return case.known_companies.establishment(employer.siret)


def venues_of(case: Case, assessment: Assessment) -> tuple[Venue, ...]:
    """Where it was on each of its days; nothing before an evaluator is chosen."""
    choice = case.dossier.evaluator
    if choice is None:
        return ()
    told_apart = {sitting.on for sitting in assessment.sittings}
    apart = (
        Venue(on=each.on, region=each.region, place=each.place, remote=each.remote, pointer=f"/sittings/{index}")
        for index, each in enumerate(assessment.sittings)
    )
    others = (
        Venue(
            on=day, region=choice.region, place=assessment.place, remote=assessment.remote, pointer=_pointer(assessment)
        )
        for day in assessment.held_on
        if day not in told_apart
    )
    return (*apart, *others)


def place_is_told(case: Case) -> bool:
    """D61: an assessment outside the company's region names its place, or says that it was remote.

    The company is the one of the day of the sitting: before a change of employer, the former one (D64).
    """
    assessment = case.dossier.assessment
    if assessment is None:
        return True
    return all(venue.is_told() or _is_at_home(case, venue) for venue in venues_of(case, assessment))


def _is_at_home(case: Case, venue: Venue) -> bool:
    """Whether it is in the company's region, as far as an address tells which that is."""
    homes = (company_region(case), *_former_regions(case, venue.on))
    return None in homes or venue.region in homes


def _former_regions(case: Case, on: date) -> Iterator[str | None]:
    for former in case.dossier.former_employers:
        company = case.former_companies.get(former.company_id) if former.company_id is not None else None
        if on <= former.until:
            yield company.region if company is not None else None


def impossible_places(assessment: Assessment) -> tuple[Violation, ...]:
    """What cannot be of places: no region, a place and none, a sitting on no day of the assessment."""
    return (*_of_places(assessment), *_of_sittings(assessment))


def region_warnings(region: str, home: str | None) -> tuple[RuleWarning, ...]:
    """D61: another region than ``home``, the company's, is pointed out when the evaluator is chosen."""
    if home is None or region == home:
        return ()
    return (
        RuleWarning(
            code="region_not_of_the_company",
            rule=D61,
            pointer="/region",
            detail=Text(
                f"L'entreprise est en {REGIONS[home]} : une évaluation en {REGIONS[region]} nomme son lieu.",
                f"The company is in {REGIONS[home]}: an assessment in {REGIONS[region]} names its place.",
            ),
        ),
    )


def _pointer(assessment: Assessment) -> str:
    if assessment.place is not None:
        return "/place/postal_code"
    return "/remote" if assessment.remote else "/held_on"


def _of_places(assessment: Assessment) -> Iterator[Violation]:
    told: list[tuple[str, Assessment | Sitting]] = [("", assessment)]
    told.extend((f"/sittings/{index}", each) for index, each in enumerate(assessment.sittings))
    for pointer, each in told:
        if each.place is not None and each.remote:
            yield _fault(
                "place_and_remote",
                f"{pointer}/remote",
                "Une évaluation à distance n'a pas de lieu.",
                "A remote assessment has no place.",
            )
        if each.place is not None and each.place.region is None:
            yield _fault(
                "no_region",
                f"{pointer}/place/postal_code",
                "Ce code postal n'est celui d'aucune région française.",
                "This is the postal code of no French region.",
            )


def _of_sittings(assessment: Assessment) -> Iterator[Violation]:
    for index, each in enumerate(assessment.sittings):
        pointer = f"/sittings/{index}"
        if each.on not in assessment.held_on:
            yield _fault(
                "not_a_day_of_the_assessment",
                f"{pointer}/on",
                "Cette séance n'est d'aucun des jours de held_on.",
                "This sitting is on none of the days of held_on.",
            )
        if each.region not in REGIONS:
            yield _fault(
                "unknown_region",
                f"{pointer}/region",
                "Ce code de région INSEE n'existe pas.",
                "There is no such INSEE region code.",
            )
        elif each.place is not None and each.place.region not in {None, each.region}:
            yield _fault(
                "place_in_another_region",
                f"{pointer}/place/postal_code",
                "Ce lieu est dans une autre région que celle de la séance.",
                "This place is in another region than the sitting's.",
            )


def _fault(code: str, pointer: str, fr: str, en: str) -> Violation:
    return Violation(code=code, pointer=pointer, detail=Text(fr, en))
