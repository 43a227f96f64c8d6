"""An exemption remembers what it rests on, so that it can be looked at again (D23, D51)."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from app.domain.assessment import Exemption, ExemptionKind
from app.domain.candidate import HeldCertification, Verification
from app.domain.case import Case
from app.domain.certification import Competence, CqpiEquivalence, Framework
from app.domain.day_words import in_words
from app.domain.deliberation import Outcome, Retained
from app.domain.dossier import Dossier
from app.domain.scope import fallen_exemptions, names_its_source, scope_at_redeliberation, scope_of, standing_scope
from tests.builders import (
    BRIDGE,
    CERTIFICATION,
    CODES,
    P1,
    TODAY,
    a_candidate,
    a_case,
    a_decision,
    a_framework,
    a_scope,
    an_id,
)
from tests.rules.stages import opened

OTHER_CQP, CQPI = "cqp-technico-commercial", "cqpi-agent-logistique"
EARLIER = an_id(77)
UNTIL = date(2030, 1, 1)


def held(code: str, number: str = "2019-77", *, verified: bool | None = True) -> HeldCertification:
    word = None if verified is None else Verification(verified=verified, reason="Parchemin vu", on=TODAY)
    return HeldCertification(code=code, certifier="CPNE", number=number, awarded_on=date(2020, 1, 1), verification=word)


def holding(*certificates: HeldCertification, way: str = P1) -> Dossier:
    return opened(way, candidate=a_candidate(held_certifications=certificates))


def one_shared(code: str) -> Framework:
    """A framework of that certification, whose first competence is in common with the other's."""
    first = Competence(code="C1", label="Compétence C1", criteria=("Un critère",), shared_key="commune")
    rest = a_framework("C2", "C3").competences
    return a_framework(certification_code=code, competences=(first, *rest))


HERE, THERE = one_shared(CERTIFICATION), one_shared(OTHER_CQP)
AWARDED_THERE = replace(
    opened(P1),
    id=EARLIER,
    number="2020-000007",
    certification_code=OTHER_CQP,
    scope=a_scope(),
    decisions=(a_decision(),),
)
RETAINED_HERE = replace(
    opened(P1),
    id=EARLIER,
    number="2020-000007",
    decisions=(a_decision(Outcome.PARTIALLY_AWARDED, retained=(Retained(competence_code="C2", until=UNTIL),)),),
)
MAPPED = CqpiEquivalence(
    cqp=CERTIFICATION, cqpi=CQPI, in_force_from=date(2013, 2, 14), source="example", confirmed=True
)
ALL_BUT_CHEMISTRY = a_framework()


def of_cqpi(code: str) -> Exemption:
    return Exemption(
        competence_code=code,
        kind=ExemptionKind.CQPI,
        source=f"{CQPI} n° 2019-77",
        held_code=CQPI,
        held_number="2019-77",
    )


RESTING_ON: dict[str, tuple[Case, tuple[Exemption, ...]]] = {
    "an earlier jury": (
        a_case(opened(P1), earlier=(RETAINED_HERE,)),
        (
            Exemption(
                competence_code="C2",
                kind=ExemptionKind.RETAINED,
                source=f"dossier 2020-000007, jury du {in_words(TODAY).fr}",
                until=UNTIL,
                source_dossier_id=EARLIER,
            ),
        ),
    ),
    "a CQP that was awarded here": (
        a_case(opened(P1), framework=HERE, frameworks=(HERE,), other_frameworks=(THERE,), earlier=(AWARDED_THERE,)),
        (
            Exemption(
                competence_code="C1",
                kind=ExemptionKind.SHARED,
                source=f"{OTHER_CQP}, dossier 2020-000007",
                source_dossier_id=EARLIER,
            ),
        ),
    ),
    "a CQP that was awarded elsewhere": (
        a_case(holding(held(OTHER_CQP)), framework=HERE, frameworks=(HERE,), other_frameworks=(THERE,)),
        (
            Exemption(
                competence_code="C1",
                kind=ExemptionKind.SHARED,
                source=f"{OTHER_CQP} n° 2019-77",
                held_code=OTHER_CQP,
                held_number="2019-77",
            ),
        ),
    ),
    "a CQPI": (a_case(holding(held(CQPI)), equivalences=(MAPPED,)), tuple(of_cqpi(code) for code in CODES)),
    "a certificate of the partner's": (
        a_case(
            holding(
                held(CQPI, "1"),
                held("PH07", "2", verified=False),
                held("PH07", "3", verified=None),
                held("PH07", "4"),
                way=BRIDGE,
            ),
            bridged_competences=frozenset({"C3"}),
        ),
        (
            Exemption(
                competence_code="C3",
                kind=ExemptionKind.BRIDGE,
                source="passerelle",
                held_code="PH07",
                held_number="4",
            ),
        ),
    ),
}


@pytest.mark.parametrize(("case", "exemptions"), RESTING_ON.values(), ids=RESTING_ON)
def test_an_exemption_names_what_it_rests_on(case: Case, exemptions: tuple[Exemption, ...]) -> None:
    assert scope_of(case).exemptions == exemptions


@pytest.mark.parametrize(("case", "exemptions"), RESTING_ON.values(), ids=RESTING_ON)
def test_d51_frozen_with_the_scope_it_falls_with_its_source(case: Case, exemptions: tuple[Exemption, ...]) -> None:
    frozen = replace(case, dossier=replace(case.dossier, scope=scope_of(case)))
    nothing_left = replace(frozen, earlier=(), dossier=replace(frozen.dossier, candidate=a_candidate()))

    assert fallen_exemptions(frozen) == ()
    assert standing_scope(frozen) is frozen.dossier.scope
    assert fallen_exemptions(nothing_left) == exemptions
    assert standing_scope(nothing_left).assessed == CODES


@pytest.mark.parametrize(
    ("source", "earlier", "is_named"),
    [
        pytest.param(None, (), True, id="a paper"),
        pytest.param(EARLIER, (RETAINED_HERE,), True, id="its own dossier"),
        pytest.param(EARLIER, (replace(RETAINED_HERE, company_id=an_id(78)),), False, id="another company's dossier"),
        pytest.param(EARLIER, (replace(RETAINED_HERE, id=an_id(79)),), False, id="a dossier that is not known"),
    ],
)
def test_l38_a_company_is_told_of_its_own_dossiers_and_of_papers(
    source: UUID | None, earlier: tuple[Dossier, ...], is_named: bool
) -> None:
    exemption = Exemption(
        competence_code="C2", kind=ExemptionKind.RETAINED, source="2020-000007", source_dossier_id=source
    )

    assert names_its_source(exemption, a_case(earlier=earlier)) is is_named


def test_d51_where_nothing_has_fallen_the_frozen_scope_is_decided_on_as_it_was() -> None:
    """Though the framework has another order, and one competence less, since."""
    frozen = a_scope(assessed=("C3", "C9", "C1"))

    assert scope_at_redeliberation(a_case(opened(P1, scope=frozen))) == frozen
