"""R51: Depending on the certification, the interview is completed by an observation at work and by a written
document."""

from dataclasses import replace

import pytest

from app.domain.assessing import complete_assessment, record_assessment
from app.domain.catalogue import CERTIFICATIONS
from app.domain.documents import DocumentKind
from tests.builders import CERTIFICATION, P1, P3, a_case, documents
from tests.rules.answers import INVALID, accepted, reasons
from tests.rules.stages import WITH_TRADE_EVALUATOR, assessment_of, day, ready_to_assess, ready_to_complete


def completed(way: str, *, observed: bool, written: bool, **modalities: bool) -> object:
    dossier = ready_to_complete(way)
    whole = assessment_of(way)
    dossier = replace(dossier, assessment=whole if observed else replace(whole, observed_on=()))
    if written:
        dossier = replace(dossier, documents=(*dossier.documents, *documents(DocumentKind.WRITTEN_WORK)))
    certification = replace(CERTIFICATIONS[CERTIFICATION], **modalities)  # type: ignore[arg-type]
    return complete_assessment(a_case(dossier, certification=certification))


@pytest.mark.parametrize("way", WITH_TRADE_EVALUATOR)
@pytest.mark.parametrize("observation", [True, False])
@pytest.mark.parametrize("writing", [True, False])
def test_what_completes_the_interview_depends_on_the_certification(way: str, observation: bool, writing: bool) -> None:
    asked = {"observation_required": observation, "written_work_required": writing}
    lacking = {("observation_missing", "R51")} if observation else set()
    lacking |= {("written_work_missing", "R51")} if writing else set()
    without_either = completed(way, observed=False, written=False, **asked)
    assert reasons(without_either) == lacking if lacking else accepted(without_either)
    accepted(completed(way, observed=True, written=True, **asked))


def test_the_common_law_vae_is_an_interview_alone() -> None:
    accepted(completed(P3, observed=False, written=False, observation_required=True, written_work_required=True))


@pytest.mark.parametrize(("offset", "possible"), [(0, True), (1, False)])
def test_an_observation_has_taken_place(offset: int, possible: bool) -> None:
    answer = record_assessment(a_case(ready_to_assess(P1)), assessment_of(P1, observed_on=(day(-3), day(offset))))
    assert accepted(answer) if possible else reasons(answer, INVALID) == {("day_in_the_future", None)}
