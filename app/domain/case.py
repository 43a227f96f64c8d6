"""A dossier together with the facts by which it is judged on a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from uuid import UUID

from app.domain.branch_forms import BranchForm
from app.domain.certification import Certification, CqpiEquivalence, Framework
from app.domain.company_facts import CompanyFacts
from app.domain.dossier import Dossier, EmployerChangeKind, KnownDeath
from app.domain.evaluators import Evaluator
from app.domain.known_companies import NONE_KNOWN, KnownCompanies, employer_on_record
from app.domain.law import ParametersInForce
from app.domain.person_matches import Doubt
from app.domain.seats import EmployerAccount


class Governed(Protocol):
    """A dossier, and the values of the parameters that its rules are read with: all that its terms follow from."""

    @property
    def dossier(self) -> Dossier: ...
    @property
    def parameters(self) -> ParametersInForce: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class GovernedDossier:
    """The same and no more, for whom the rest of a case would have to be gathered first."""

    dossier: Dossier
    parameters: ParametersInForce


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that a rule may look at: the domain asks nobody else.

    ``framework`` is the version that applies to the dossier, with the competences of its option alone (D53): the frozen
    one once the assessment has started, else the one in force on ``on``; ``frameworks`` are all versions of the same
    certification, whole. ``company`` is the one that opened the dossier, ``known_companies`` those that it names
    beside; ``host`` is the user company of a hosted worker, where it has an account. ``earlier`` are the same person's
    other dossiers that a jury decided, ``running`` those that are not over, ``doubts`` the undecided matches with who
    was there before (D49); ``revoked`` the ids of the earlier ones whose certificate is worth nothing any more, and
    ``other_frameworks`` the versions of their certifications and of those that the candidate was verified to hold;
    ``equivalences`` are the CQP↔CQPI rows in force; ``bridged_competences`` the codes that the bridge brings;
    ``bridged_to`` the partners' certifications that a decided dossier's own opens by a bridge in force (R76);
    ``employer_accounts`` those that act for the company, or for one that it makes a group with. ``known_networks``
    are, by their SIREN, the networks of the bodies around that the register knows (D59). ``certification`` is as it
    was settled for the day of the request (D28, D29). ``other_requests`` are the same person's other dossiers that the
    reader may see, where somebody counts them (D47). ``cqpi_held`` are the CQPI of which the same person's other
    dossiers have brought a certificate that is valid. ``former_evaluators``: those who were replaced (D63). ``forms``:
    every version of the branch's forms for it, where a document says on which of them it is written. ``known_deaths``:
    what any dossier of the person says of their death. ``former_companies``: by their ids, those whose the dossier
    was before (D64).
    """

    dossier: Dossier
    on: date
    certification: Certification
    framework: Framework
    parameters: ParametersInForce = field(default_factory=ParametersInForce)
    company: CompanyFacts | None = None
    host: CompanyFacts | None = None
    evaluator: Evaluator | None = None
    former_evaluators: tuple[Evaluator, ...] = ()
    frameworks: tuple[Framework, ...] = ()
    earlier: tuple[Dossier, ...] = ()
    running: tuple[Dossier, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    known_deaths: tuple[KnownDeath, ...] = ()
    revoked: frozenset[UUID] = frozenset()
    equivalences: tuple[CqpiEquivalence, ...] = ()
    other_frameworks: tuple[Framework, ...] = ()
    bridged_competences: frozenset[str] = frozenset()
    bridged_to: tuple[str, ...] = ()
    employer_accounts: tuple[EmployerAccount, ...] = ()
    known_networks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    other_requests: tuple[Dossier, ...] = ()
    cqpi_held: frozenset[str] = frozenset()
    known_companies: KnownCompanies = NONE_KNOWN
    forms: tuple[BranchForm, ...] = ()
    former_companies: Mapping[UUID, CompanyFacts] = field(default_factory=dict)

    @property
    def company_on_request(self) -> CompanyFacts | None:
        """The company that it was on the day of the request, by which conditions are judged (D32, D64)."""
        if not self.dossier.former_employers:
            return self.company
        first = self.dossier.company_id_on_request
        return self.former_companies.get(first) if first is not None else None

    @property
    def succeeding_company(self) -> CompanyFacts | None:
        """The company in charge, where it is the one of the request or has succeeded it (D64)."""
        kinds = {former.kind for former in self.dossier.former_employers}
        return None if EmployerChangeKind.CHANGE in kinds else self.company

    @property
    def employer(self) -> CompanyFacts | None:
        """What is known of who employed the candidate on the day of the request (D32, D62)."""
        return employer_on_record(self.dossier.employment_on_request, self.company_on_request, self.known_companies)

    def framework_of(self, earlier: Dossier) -> Framework | None:
        """The framework under which an earlier dossier of the same person was decided, of that dossier's option."""
        if earlier.scope is None:
            return None
        return next(
            (
                framework.of_option(earlier.option)
                for framework in (*self.frameworks, *self.other_frameworks)
                if framework.certification_code == earlier.certification_code
                and framework.version == earlier.scope.framework_version
            ),
            None,
        )
