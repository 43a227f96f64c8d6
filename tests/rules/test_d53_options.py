"""D53: one more option is earned by what tells it apart from the one that is held."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.admissibility import decide
from app.domain.assessing import record_assessment
from app.domain.assessment import Exemption, ExemptionKind, Scope
from app.domain.bridges import Bridge, Correspondence
from app.domain.candidate import HeldCertification, Verification
from app.domain.case import Case
from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import CertificationOption, Competence, Framework
from app.domain.creation import DossierOpening, open_dossier
from app.domain.declared_changes import Changed, ChangeFacts, Changes, change_declared
from app.domain.deliberation import Decision, Outcome, Retained
from app.domain.dossier import AdmissibilityDecision, AdmissibilityVerdict, Dossier, Ground
from app.domain.missing_items import items_missing_from_step
from app.domain.once_each import not_to_be_registered, second_elsewhere
from app.domain.options import OptionSought, option_sought_in, option_warnings
from app.domain.scope import scope_of
from tests.builders import BRIDGE, P1, P2, P3, TODAY, a_candidate, a_case, a_decision, a_request, an_id
from tests.rules.answers import INVALID, accepted, pairs, pointers, reasons
from tests.rules.stages import P1B, WAYS, assessment_of, opened, ready_to_assess, ready_to_submit

WITH_OPTIONS = "cqp-responsable-secteur"
PRODUCTION: CertificationOption = "production"
LOGISTICS: CertificationOption = "logistique"
FORMER_DAY = date(2017, 1, 1)


def a_competence(code: str, *options: CertificationOption, **changes: Any) -> Competence:
    return replace(
        Competence(code=code, label=f"Compétence {code}", criteria=("Un critère",), options=options), **changes
    )


def a_version(*competences: Competence, **changes: Any) -> Framework:
    version = Framework(
        certification_code=WITH_OPTIONS,
        version="2026",
        in_force_from=FORMER_DAY,
        source="exemple",
        confirmed=True,
        competences=competences,
    )
    return replace(version, **changes)


TOLD_APART = a_version(a_competence("C1"), a_competence("C2", PRODUCTION), a_competence("C3", LOGISTICS))
THE_SAME = a_version(a_competence("C1"), a_competence("C2"))
ONE_ADDS_NOTHING = a_version(a_competence("C1"), a_competence("C2", PRODUCTION))
SPELT_OUT = a_version(a_competence("C1", PRODUCTION, LOGISTICS), a_competence("C2"))


def awarded(option: str | None = PRODUCTION, *codes: str, version: str = "2026", **changes: Any) -> Dossier:
    kept = codes or ("C1", "C2")
    return opened(
        P1,
        **{
            "id": an_id(77),
            "number": "2025-000001",
            "certification_code": WITH_OPTIONS,
            "option": option,
            "scope": Scope(framework_version=version, assessed=kept, exemptions=(), frozen_on=TODAY),
            "decisions": (a_decision(retained=tuple(Retained(competence_code=c, until=None) for c in kept)),),
            **changes,
        },
    )


def seeking(
    option: str = LOGISTICS,
    *earlier: Dossier,
    way: str = P1,
    framework: Framework = TOLD_APART,
    frameworks: tuple[Framework, ...] = (),
    held: tuple[HeldCertification, ...] = (),
    **changes: Any,
) -> Case:
    dossier = opened(way, certification_code=WITH_OPTIONS, option=option)
    dossier = replace(dossier, candidate=replace(dossier.candidate, held_certifications=held))
    return a_case(
        dossier,
        framework=framework.of_option(option),
        frameworks=frameworks or (framework,),
        earlier=earlier,
        **changes,
    )


def on_paper(code: str = WITH_OPTIONS, *, verified: bool = True, awarded_on: date = TODAY) -> HeldCertification:
    word = Verification(verified=verified, reason="Parchemin vu", on=TODAY)
    return HeldCertification(code=code, certifier="CPNE", number="44", awarded_on=awarded_on, verification=word)


# --- a framework's options --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "codes"), [(PRODUCTION, ["C1", "C2"]), (LOGISTICS, ["C1", "C3"]), (None, ["C1", "C2", "C3"])]
)
def test_an_option_asks_its_own_competences_and_those_of_all(option: str | None, codes: list[str]) -> None:
    assert [each.code for each in TOLD_APART.of_option(option).current] == codes


def test_a_competence_is_common_that_names_no_option_or_all_of_them() -> None:
    every = [a_competence("C1"), a_competence("C1", PRODUCTION, LOGISTICS), a_competence("C1", PRODUCTION)]
    assert [each.is_common for each in every] == [True, True, False]


@pytest.mark.parametrize("way", WAYS)
def test_who_holds_nothing_is_assessed_on_the_competences_of_their_option(way: str) -> None:
    assert scope_of(seeking(PRODUCTION, way=way)).assessed == ("C1", "C2")


@pytest.mark.parametrize("way", WAYS)
def test_a_result_on_the_other_options_competence_is_no_result(way: str) -> None:
    dossier = ready_to_assess(way, certification_code=WITH_OPTIONS, option=PRODUCTION)
    case = a_case(dossier, framework=TOLD_APART.of_option(PRODUCTION), frameworks=(TOLD_APART,))
    answer = record_assessment(case, assessment_of(way))
    assert ("unknown_competence", None) in reasons(answer, INVALID)
    assert "/results/2/competence_code" in pointers(answer)


# --- who holds one and seeks the other --------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_what_both_share_is_kept_and_the_rest_assessed(way: str) -> None:
    scope = scope_of(seeking(LOGISTICS, awarded(), way=way))
    assert scope.assessed == ("C3",)
    assert [(each.competence_code, each.kind) for each in scope.exemptions] == [("C1", ExemptionKind.RETAINED)]


def test_what_was_held_before_the_framework_told_them_apart_counts_for_what_both_share_today() -> None:
    former = a_version(a_competence("C1"), a_competence("C2"), a_competence("C3"), version="2017")
    now = replace(
        TOLD_APART,
        in_force_from=TODAY,
        competences=tuple(replace(each, lineage="unchanged") for each in TOLD_APART.competences),
    )
    of_all = awarded(PRODUCTION, "C1", "C2", "C3", version="2017")
    case = seeking(LOGISTICS, of_all, framework=now, frameworks=(former, now))
    assert scope_of(case).assessed == ("C3",)
    assert scope_of(seeking(PRODUCTION, of_all, framework=now, frameworks=(former, now))).assessed == ()


def test_of_the_same_option_all_is_kept() -> None:
    assert scope_of(seeking(PRODUCTION, awarded())).assessed == ()


def test_a_partial_award_of_one_option_counts_in_the_other_for_what_both_share() -> None:
    partial = a_decision(
        Outcome.PARTIALLY_AWARDED,
        retained=tuple(Retained(competence_code=code, until=None) for code in ("C1", "C3")),
    )
    odd = awarded(decisions=(partial,))
    assert [each.competence_code for each in scope_of(seeking(LOGISTICS, odd)).exemptions] == ["C1"]


KEYED = a_version(
    a_competence("C1", shared_key="sécurité"), a_competence("C2", PRODUCTION, shared_key="presses"), a_competence("C3")
)


@pytest.mark.parametrize(
    ("option", "shared"), [(PRODUCTION, ["A1", "A2"]), (LOGISTICS, ["A1"])], ids=["with it", "without it"]
)
def test_a_competence_of_one_option_is_shared_with_another_cqp_by_its_holder_alone(
    option: str, shared: list[str]
) -> None:
    there = Framework(
        certification_code="cqp-agent-logistique",
        version="2017",
        in_force_from=FORMER_DAY,
        source="exemple",
        confirmed=True,
        competences=(a_competence("A1", shared_key="sécurité"), a_competence("A2", shared_key="presses")),
    )
    case = a_case(opened(P1), framework=there, frameworks=(there,), other_frameworks=(KEYED,))
    holder = replace(case, earlier=(awarded(option, "C1", "C2"),))
    paper = replace(case.dossier, candidate=a_candidate(held_certifications=(on_paper(),)))
    assert [each.competence_code for each in scope_of(holder).exemptions] == shared
    assert [each.competence_code for each in scope_of(replace(case, dossier=paper)).exemptions] == ["A1"]


@pytest.mark.parametrize(
    ("held", "frameworks", "kept"),
    [
        pytest.param(on_paper(), (TOLD_APART,), ["C1"], id="what every option asks"),
        pytest.param(
            on_paper(awarded_on=date(2016, 12, 31)),
            (
                replace(TOLD_APART, competences=(a_competence("C1", lineage="unchanged"), *TOLD_APART.competences[1:])),
                a_version(a_competence("C1"), version="2011", in_force_from=date(2011, 4, 27)),
            ),
            ["C1"],
            id="what every option asks, and asked then",
        ),
        pytest.param(on_paper(verified=False), (TOLD_APART,), [], id="not verified"),
        pytest.param(on_paper("cqp-agent-logistique"), (TOLD_APART,), [], id="of another certification"),
        pytest.param(on_paper(awarded_on=date(2016, 12, 31)), (TOLD_APART,), [], id="before any framework known"),
        pytest.param(
            on_paper(awarded_on=date(2016, 12, 31)),
            (
                TOLD_APART,
                a_version(a_competence("C1", PRODUCTION), version="2011", in_force_from=date(2011, 4, 27)),
            ),
            [],
            id="of a time at which one option alone asked it",
        ),
        pytest.param(
            on_paper(awarded_on=date(2016, 12, 31)),
            (
                replace(TOLD_APART, competences=(a_competence("C1", lineage="modified"), *TOLD_APART.competences[1:])),
                a_version(a_competence("C1"), version="2011", in_force_from=date(2011, 4, 27)),
            ),
            [],
            id="changed since",
        ),
        pytest.param(
            on_paper(awarded_on=date(2016, 12, 31)),
            (TOLD_APART, a_version(a_competence("C9"), version="2011", in_force_from=date(2011, 4, 27))),
            [],
            id="of a time at which nobody asked it",
        ),
    ],
)
def test_a_paper_that_does_not_tell_its_option_counts_for_what_every_option_asks(
    held: HeldCertification, frameworks: tuple[Framework, ...], kept: list[str]
) -> None:
    case = seeking(LOGISTICS, framework=frameworks[0], frameworks=frameworks, held=(held,))
    found = scope_of(case).exemptions
    assert [each.competence_code for each in found] == kept
    assert all(
        each
        == Exemption(
            competence_code="C1",
            kind=ExemptionKind.SHARED,
            source=f"{WITH_OPTIONS} n° 44",
            held_code=WITH_OPTIONS,
            held_number="44",
        )
        for each in found
    )


# --- whether a second option is open ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("framework", "held", "is_open"),
    [
        pytest.param(TOLD_APART, (PRODUCTION,), True, id="told apart"),
        pytest.param(THE_SAME, (PRODUCTION,), False, id="the same"),
        pytest.param(SPELT_OUT, (PRODUCTION,), False, id="the same, all options spelt out"),
        pytest.param(ONE_ADDS_NOTHING, (PRODUCTION,), False, id="it adds nothing to the one that is held"),
        pytest.param(THE_SAME, (), True, id="nothing is held"),
        pytest.param(None, (PRODUCTION,), True, id="no framework yet"),
        pytest.param(THE_SAME, (None,), False, id="a paper, and nothing told apart"),
        pytest.param(TOLD_APART, (None,), True, id="a paper, told apart"),
        pytest.param(TOLD_APART, (PRODUCTION, LOGISTICS), False, id="both are held"),
    ],
)
def test_a_second_option_is_open_where_something_is_left_to_assess(
    framework: Framework | None, held: tuple[str | None, ...], is_open: bool
) -> None:
    assert OptionSought(option=LOGISTICS, held=held, framework=framework).is_open is is_open


def test_the_jury_is_warned_of_what_was_awarded_since() -> None:
    same, apart = (seeking(LOGISTICS, awarded(), framework=each) for each in (THE_SAME, TOLD_APART))
    decided = replace(same, dossier=replace(same.dossier, decisions=(a_decision(),)))
    assert [pairs(option_warnings(each)) for each in (same, apart, decided, a_case(opened(P1)))] == [
        {("no_second_option", "D53")},
        set(),
        set(),
        set(),
    ]


@pytest.mark.parametrize(("option", "codes"), [(PRODUCTION, {"C1", "C2"}), (LOGISTICS, {"C1", "C3"})])
def test_a_bridge_brings_competences_of_the_option_alone(option: str, codes: set[str]) -> None:
    bridge = Bridge(
        id=an_id(8),
        kind="total",
        chemical_certification=WITH_OPTIONS,
        partner_certification="PH04",
        in_force_from=FORMER_DAY,
        source="exemple",
        confirmed=True,
    )
    part = Correspondence(chemical_competences=("C2", "C3"), partner_units=("U1",))
    partial = replace(bridge, kind="partial", correspondences=(part,))
    assert bridge.brings(TOLD_APART.of_option(option)) == codes
    assert partial.brings(TOLD_APART.of_option(option)) == codes - {"C1"}


NOTHING_DECIDED: tuple[Decision, ...] = ()


@pytest.mark.parametrize(
    ("earlier", "held"),
    [
        pytest.param(awarded(), (PRODUCTION,), id="awarded"),
        pytest.param(awarded(LOGISTICS), (), id="the same option"),
        pytest.param(awarded(certification_code="cqp-agent-logistique"), (), id="another certification"),
        pytest.param(awarded(decisions=NOTHING_DECIDED), (), id="not decided"),
        pytest.param(awarded(decisions=(a_decision(Outcome.PARTIALLY_AWARDED),)), (), id="in part"),
        pytest.param(awarded(option=None), (), id="no option on record"),
    ],
)
def test_what_is_held_is_what_was_awarded_in_full_of_another_option(
    earlier: Dossier, held: tuple[str | None, ...]
) -> None:
    case = seeking(LOGISTICS, earlier)
    sought = option_sought_in(case)
    revoked = option_sought_in(replace(case, revoked=frozenset({earlier.id})))
    assert sought == OptionSought(option=LOGISTICS, held=held, framework=TOLD_APART)
    assert revoked is not None
    assert revoked.held == ()


def test_a_paper_is_held_once_verified_and_nothing_is_sought_without_options() -> None:
    found = [
        option_sought_in(seeking(LOGISTICS, held=(each,)))
        for each in (on_paper(), on_paper(verified=False), on_paper("cqp-agent-logistique"))
    ]
    assert [each.held for each in found if each is not None] == [(None,), (), ()]
    assert option_sought_in(replace(seeking(LOGISTICS), frameworks=())) == OptionSought(
        option=LOGISTICS, held=(), framework=None
    )
    assert option_sought_in(a_case(opened(P1))) is None


def opening(way: str, framework: Framework = THE_SAME) -> object:
    case = seeking(LOGISTICS, awarded(), way=way, framework=framework)
    dossier = replace(case.dossier, bridge_id=an_id(8)) if way == BRIDGE else case.dossier
    if way == P1B:
        dossier = replace(dossier, variant="direct_assessment")
    return open_dossier(
        DossierOpening(
            dossier=dossier,
            certification=CERTIFICATIONS[WITH_OPTIONS],
            company=case.company,
            parameters=case.parameters,
            sought=option_sought_in(case),
        )
    )


@pytest.mark.parametrize("way", [P1, P1B, BRIDGE])
def test_the_creation_is_refused_where_nothing_tells_them_apart(way: str) -> None:
    refused = opening(way)
    assert reasons(refused) == {("no_second_option", "D53")}
    assert pointers(refused) == ["/option"]
    accepted(opening(way, TOLD_APART))


def test_so_is_the_change_of_option() -> None:
    def to_logistics(framework: Framework) -> object:
        case = seeking(LOGISTICS, awarded(), framework=framework)
        production = replace(case, dossier=replace(case.dossier, option=PRODUCTION))
        return change_declared(
            production, "employer", Changes(dossier={"option": LOGISTICS}, candidate={}), ChangeFacts()
        )

    assert reasons(to_logistics(THE_SAME)) == {("no_second_option", "D53")}
    assert isinstance(to_logistics(TOLD_APART), Changed)


@pytest.mark.parametrize("way", [P2, P3])
def test_d40_a_vae_request_is_recorded_and_cannot_be_found_admissible(way: str) -> None:
    accepted(opening(way))
    case = seeking(LOGISTICS, awarded(), way=way, framework=THE_SAME)
    submitted = replace(
        ready_to_submit(way),
        certification_code=WITH_OPTIONS,
        option=LOGISTICS,
        admissibility=a_request(),
        candidate=case.dossier.candidate,
    )
    judged = replace(case, dossier=submitted)
    yes = AdmissibilityDecision(verdict=AdmissibilityVerdict.ADMISSIBLE, grounds=(), decided_on=TODAY)
    no = replace(yes, verdict=AdmissibilityVerdict.INADMISSIBLE, grounds=(Ground(text="Une option suffit"),))

    assert reasons(decide(judged, yes)) == {("no_second_option", "D53")}
    refused = accepted(decide(judged, no)).admissibility
    assert refused is not None
    assert refused.decision is not None
    assert [ground.rule for ground in refused.decision.unmet] == ["D53"]
    accepted(decide(replace(judged, earlier=()), yes))


@pytest.mark.parametrize("step", ["registration", "jury"])
@pytest.mark.parametrize("way", [P1, P1B, P2, P3, BRIDGE])
def test_what_was_asked_for_before_the_first_was_held_goes_no_farther(way: str, step: str) -> None:
    def lacks(*earlier: Dossier, framework: Framework = THE_SAME) -> set[tuple[str, str]]:
        case = seeking(LOGISTICS, *earlier, way=way, framework=framework)
        items = items_missing_from_step(case, step)
        return {(item.code, item.operation_id) for item in items if item.rule.number == "D53"}

    assert lacks(awarded()) == {("no_second_option", "withdrawDossier")}
    assert lacks() == set()
    assert lacks(awarded(), framework=TOLD_APART) == set()


def test_the_question_is_not_put_where_there_are_no_options() -> None:
    same = replace(awarded(), certification_code=a_case().dossier.certification_code)
    case = replace(a_case(opened(P1)), earlier=(same,))
    assert not [item for item in items_missing_from_step(case, "registration") if item.rule.number == "D53"]


def test_what_is_held_by_another_companys_dossier_is_told_to_the_secretariat_alone() -> None:
    case = seeking(LOGISTICS, awarded(company_id=an_id(98)), framework=THE_SAME)
    sought = option_sought_in(case)

    assert sought is not None
    assert sought.is_open
    assert option_warnings(case) == ()
    assert pairs(second_elsewhere(case)) == {("no_second_option", "D53")}
    assert pairs(not_to_be_registered(case)) == {("secretariat_word_awaited", "D49")}
    for open_after_all in (
        seeking(LOGISTICS, awarded(company_id=an_id(98))),
        seeking(LOGISTICS, framework=THE_SAME),
        seeking(LOGISTICS, awarded(), framework=THE_SAME),
    ):
        assert second_elsewhere(open_after_all) == ()
