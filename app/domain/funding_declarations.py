"""Declaring, correcting and taking away a funding, by who runs the dossier (D72)."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.domain.calendar import add_years, overdue
from app.domain.case import Case
from app.domain.creation import applicant_of
from app.domain.day_words import in_words
from app.domain.dossier import Dossier
from app.domain.funders import Funder
from app.domain.funding import Funding
from app.domain.identifiers import CCNIC
from app.domain.law import RuleWarning, Violation
from app.domain.refusal import Refusal, already_done, invalid, refused
from app.domain.rules.decisions import D72
from app.domain.rules.funding import R79
from app.domain.text import Text

MOST_FUNDINGS = 20
"""As many as one dossier may have, its funders' own numbers included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declarations:
    """The fundings of a dossier, and the funders on record by their codes."""

    case: Case
    fundings: tuple[Funding, ...]
    funders: Mapping[str, Funder]

    def declare(self, funding: Funding) -> Funding | Refusal:
        """One more of them."""
        return (
            self._too_late()
            or invalid(unknown_funders((funding.funder_code,), self.funders, self._requested_on, _at_the_code))
            or self._declared_before(funding)
            or refused(_too_many(self.fundings))
            or funding
        )

    def correct(self, funding: Funding, changed: Funding) -> Funding | Refusal:
        """The same with another number or funder: the answer to the former one falls with it."""
        is_another_funder = changed.funder_code != funding.funder_code
        named = (changed.funder_code,) if is_another_funder else ()
        refusal = (
            self._too_late()
            or refused(_confirmed(funding))
            or invalid(unknown_funders(named, self.funders, self._requested_on, _at_the_code))
            or self._declared_before(changed)
        )
        if refusal:
            return refusal
        return changed if changed.key == funding.key else replace(changed, rejected_at=None, rejection_reason=None)

    def remove(self, funding: Funding) -> Funding | Refusal:
        """What may be taken away: nothing that the funder has confirmed."""
        return self._too_late() or refused(_confirmed(funding)) or funding

    @property
    def _requested_on(self) -> date:
        return self.case.dossier.requested_on

    def _too_late(self) -> Refusal | None:
        last = last_day_to_declare(self.case)
        return refused((_late(last),)) if last is not None and overdue(last, self.case.on) else None

    def _declared_before(self, funding: Funding) -> Refusal | None:
        known = any(each.key == funding.key and each.id != funding.id for each in self.fundings)
        return already_done(_DECLARED) if known else None


def last_day_to_declare(case: Case) -> date | None:
    """Until when fundings may change: some time after the dossier ended, None as long as it goes on."""
    dossier = case.dossier
    if dossier.closure is not None:
        ended_on = dossier.closure.on
    elif dossier.decision is not None:
        ended_on = dossier.decision.decided_on
    else:
        return None
    return add_years(ended_on, case.parameters.number(D72, "declaration_years", ended_on))


def unknown_funders(
    codes: Iterable[str], funders: Mapping[str, Funder], on: date, at: Callable[[int], str]
) -> tuple[Violation, ...]:
    """That each code is a funder's, who paid on the day of the request; ``at``: where the nth of them stands."""
    return tuple(
        fault
        for place, code in enumerate(codes)
        if (fault := _not_a_funder(code, funders.get(code), on, at(place))) is not None
    )


def funding_warnings(case: Case) -> tuple[RuleWarning, ...]:
    """R79 opens the branch's funding to the employees of its companies: another company's is pointed out."""
    applicant = applicant_of(case.dossier, case.company_on_request, known=case.known_companies)
    company, idcc = applicant.company, applicant.idcc
    under_ccnic = company.is_under_ccnic if company is not None else idcc in {None, CCNIC}
    if under_ccnic:
        return ()
    return (
        RuleWarning(
            code="funding_outside_ccnic",
            rule=R79,
            detail=Text(
                "L'employeur du candidat ne relève pas de la CCNIC : la branche ne prévoit de prise en charge que pour "
                "les salariés des entreprises qui en relèvent.",
                "The candidate's employer is not under the CCNIC: the branch provides for the funding of employees of "
                "companies under it alone.",
            ),
        ),
    )


