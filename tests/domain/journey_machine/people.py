"""Who and what there is in the world of the machine: persons, companies, certifications held, frameworks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.domain.candidate import Candidate, Employment, EmploymentStatus, Establishment, HeldCertification
from app.domain.certification import Competence, CqpiEquivalence, Framework
from app.domain.company import Address, Company, CompanyState, CompanyVerification, Contact
from app.domain.experience import Experience
from app.domain.identifiers import CCNIC
from app.usecases.access import Caller, Role
from tests.builders import (
    COMPANY_SIRET,
    DIRECT_VARIANT,
    NOW,
    P1,
    P2,
    P3,
    an_authorisation,
    an_employment,
    an_evaluator,
    an_id,
    experience,
)
from tests.domain.journey_machine.store import Store
from tests.rules.stages import OUTSIDE_SIRET

LOGISTICS, SECTOR = "cqp-agent-logistique", "cqp-responsable-secteur"
LOGISTICS_CQPI = "cqpi-agent-logistique"
GOALS = ((LOGISTICS, None), (LOGISTICS, None), (LOGISTICS, None), (SECTOR, "production"), (SECTOR, "logistique"))
"""The certifications, and options, that dossiers are opened for: mostly the same one."""
WAYS: Mapping[str, tuple[str, str | None]] = {
    "P1": (P1, None),
    "P1b": (P1, DIRECT_VARIANT),
    "P2": (P2, None),
    "P3": (P3, None),
}
OTHER_COMPANY_SIRET = "73282932000074"
OUR_COMPANY, OTHER_COMPANY = an_id(1), an_id(6)
SECRETARIAT = Caller(role=Role.SECRETARIAT, user_id=an_id(90), name="Secrétariat")
EMPLOYERS = {
    each: Caller(role=Role.EMPLOYER, user_id=an_id(91 + number), name="Employeur", company_id=each)
    for number, each in enumerate((OUR_COMPANY, OTHER_COMPANY))
}

_CAMILLE = {
    "birth_name": "Durand",
    "usage_name": None,
    "first_names": "Camille",
    "birth_date": date(1990, 5, 17),
    "sex": "F",
    "birth_place": "Lyon",
}
CIVIL_STATUSES: Mapping[str, Mapping[str, Any]] = {
    "Camille": _CAMILLE,
    "Camille, with a slip": {**_CAMILLE, "birth_name": "Durant"},
    "Camille, the other sex": {**_CAMILLE, "sex": "M"},
    "somebody else": {**_CAMILLE, "birth_name": "Lefèvre", "first_names": "Noé", "birth_date": date(1984, 1, 2)},
}
"""In two companies, Camille may be two people: nothing tells, and the machine gives it often."""
USUAL_STATUSES = ("Camille", "Camille", "Camille", *CIVIL_STATUSES)

EMPLOYMENTS: Mapping[str, Employment] = {
    "ours": an_employment(),
    "the other's": an_employment(siret=OTHER_COMPANY_SIRET),
    "outside the agreement": an_employment(siret=OUTSIDE_SIRET, idcc="1486"),
    "hosted by ours": an_employment(
        EmploymentStatus.TEMPORARY_WORKER,
        siret="33344455500017",
        idcc="2378",
        user_company=Establishment(siret=COMPANY_SIRET, idcc=CCNIC),
    ),
    "none": Employment(status=EmploymentStatus.JOB_SEEKER),
}
EXPERIENCES: Mapping[str, tuple[Experience, ...]] = {
    "since long": (replace(experience(730), end=None),),
    "two years": (experience(730),),
    "two months": (experience(60),),
    "none": (),
}
_PAPERS = {LOGISTICS_CQPI: "Q-1", SECTOR: "S-7", LOGISTICS: "L-3"}
HELD: Mapping[str, tuple[HeldCertification, ...]] = {
    "none": (),
    **{
        code: (HeldCertification(code=code, certifier="CPNE", number=number, awarded_on=date(2019, 3, 4)),)
        for code, number in _PAPERS.items()
    },
}


@dataclass(frozen=True, slots=True)
class Declared:
    """Who opens a dossier for whom, by the names above."""

    civil_status: str
    employment: str
    experience: str
    held: str


def candidate_of(declared: Declared) -> Candidate:
    """The candidate so declared."""
    return Candidate(
        **CIVIL_STATUSES[declared.civil_status],
        email="camille.durand@example.org",
        employment=EMPLOYMENTS[declared.employment],
        experience=EXPERIENCES[declared.experience],
        held_certifications=HELD[declared.held],
    )


def _company(number: int, siret: str) -> Company:
    found = CompanyVerification(ccnic=True, evidence="Bulletins de paie", verified_at=NOW, verified_by=an_id(90))
    return Company(
        id=an_id(number),
        siret=siret,
        name=f"Chimie {number}",
        idcc=CCNIC,
        address=Address(street="1 rue de la Soude", postal_code="69190", city="Saint-Fons", country="FR"),
        contact=Contact(name="Anne Petit", email="anne.petit@example.org"),
        state=CompanyState.APPROVED,
        verification=found,
        created_at=NOW,
        updated_at=NOW,
    )


EVALUATOR = an_evaluator(
    authorisations=tuple(an_authorisation(certification_code=code) for code in (LOGISTICS, SECTOR))
)

EVALUATOR_TOO = replace(EVALUATOR, id=an_id(303), name="Inès Garnier", email="ines.garnier@example.org")
"""Who takes over where the first one cannot."""


def _competence(code: str, **changes: Any) -> Competence:
    return Competence(code=code, label=f"Compétence {code}", criteria=("Un critère",), **changes)


def _framework(code: str, *competences: Competence) -> Framework:
    return Framework(
        certification_code=code,
        version="2017-01-01",
        in_force_from=date(2017, 1, 1),
        source="exemple",
        confirmed=True,
        competences=competences,
    )


def a_store() -> Store:
    """Two companies, two certifications that have a competence in common, one CQPI; nobody yet."""
    store = Store()
    store.kept.companies = {
        OUR_COMPANY: _company(1, COMPANY_SIRET),
        OTHER_COMPANY: _company(6, OTHER_COMPANY_SIRET),
    }
    store.kept.evaluators = {each.id: each for each in (EVALUATOR, EVALUATOR_TOO)}
    frameworks = (
        _framework(
            LOGISTICS,
            _competence("C1", shared_key="safety"),
            _competence("C2"),
            _competence("C3", chemistry_specific=True),
        ),
        _framework(
            SECTOR,
            _competence("C1", shared_key="safety"),
            _competence("C2"),
            _competence("C3", options=("production",)),
            _competence("C4", options=("logistique",)),
        ),
    )
    store.kept.frameworks = {(each.certification_code, each.version): each for each in frameworks}
    store.kept.equivalences = (
        CqpiEquivalence(
            cqp=LOGISTICS, cqpi=LOGISTICS_CQPI, in_force_from=date(2017, 1, 1), source="exemple", confirmed=True
        ),
    )
    return store
