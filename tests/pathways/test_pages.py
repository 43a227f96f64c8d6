"""Every pathway's page says everything of it, and what it says hangs together."""

from dataclasses import fields
from datetime import date

import pytest

from app.domain.actions import ACTIONS
from app.domain.candidate import Employment, EmploymentStatus
from app.domain.conditions import Applicant
from app.domain.documents import COME_WITH_AN_ACT, DocumentKind
from app.domain.law import ParametersInForce
from app.domain.pathway import Pathway
from app.domain.pathways import PATHWAY_CODES, PATHWAYS, PathwayCode, pathway_of

ON = date(2026, 11, 23)
MAY_BE_EMPTY = {
    "variant": "a pathway has no special case",
    "variant_label": "the same",
    "names_a_bridge": "most cross none",
    "pointed_out": "no condition stops nothing",
    "absent_acts": "there is nothing to say of an act that is not there",
    "passport_access": "its awards do not go to the training passport",
    "act_steps": "each act belongs to the step that it belongs to elsewhere",
    "assessment": "a bridge assesses nobody",
    "examinations": "no employer has a hand in it, or nothing of it is examined",
    "warnings": "those about every pathway are enough",
    "concerned_by": "every rule about it hangs on a step",
}
every_pathway = pytest.mark.parametrize("pathway", PATHWAYS, ids=lambda each: each.variant or each.code)


@every_pathway
def test_every_member_is_filled(pathway: Pathway) -> None:
    empty = {member.name for member in fields(Pathway) if not getattr(pathway, member.name)}

    assert empty <= set(MAY_BE_EMPTY)
    assert pathway.label.fr != pathway.label.en
    assert (pathway.variant is None) is (pathway.variant_label is None)


@every_pathway
def test_its_acts_are_known_and_belong_to_its_steps(pathway: Pathway) -> None:
    steps = {step.code for step in pathway.steps}

    assert set(pathway.acts) <= {*ACTIONS, "createDossier"}
    assert all(pathway.acts.values())
    assert {ACTIONS[name].step_in(pathway) for name in pathway.acts if name in ACTIONS} <= {*steps, None}
    assert not set(pathway.absent_acts) & set(pathway.acts)


@every_pathway
def test_it_can_be_opened_registered_led_to_a_jury_and_ended(pathway: Pathway) -> None:
    assert {"createDossier", "completeRegistration", "registerToJury", "deliberate", "withdrawDossier"} <= set(
        pathway.acts
    )
    assert pathway.steps[-1].code == "jury"


@every_pathway
def test_each_document_that_a_step_asks_for_is_uploaded_by_somebody_in_time(pathway: Pathway) -> None:
    steps = {step.code for step in pathway.steps}
    asked = {need.document_kind for step in pathway.steps for need in step.needs if need.document_kind is not None}

    assert asked <= {upload.kind for upload in pathway.uploads}
    assert {upload.step for upload in pathway.uploads} <= {*steps, None}
    assert len({upload.kind for upload in pathway.uploads}) == len(pathway.uploads)
    assert all(upload.by for upload in pathway.uploads)


@every_pathway
def test_its_predicates_answer(pathway: Pathway) -> None:
    nobody = Applicant(employment=Employment(status=EmploymentStatus.JOB_SEEKER))

    unmet = pathway.unmet_conditions(nobody, ParametersInForce(), ON)

    assert {violation.rule for violation in unmet} <= set(pathway.named_rules)
    assert pathway.counted_days(nobody, ParametersInForce(), ON) == 0
    term = pathway.retention(ParametersInForce(), ON)
    assert term is None or term > ON


@every_pathway
def test_an_assessed_pathway_has_its_guide_uploaded_and_somebody_to_assess(pathway: Pathway) -> None:
    assert (pathway.assessment is not None) is ("recordAssessment" in pathway.acts)
    if pathway.assessment is not None:
        assert pathway.upload(pathway.assessment.guide) is not None
        assert pathway.assessment.professional_named is not ("inviteTradeEvaluator" in pathway.acts)


def test_every_act_and_every_kind_of_document_has_a_pathway() -> None:
    assert {name for pathway in PATHWAYS for name in pathway.acts} == {*ACTIONS, "createDossier"}
    uploaded = {upload.kind for pathway in PATHWAYS for upload in pathway.uploads}
    assert uploaded == set(DocumentKind) - COME_WITH_AN_ACT


def test_codes_are_unique_and_are_those_of_the_contract() -> None:
    keys = [(pathway.code, pathway.variant) for pathway in PATHWAYS]

    assert len(set(keys)) == len(keys)
    assert tuple(PathwayCode) == PATHWAY_CODES
    assert all(pathway_of(code).variant is None for code in PATHWAY_CODES)
