"""The evaluators authorised by the CPNE: where they may assess, and whom they may not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.domain.law import Violation
from app.domain.networks import network_code
from app.domain.rules.evaluators import R15, R16
from app.domain.text import Text


class AffiliationKind(StrEnum):
    """How an evaluator is tied to a legal unit."""

    EMPLOYEE = "employee"
    CONTRACTOR = "contractor"
    TRAINER = "trainer"
    OWNER = "owner"


AFFILIATION_LABELS = {
    AffiliationKind.EMPLOYEE: Text("Salarié", "Employee"),
    AffiliationKind.CONTRACTOR: Text("Prestataire", "Contractor"),
    AffiliationKind.TRAINER: Text("Formateur", "Trainer"),
    AffiliationKind.OWNER: Text("Propriétaire ou associé", "Owner"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """The CPNE's authorisation for one certification in one region (INSEE code), both days included (R12)."""

    certification_code: str
    region: str
    from_day: date
    until_day: date | None = None

    def in_force_on(self, day: date) -> bool:
        """Whether it holds on that day."""
        return self.from_day <= day and (self.until_day is None or day <= self.until_day)

    def covers(self, certification_code: str, region: str, day: date) -> bool:
        """Whether it authorises an assessment for that certification, in that region, on that day."""
        return self.in_force_on(day) and (self.certification_code, self.region) == (certification_code, region)


@dataclass(frozen=True, slots=True, kw_only=True)
class Affiliation:
    """A tie between an evaluator and a legal unit, which may belong to national networks (D18)."""

    kind: AffiliationKind
    siren: str
    networks: tuple[str, ...] = ()
    from_day: date
    until_day: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the tie exists on that day."""
        return self.from_day <= day and (self.until_day is None or day <= self.until_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluator:
    """A natural person whom the CPNE authorised (R14): a person, whoever employs them."""

    id: UUID
    name: str
    email: str
    siren: str | None = None
    published_contact: str | None = None
    authorisations: tuple[Authorisation, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    version: int = 1

    @property
    def employers(self) -> frozenset[str]:
        """The SIREN of everybody whom they are tied to."""
        own = {self.siren} if self.siren is not None else set()
        return frozenset(own | {tie.siren for tie in self.affiliations})

    def ties_on(self, day: date) -> tuple[Affiliation, ...]:
        """The affiliations that exist on that day."""
        return tuple(affiliation for affiliation in self.affiliations if affiliation.holds_on(day))

    def authorisations_on(self, day: date) -> tuple[Authorisation, ...]:
        """The authorisations in force on that day."""
        return tuple(authorisation for authorisation in self.authorisations if authorisation.in_force_on(day))


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingBody:
    """Who trained, or accompanied, the candidate; ``networks`` are codes of national networks (D18)."""

    siret: str
    name: str
    networks: tuple[str, ...] = ()

    @property
    def siren(self) -> str:
        """The nine digits of the legal unit."""
        return self.siret[:9]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedParties:
    """Those from whom the evaluator of a dossier must be independent (R15, R16, D16).

    ``linked_sirens``: the legal units that the secretariat linked with those of the company (D62).
    ``known_networks``: by their SIREN, the networks of the bodies that the secretariat's register knows (D59).
    """

    company_sirens: frozenset[str] = frozenset()
    linked_sirens: frozenset[str] = frozenset()
    bodies: tuple[TrainingBody, ...] = ()
    known_networks: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def networks_of(self, unit: Affiliation | TrainingBody) -> frozenset[str]:
        """The networks of a legal unit: those declared, and those that the register brings along (D59)."""
        return frozenset(map(network_code, unit.networks)) | self.known_networks.get(unit.siren, frozenset())


def independence_faults(evaluator: Evaluator, related_parties: RelatedParties, day: date) -> tuple[Violation, ...]:
    """R15, R16: everything that ties the evaluator to the company or to the bodies that trained the candidate."""
    ties = evaluator.ties_on(day)
    sirens = {tie.siren for tie in ties} | ({evaluator.siren} if evaluator.siren else set())
    faults = []
    if sirens & related_parties.company_sirens:
        faults.append(_not_independent("of_company", "l'entreprise du candidat", "the candidate's company"))
    elif sirens & related_parties.linked_sirens:
        faults.append(_not_independent("of_company", *_OF_ONE_GROUP))
    body_sirens = {body.siren for body in related_parties.bodies}
    if sirens & body_sirens:
        faults.append(_not_independent("of_training_body", "l'organisme de formation", "the training body"))
    employers = (tie for tie in ties if tie.kind is AffiliationKind.EMPLOYEE)
    networks = {network for employer in employers for network in related_parties.networks_of(employer)}
    networks |= related_parties.known_networks.get(evaluator.siren or "", frozenset())
    shared = networks & {network for body in related_parties.bodies for network in related_parties.networks_of(body)}
    faults.extend(_same_network(network) for network in sorted(shared))
    return tuple(faults)


_OF_ONE_GROUP = (
    "l'une des entreprises que le secrétariat a liées à celle du candidat",
    "one of the companies that the secretariat has linked with the candidate's",
)


def _not_independent(of: str, whom_fr: str, whom_en: str) -> Violation:
    return Violation(
        code=f"evaluator_not_independent_{of}",
        rule=R15,
        detail=Text(
            fr=f"L'évaluateur n'est pas indépendant, juridiquement et économiquement, de {whom_fr}.",
            en=f"The evaluator is not legally and economically independent of {whom_en}.",
        ),
    )


def _same_network(network: str) -> Violation:
    return Violation(
        code="evaluator_in_network_of_training_body",
        rule=R16,
        detail=Text(
            fr=f"L'évaluateur est salarié d'un organisme du réseau {network}, qui a aussi formé le candidat.",
            en=f"The evaluator is employed by a body of the network {network}, which also trained the candidate.",
        ),
    )