def corrected_in_what_was_left(dossier: Dossier, funding: Funding, changed: Funding | None) -> Dossier:
    """The dossier, whose former employers' fundings stay theirs when the secretariat corrects or removes one (D64)."""

    def of(pair: tuple[str, str]) -> tuple[tuple[str, str], ...]:
        if pair != (funding.funder_code, funding.reference):
            return (pair,)
        return () if changed is None else ((changed.funder_code, changed.reference),)

    former = tuple(
        replace(each, fundings=tuple(kept for pair in each.fundings for kept in of(pair)))
        for each in dossier.former_employers
    )
    return dossier if former == dossier.former_employers else replace(dossier, former_employers=former)


def belongs_to_a_former_employer(dossier: Dossier, funding: Funding) -> bool:
    """Whether an employer before the one in charge declared it (D64)."""
    pair = (funding.funder_code, funding.reference)
    return any(pair in former.fundings for former in dossier.left_behind)


def why_no_reference_is_added(own: Collection[Funding], all_of_them: Collection[Funding]) -> tuple[Violation, ...]:
    """Why a funder adds no number of its own: it has confirmed nothing, or there are as many as may be."""
    if any(funding.confirmed for funding in own):
        return _too_many(all_of_them)
    return (
        Violation(
            code="funding_not_confirmed",
            rule=D72,
            detail=Text(
                "Vous n'avez rien confirmé de ce dossier : confirmez d'abord une prise en charge.",
                "You have confirmed nothing of this dossier: confirm a funding first.",
            ),
        ),
    )


def _at_the_code(_: int) -> str:
    return "/funder_code"


def unknown_funder(code: str, pointer: str) -> Violation:
    """That nobody is known by the code."""
    return Violation(
        code="unknown_funder",
        rule=D72,
        pointer=pointer,
        detail=Text(
            f"Aucun financeur n'a le code « {code} » : prenez-en un de la liste.",
            f"No funder has the code “{code}”: take one of the list.",
        ),
    )


def _not_a_funder(code: str, funder: Funder | None, on: date, pointer: str) -> Violation | None:
    if funder is None:
        return unknown_funder(code, pointer)
    if funder.pays_on(on):
        return None
    day = in_words(on)
    return Violation(
        code="funder_not_paying",
        rule=D72,
        pointer=pointer,
        detail=Text(
            f"{funder.name} ne prenait pas en charge le {day.fr}, jour de la demande.",
            f"{funder.name} did not pay on {day.en}, the day of the request.",
        ),
    )


def _confirmed(funding: Funding) -> tuple[Violation, ...]:
    if not funding.confirmed:
        return ()
    return (
        Violation(
            code="funding_confirmed",
            rule=D72,
            detail=Text(
                "Le financeur a confirmé cette prise en charge : lui seul revient dessus.",
                "The funder has confirmed this funding: only the funder goes back on it.",
            ),
        ),
    )


def _too_many(fundings: Collection[Funding]) -> tuple[Violation, ...]:
    if len(fundings) < MOST_FUNDINGS:
        return ()
    return (
        Violation(
            code="too_many_fundings",
            rule=D72,
            detail=Text(
                f"Un dossier a au plus {MOST_FUNDINGS} prises en charge : retirez d'abord celles qui n'ont plus cours.",
                f"A dossier has {MOST_FUNDINGS} fundings at most: remove those first that are no longer current.",
            ),
        ),
    )


def _late(last: date) -> Violation:
    day = in_words(last)
    return Violation(
        code="too_late_for_fundings",
        rule=D72,
        detail=Text(
            f"Les prises en charge de ce dossier ne changent plus depuis le {day.fr}.",
            f"The fundings of this dossier have not changed any more since {day.en}.",
        ),
    )


_DECLARED = Text(
    "Cette prise en charge est déjà déclarée dans ce dossier, sous ce numéro ou un numéro qui n'en diffère que par des "
    "espaces et des tirets.",
    "This funding is declared in this dossier already, under this number or one that differs from it in blanks and "
    "dashes alone.",
)
