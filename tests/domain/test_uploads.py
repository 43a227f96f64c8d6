"""Documents of a dossier: who uploads which while what is open, and who reads it."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.case import Case
from app.domain.documents import COME_WITH_AN_ACT, DOCUMENTS, DocumentKind, DocumentState, Signatory, signatures_of
from app.domain.dossier import Closure, ClosureReason, Dossier, JuryRegistration, JuryRegistrationState
from app.domain.pathways import PATHWAYS
from app.domain.refusal import Refusal, RefusalKind
from app.domain.uploads import (
    NotAnUploader,
    add_document,
    announced,
    is_readable,
    may_upload,
    readable_kinds,
    uploadable_kinds,
)
from tests import builders as b

EMPLOYER, EVALUATOR, SECRETARIAT, JURY, TRADE = "employer", "evaluator", "secretariat", "jury", "trade_evaluator"
ROLES = (EMPLOYER, EVALUATOR, SECRETARIAT, JURY, TRADE)
KINDS = tuple(DocumentKind)
K = DocumentKind
ON_A_JURY = JuryRegistration(state=JuryRegistrationState.REGISTERED, session_id=b.an_id(5), registered_on=b.TODAY)


def just_opened(pathway: str, creator: str) -> Dossier:
    return b.a_dossier(pathway, created_by_role=creator)


def awaiting_assessment(pathway: str, creator: str, *, accepted: bool = True) -> Dossier:
    """Registered (P3: the portfolio recorded), the evaluator chosen."""
    opened = replace(
        just_opened(pathway, creator), evaluator=b.a_choice(), acceptance=b.an_acceptance() if accepted else None
    )
    if pathway == b.P3:
        return replace(opened, admissibility=b.an_admission(), portfolio_completed_on=b.TODAY)
    prepared = replace(
        opened, skills_identification=b.a_skills_identification(), documents=b.documents(K.OUTIL_1, K.OUTIL_6)
    )
    if pathway == b.P1:
        return replace(prepared, training_plan=b.a_training_plan(), registered_on=b.TODAY)
    return replace(prepared, admissibility=b.an_admission(), registered_on=b.TODAY)


def awaiting_jury(pathway: str, creator: str) -> Dossier:
    if pathway == b.BRIDGE:
        return registered_bridge()
    return replace(
        awaiting_assessment(pathway, creator),
        assessment=b.an_assessment(),
        scope=b.a_scope(),
        assessment_completed_on=b.TODAY,
    )


def registered_bridge() -> Dossier:
    opened = just_opened(b.BRIDGE, SECRETARIAT)
    return replace(opened, documents=b.documents(K.BRIDGE_REQUEST, K.PARCHMENT_COPY), registered_on=b.TODAY)


def on_a_jury(pathway: str, creator: str) -> Dossier:
    return replace(awaiting_jury(pathway, creator), jury_registration=ON_A_JURY)


STAGES = {
    "opened": just_opened,
    "assessment": awaiting_assessment,
    "completed": awaiting_jury,
    "on_a_jury": on_a_jury,
}

# What each pathway's people may upload at each stage, as the contract's table says; nobody may upload anything else.
PROOFS = {K.OUTIL_6, K.CERFA_12818, K.DIPLOMA, K.EXPERIENCE_PROOF, K.CQPI_PROOF}
OPEN: dict[tuple[str, str, str], dict[str, set[DocumentKind]]] = {
    (b.P1, EMPLOYER, "opened"): {
        EMPLOYER: {K.OUTIL_1, K.OUTIL_2, K.WRITTEN_WORK} | PROOFS,
    },
    (b.P1, EMPLOYER, "assessment"): {
        EMPLOYER: {K.OUTIL_2, K.WRITTEN_WORK},
        EVALUATOR: {K.OUTIL_4, K.WRITTEN_WORK},
    },
    (b.P1, EMPLOYER, "completed"): {EVALUATOR: {K.OUTIL_4}},
    (b.P1, EMPLOYER, "on_a_jury"): {},
    (b.P2, EMPLOYER, "opened"): {
        EMPLOYER: {K.OUTIL_1, K.WRITTEN_WORK} | PROOFS,
        SECRETARIAT: {K.OUTIL_1} | PROOFS,
    },
    (b.P2, SECRETARIAT, "opened"): {
        EMPLOYER: {K.OUTIL_1, K.WRITTEN_WORK} | PROOFS,
        SECRETARIAT: {K.OUTIL_1} | PROOFS,
    },
    (b.P2, EMPLOYER, "assessment"): {EMPLOYER: {K.WRITTEN_WORK}, EVALUATOR: {K.OUTIL_4, K.WRITTEN_WORK}},
    (b.P2, EMPLOYER, "completed"): {EVALUATOR: {K.OUTIL_4}},
    (b.P2, EMPLOYER, "on_a_jury"): {},
    (b.P3, SECRETARIAT, "opened"): {SECRETARIAT: PROOFS},
    (b.P3, SECRETARIAT, "assessment"): {
        SECRETARIAT: {K.OUTIL_7, K.OUTIL_8},
        EVALUATOR: {K.OUTIL_7, K.OUTIL_8, K.WRITTEN_WORK},
    },
    (b.P3, SECRETARIAT, "completed"): {
        SECRETARIAT: {K.OUTIL_7, K.OUTIL_8},
        EVALUATOR: {K.OUTIL_7, K.OUTIL_8},
    },
    (b.P3, SECRETARIAT, "on_a_jury"): {},
    (b.BRIDGE, SECRETARIAT, "opened"): {
        SECRETARIAT: {K.BRIDGE_REQUEST, K.PARCHMENT_COPY, K.DIPLOMA, K.EXPERIENCE_PROOF, K.CQPI_PROOF},
    },
}

OF_THE_PATHWAY = {
    b.P1: {K.OUTIL_1, K.OUTIL_2, K.OUTIL_4, K.WRITTEN_WORK} | PROOFS,
    b.P2: {K.OUTIL_1, K.OUTIL_4, K.WRITTEN_WORK} | PROOFS,
    b.P3: {K.OUTIL_7, K.OUTIL_8, K.WRITTEN_WORK} | PROOFS,
    b.BRIDGE: {K.BRIDGE_REQUEST, K.PARCHMENT_COPY, K.DIPLOMA, K.EXPERIENCE_PROOF, K.CQPI_PROOF},
}


def answer(case: Case, kind: DocumentKind, role: str) -> str:
    found = may_upload(case, kind, role)
    if found is None:
        return "open"
    return "forbidden" if isinstance(found, NotAnUploader) else str(found.kind)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("pathway", "creator", "stage"), OPEN)
def test_each_uploads_what_the_contract_says_and_nothing_else(
    pathway: str, creator: str, stage: str, role: str
) -> None:
    case = b.a_case(STAGES[stage](pathway, creator))
    expected = OPEN[pathway, creator, stage].get(role, set())
    assert set(uploadable_kinds(case, role)) == expected
    assert {kind for kind in KINDS if answer(case, kind, role) == "open"} == expected


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("pathway", OF_THE_PATHWAY)
def test_a_kind_that_is_not_of_the_pathway_is_invalid_at_its_place(pathway: str, kind: DocumentKind) -> None:
    case = b.a_case(just_opened(pathway, SECRETARIAT if pathway in {b.P3, b.BRIDGE} else EMPLOYER))
    refusals = {role: may_upload(case, kind, role) for role in ROLES}
    is_invalid = {role for role, no in refusals.items() if isinstance(no, Refusal) and no.kind is RefusalKind.INVALID}
    assert is_invalid == (set() if kind in OF_THE_PATHWAY[pathway] else set(ROLES))
    for no in refusals.values():
        if isinstance(no, Refusal) and no.kind is RefusalKind.INVALID:
            assert [(each.code, each.pointer) for each in no.violations] == [("kind_not_in_pathway", "/kind")]


def test_every_kind_is_declared_and_some_pathway_has_it() -> None:
    assert set(DOCUMENTS) == set(KINDS)
    assert {upload.kind for pathway in PATHWAYS for upload in pathway.uploads} == set(KINDS) - COME_WITH_AN_ACT


TOO_EARLY = [(b.P1, K.OUTIL_4, EVALUATOR), (b.P2, K.OUTIL_4, EVALUATOR), (b.P3, K.OUTIL_8, SECRETARIAT)]


@pytest.mark.parametrize(("pathway", "kind", "role"), TOO_EARLY)
def test_what_comes_with_the_assessment_waits_for_its_step(pathway: str, kind: DocumentKind, role: str) -> None:
    opened = just_opened(pathway, SECRETARIAT if pathway == b.P3 else EMPLOYER)
    accepted = replace(opened, evaluator=b.a_choice(), acceptance=b.an_acceptance())
    found = may_upload(b.a_case(accepted), kind, role)
    assert isinstance(found, Refusal)
    assert found.kind is RefusalKind.STEP_NOT_OPEN
    assert all(violation.code.endswith("_not_complete") for violation in found.violations)
    assert found.violations


@pytest.mark.parametrize(("pathway", "kind"), [(b.P1, K.OUTIL_4), (b.P2, K.WRITTEN_WORK), (b.P3, K.OUTIL_7)])
def test_an_evaluator_uploads_nothing_before_accepting_the_assignment(pathway: str, kind: DocumentKind) -> None:
    creator = SECRETARIAT if pathway == b.P3 else EMPLOYER
    found = may_upload(b.a_case(awaiting_assessment(pathway, creator, accepted=False)), kind, EVALUATOR)
    assert isinstance(found, Refusal)
    assert found.kind is RefusalKind.STEP_NOT_OPEN
    assert [violation.code for violation in found.violations] == ["assignment_not_accepted"]


def test_the_secretariat_uploads_the_vae_documents_whether_or_not_the_evaluator_has_accepted() -> None:
    case = b.a_case(awaiting_assessment(b.P3, SECRETARIAT, accepted=False))
    assert set(uploadable_kinds(case, SECRETARIAT)) == {K.OUTIL_7, K.OUTIL_8}


TOO_LATE = [
    ("assessment", K.OUTIL_6, EMPLOYER),
    ("assessment", K.OUTIL_1, EMPLOYER),
    ("completed", K.OUTIL_2, EMPLOYER),
    ("completed", K.WRITTEN_WORK, EVALUATOR),
    ("on_a_jury", K.OUTIL_4, EVALUATOR),
]


@pytest.mark.parametrize(("stage", "kind", "role"), TOO_LATE)
def test_too_late_is_already_done(stage: str, kind: DocumentKind, role: str) -> None:
    case = b.a_case(STAGES[stage](b.P1, EMPLOYER))

    assert answer(case, kind, role) == "already_done"
    found = may_upload(case, kind, role)
    assert isinstance(found, Refusal)
    assert found.detail is not None
    assert found.detail.fr


def test_outil_4_is_open_again_once_the_dossier_is_off_the_agenda() -> None:
    withdrawn = JuryRegistration(state=JuryRegistrationState.WITHDRAWN)
    off = replace(on_a_jury(b.P1, EMPLOYER), jury_registration=withdrawn)
    assert answer(b.a_case(off), K.OUTIL_4, EVALUATOR) == "open"


@pytest.mark.parametrize("creator", [EMPLOYER, SECRETARIAT])
@pytest.mark.parametrize("role", [EMPLOYER, SECRETARIAT])
def test_the_papers_of_a_request_are_the_companys_and_the_secretariats_whoever_opened_it(
    creator: str, role: str
) -> None:
    assert answer(b.a_case(just_opened(b.P2, creator)), K.OUTIL_6, role) == "open"


def test_without_a_company_the_secretariat_uploads_what_the_employer_would() -> None:
    alone = replace(just_opened(b.P1, EMPLOYER), company_id=None)
    assert answer(b.a_case(alone), K.OUTIL_2, SECRETARIAT) == "open"
    assert answer(b.a_case(alone), K.OUTIL_2, EMPLOYER) == "forbidden"
    assert answer(b.a_case(just_opened(b.P1, EMPLOYER)), K.OUTIL_2, SECRETARIAT) == "forbidden"


@pytest.mark.parametrize("role", [JURY, TRADE])
def test_neither_the_jury_nor_a_trade_evaluator_uploads_anything(role: str) -> None:
    case = b.a_case(awaiting_assessment(b.P1, EMPLOYER))
    assert {answer(case, kind, role) for kind in OF_THE_PATHWAY[b.P1]} == {"forbidden"}


def test_nothing_is_uploaded_to_a_dossier_that_is_over() -> None:
    closed = replace(
        just_opened(b.P1, EMPLOYER), closure=Closure(reason=ClosureReason.WITHDRAWN, on=b.TODAY, detail="Départ")
    )
    decided = replace(awaiting_jury(b.P1, EMPLOYER), decisions=(b.a_decision(),))
    assert answer(b.a_case(closed), K.OUTIL_6, EMPLOYER) == "already_done"
    assert answer(b.a_case(decided), K.OUTIL_4, EVALUATOR) == "already_done"


# --- what a document may say of itself --------------------------------------------------------------------------------


@pytest.mark.parametrize("signatory", list(Signatory))
@pytest.mark.parametrize("kind", [K.OUTIL_1, K.OUTIL_6])
def test_only_the_signatures_that_a_kind_may_carry_are_declared(kind: DocumentKind, signatory: Signatory) -> None:
    case = b.a_case(just_opened(b.P1, EMPLOYER))
    found = announced(case, EMPLOYER, kind=kind, signed_by=[signatory], received_on=b.TODAY)
    if signatory in signatures_of(kind):
        assert found is None
        return
    assert isinstance(found, Refusal)
    assert found.kind is RefusalKind.INVALID
    assert [(each.code, each.pointer) for each in found.violations] == [("signature_not_carried", "/signed_by")]


@pytest.mark.parametrize(
    ("role", "days", "codes"),
    [
        (EMPLOYER, 0, []),
        (EMPLOYER, -1, ["receipt_dated_by_secretariat"]),
        (EMPLOYER, 1, ["day_in_the_future"]),
        (SECRETARIAT, 0, []),
        (SECRETARIAT, -60, []),
        (SECRETARIAT, 1, ["day_in_the_future"]),
    ],
)
def test_only_the_secretariat_dates_a_receipt_earlier_and_nobody_later(role: str, days: int, codes: list[str]) -> None:
    case = b.a_case(just_opened(b.P2, role))
    found = announced(case, role, kind=K.OUTIL_6, signed_by=(), received_on=b.TODAY + timedelta(days=days))
    assert [v.code for v in (found.violations if isinstance(found, Refusal) else ())] == codes
    assert all(v.pointer == "/received_on" for v in (found.violations if isinstance(found, Refusal) else ()))


def test_everything_that_is_wrong_with_a_document_comes_at_once() -> None:
    case = b.a_case(just_opened(b.P1, EMPLOYER))
    tomorrow = b.TODAY + timedelta(days=1)
    found = announced(case, EMPLOYER, kind=K.OUTIL_7, signed_by=[Signatory.TUTOR], received_on=tomorrow)
    assert isinstance(found, Refusal)
    assert [violation.pointer for violation in found.violations] == ["/kind", "/signed_by", "/received_on"]


def test_a_new_upload_is_a_new_version_and_the_old_one_stays() -> None:
    case = b.a_case(just_opened(b.P1, EMPLOYER))
    first = add_document(case, EMPLOYER, b.a_document(K.OUTIL_6))
    assert isinstance(first, Dossier)
    second = add_document(replace(case, dossier=first), EMPLOYER, b.a_document(K.OUTIL_6, id=b.an_id(101)))
    assert isinstance(second, Dossier)
    other = add_document(replace(case, dossier=second), EMPLOYER, b.a_document(K.DIPLOMA, id=b.an_id(102)))
    assert isinstance(other, Dossier)
    assert [(d.kind, d.version_number) for d in other.documents] == [(K.OUTIL_6, 1), (K.OUTIL_6, 2), (K.DIPLOMA, 1)]


def test_a_refused_document_changes_nothing() -> None:
    case = b.a_case(just_opened(b.P1, EMPLOYER))
    assert isinstance(add_document(case, JURY, b.a_document(K.OUTIL_6)), NotAnUploader)
    assert isinstance(add_document(case, EMPLOYER, b.a_document(K.BRIDGE_REQUEST)), Refusal)


@pytest.mark.parametrize(
    ("pathway", "company_id", "kind", "asks"),
    [
        pytest.param(b.P1, None, K.OUTIL_2, True, id="in the employer's place"),
        pytest.param(b.P2, b.an_id(1), K.OUTIL_6, False, id="its own as well"),
        pytest.param(b.P3, None, K.OUTIL_6, False, id="its own"),
    ],
)
def test_d67_the_secretariat_says_why_it_brings_a_paper_in_the_employers_place(
    pathway: str, company_id: UUID | None, kind: DocumentKind, asks: bool
) -> None:
    case = b.a_case(replace(just_opened(pathway, SECRETARIAT), company_id=company_id))
    document = b.a_document(kind)

    without = add_document(case, SECRETARIAT, document)
    assert isinstance(add_document(case, SECRETARIAT, document, "Reçu par courrier"), Dossier)
    assert isinstance(without, Refusal) is asks
    if isinstance(without, Refusal):
        assert [violation.pointer for violation in without.violations] == ["/reason"]


# --- who reads --------------------------------------------------------------------------------------------------------

BY_EVALUATORS = {K.OUTIL_1, K.OUTIL_2, K.OUTIL_4, K.OUTIL_6, K.OUTIL_7, K.OUTIL_8, K.WRITTEN_WORK}
BY_THE_JURY = {K.OUTIL_4, K.OUTIL_6, K.OUTIL_7, K.OUTIL_8, K.CERFA_12818, K.BRIDGE_REQUEST, K.PARCHMENT_COPY}


@pytest.mark.parametrize(
    ("role", "accepted", "kinds"),
    [
        (EMPLOYER, False, set(KINDS)),
        (SECRETARIAT, False, set(KINDS)),
        (EVALUATOR, False, set()),
        (EVALUATOR, True, BY_EVALUATORS),
        (TRADE, True, {K.OUTIL_4}),
        (JURY, True, BY_THE_JURY),
        ("client", True, set()),
        ("anonymous", True, set()),
    ],
)
def test_each_reads_what_is_theirs(role: str, accepted: bool, kinds: set[DocumentKind]) -> None:
    dossier = awaiting_assessment(b.P1, EMPLOYER, accepted=accepted)
    assert readable_kinds(dossier, role) == kinds


@pytest.mark.parametrize(
    ("state", "kind", "role", "readable"),
    [
        (DocumentState.AVAILABLE, K.OUTIL_4, EVALUATOR, True),
        (DocumentState.AVAILABLE, K.OUTIL_4, TRADE, True),
        (DocumentState.AVAILABLE, K.DIPLOMA, EVALUATOR, False),
        (DocumentState.REMOVED, K.OUTIL_4, EVALUATOR, False),
        (DocumentState.REMOVED, K.DIPLOMA, SECRETARIAT, False),
    ],
)
def test_a_document_that_is_shown_is_read_by_those_whose_it_is(
    state: DocumentState, kind: DocumentKind, role: str, readable: bool
) -> None:
    assert is_readable(awaiting_assessment(b.P1, EMPLOYER), b.a_document(kind, state=state), role) is readable
