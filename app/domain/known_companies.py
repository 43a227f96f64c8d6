"""The companies that the platform knows: what was verified of one counts before what is declared of it (D62)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.domain.candidate import Employment
from app.domain.company_facts import CompanyFacts
from app.domain.law import RuleWarning
from app.domain.rules.decisions import D62
from app.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCompanies:
    """Those around a dossier that have an account, and those that the secretariat linked with them (D62).

    ``establishments``: the approved ones of the legal units that the dossier names. ``linked``: by the SIREN of a
    legal unit, those with which it makes one group. A link has two ends and goes no further: that A is linked with B,
    and B with C, says nothing of A and C.
    """

    establishments: tuple[CompanyFacts, ...] = ()
    linked: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def including(self, company: CompanyFacts | None) -> "KnownCompanies":
        """The same with a company that is known by itself, such as the one that opened the dossier."""
        if company is None or self.establishment(company.siret) is not None:
            return self
        return replace(self, establishments=(*self.establishments, company))

    def joined_with(self, other: "KnownCompanies") -> "KnownCompanies":
        """These companies and the others."""
        more = (each for each in other.establishments if self.establishment(each.siret) is None)
        return KnownCompanies(establishments=(*self.establishments, *more), linked={**self.linked, **other.linked})

    def establishment(self, siret: str) -> CompanyFacts | None:
        """The one under that very SIRET."""
        return next((each for each in self.establishments if each.siret == siret), None)

    def on_record(self, siret: str) -> CompanyFacts | None:
        """What is known of an establishment's agreement.

        Its own verification first, else its legal unit's, else what it registered itself.
        """
        own = self.establishment(siret)
        if own is not None and own.ccnic_verified is not None:
            return own
        return self.unit_on_record(siret[:9]) or own

    def unit_on_record(self, siren: str) -> CompanyFacts | None:
        """What is known of a legal unit's agreement, where all its known establishments agree; one verified first."""
        known = [each for each in self.establishments if each.siren == siren]
        if len({each.is_under_ccnic for each in known}) != 1:
            return None
        return next((each for each in known if each.ccnic_verified is not None), known[0])

    def linked_with(self, sirens: Iterable[str]) -> frozenset[str]:
        """The legal units that the secretariat linked with one of these."""
        return frozenset().union(*(self.linked.get(siren, frozenset()) for siren in sirens))


NONE_KNOWN = KnownCompanies()


def employer_on_record(
    employment: Employment, company: CompanyFacts | None, known: KnownCompanies
) -> CompanyFacts | None:
    """What is known of who employs the candidate: the employer that is declared, else the company itself."""
    if employment.employer is None:
        return company
    return known.including(company).on_record(employment.employer.siret)


def employers_siren(employment: Employment, company: CompanyFacts | None) -> str | None:
    """The legal unit that employs the candidate: the employer that is declared, else the company itself."""
    if employment.employer is not None:
        return employment.employer.siren
    return company.siren if company is not None else None


def workplaces(employment: Employment, company: CompanyFacts | None) -> frozenset[str]:
    """The legal units where the candidate works: the employer, and the user company (D22)."""
    employer, host = employers_siren(employment, company), employment.user_company
    return frozenset(siren for siren in (employer, host.siren if host is not None else None) if siren is not None)


def declared_only(record: CompanyFacts | None, idcc: str | None, pointer: str, whom: Text) -> tuple[RuleWarning, ...]:
    """D62: an agreement that counts as it was declared, nothing being verified of that company, is pointed out."""
    if record is not None and record.ccnic_verified is not None:
        return ()
    if record is None and idcc is None:
        return ()
    return (
        RuleWarning(
            code="agreement_only_declared",
            rule=D62,
            pointer=pointer,
            detail=Text(
                f"La convention collective {whom.fr} est déclarée : rien n'en est vérifié.",
                f"The collective agreement of {whom.en} is declared: nothing of it is verified.",
            ),
        ),
    )


THE_EMPLOYER = Text("de l'employeur", "the employer")
THE_USER_COMPANY = Text("de l'entreprise utilisatrice", "the user company")
THE_PROFESSIONALS_EMPLOYER = Text("de l'employeur du professionnel du métier", "the trade professional's employer")
