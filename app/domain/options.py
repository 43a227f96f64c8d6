"""The options of one certification: what who holds one of them keeps in another, and whether another is open (D53)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from app.domain.case import Case
from app.domain.certification import Competence, Framework
from app.domain.deliberation import Outcome
from app.domain.dossier import Dossier
from app.domain.law import RuleWarning, Violation
from app.domain.rules.decisions import D53
from app.domain.text import Text

NO_SECOND_OPTION = Violation(
    code="no_second_option",
    rule=D53,
    pointer="/option",
    detail=Text(
        "Le candidat détient déjà cette certification pour une autre option, et le référentiel ne demande rien de plus "
        "pour celle-ci : aucune compétence ne les distingue (R7, R53).",
        "The candidate holds this certification already for another option, and the framework asks nothing more for "
        "this one: no competence tells them apart (R7, R53).",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionSought:
    """An option that somebody asks for, and the version of the framework, whole, that would be asked of them.

    ``held``: the option of each certificate of the same certification that they hold already, None where a paper does
    not tell which. ``framework``: None where there is none.
    """

    option: str
    held: tuple[str | None, ...]
    framework: Framework | None

    @property
    def is_open(self) -> bool:
        """Whether something is left to assess in it: who holds nothing is asked everything."""
        if not self.held or self.framework is None:
            return True
        asked = self.framework.of_option(self.option).current
        return any(not any(_is_kept(competence, held) for held in self.held) for competence in asked)


def option_sought_in(case: Case, dossier: Dossier | None = None) -> OptionSought | None:
    """The option that a case's dossier asks for, or would ask for as ``dossier``; None where there are no options.

    Beside what its own company may know to be held: of the rest, the secretariat says its word (D52).
    """
    company = case.dossier.company_id
    here = (other for other in case.earlier if company is None or other.company_id == company)
    return option_sought(dossier or case.dossier, _whole_framework(case), here, case.revoked)


def is_closed_by_another_company(case: Case) -> bool:
    """Whether nothing tells the option apart from what the person holds by another company's dossier alone."""
    here, everywhere = option_sought_in(case), _option_sought_everywhere(case)
    return everywhere is not None and not everywhere.is_open and here is not None and here.is_open


def _option_sought_everywhere(case: Case) -> OptionSought | None:
    return option_sought(case.dossier, _whole_framework(case), case.earlier, case.revoked)


def _whole_framework(case: Case) -> Framework | None:
    return next((each for each in case.frameworks if each.version == case.framework.version), None)


def option_sought(
    dossier: Dossier, framework: Framework | None, earlier: Iterable[Dossier], revoked: frozenset[UUID]
) -> OptionSought | None:
    """The option that the dossier asks for, beside what the same person's ``earlier`` dossiers and papers hold.

    ``framework``: the version in force, whole; ``revoked``: the dossiers whose certificate is worth nothing any more.
    """
    if dossier.option is None:
        return None
    held = (*_awarded_here(dossier, earlier, revoked), *_held_on_paper(dossier))
    return OptionSought(option=dossier.option, held=held, framework=framework)


def option_warnings(case: Case) -> tuple[RuleWarning, ...]:
    """What is to be known before the jury: that the other option was awarded since, and nothing tells them apart."""
    sought = option_sought_in(case)
    return () if case.dossier.decisions or sought is None or sought.is_open else (NO_SECOND_OPTION.as_warning(),)


def _is_kept(competence: Competence, held: str | None) -> bool:
    return competence.is_common if held is None else competence.belongs_to(held)


def _awarded_here(dossier: Dossier, earlier: Iterable[Dossier], revoked: frozenset[UUID]) -> Iterable[str]:
    for other in earlier:
        awarded = other.decision is not None and other.decision.outcome is Outcome.AWARDED and other.id not in revoked
        same = other.certification_code == dossier.certification_code
        if awarded and same and other.option is not None and other.option != dossier.option:
            yield other.option


def _held_on_paper(dossier: Dossier) -> Iterable[None]:
    for held in dossier.candidate.held_certifications:
        if held.is_verified and held.code == dossier.certification_code:
            yield None
