"""What a change of what is declared is compared with: networks, schemes, CQPI, companies and the option."""

from dataclasses import fields, replace
from typing import Any

import pytest

from app.domain.actions import ON_A_JURY
from app.domain.certification import CqpiEquivalence
from app.domain.declared_changes import (
    CORRECTED_AT_ANY_TIME,
    CORRECTED_UNTIL_THE_JURY,
    Changed,
    ChangeFacts,
    Changes,
    change_declared,
)
from app.domain.dossier import Dossier
from app.domain.known_companies import NONE_KNOWN, KnownCompanies
from app.domain.pathway import Actor
from app.domain.refusal import Refusal, already_done
from tests.builders import (
    CERTIFICATION,
    COMPANY_SIRET,
    OTHER_SIRET,
    P1,
    TODAY,
    a_case,
    a_scope,
    a_training_body,
    an_employment,
)
from tests.rules.answers import INVALID, pointers, reasons
from tests.rules.stages import P1B, on_agenda, opened, ready_for_jury

EMPLOYER = "employer"
CQPI = "cqpi-agent-logistique"
DELIVERED = CqpiEquivalence(cqp=CERTIFICATION, cqpi=CQPI, in_force_from=TODAY, source="Référentiel", confirmed=True)


def change(dossier: Dossier, *, facts: ChangeFacts | None = None, **sent: Any) -> Changed | Refusal:
    """What becomes of it where the employer sends these members of it."""
    return change_declared(a_case(dossier), EMPLOYER, Changes(dossier=sent, candidate={}), facts or ChangeFacts())


def test_unless_it_is_said_there_are_no_facts_and_no_reason() -> None:
    assert ChangeFacts() == ChangeFacts(networks=frozenset(), equivalences=(), companies=NONE_KNOWN)
    assert Changes(dossier={}, candidate={}).reason is None


@pytest.mark.parametrize("member", ["training_body", "accompanying_body"])
def test_the_networks_of_a_body_that_is_named_exist(member: str) -> None:
    body = {member: a_training_body(networks=("GRETA",))}

    assert isinstance(change(opened(P1), facts=ChangeFacts(networks=frozenset({"GRETA"})), **body), Changed)
    refused = change(opened(P1), facts=ChangeFacts(networks=frozenset({"AFPA"})), **body)
    assert reasons(refused, INVALID) == {("unknown_network", "D59")}
    assert pointers(refused) == [f"/{member}/networks/0"]


def test_a_scheme_that_is_named_is_open_on_the_day_of_the_request_and_one_that_was_is_kept() -> None:
    closed_since = opened(P1, training_scheme="pro_a")

    assert reasons(change(opened(P1), training_scheme="pro_a")) == {("training_scheme_not_open", "D35")}
    assert isinstance(change(opened(P1), training_scheme="cpf"), Changed)
    assert isinstance(change(closed_since, accompanying_body=None), Changed)


def test_a_cqpi_that_is_asked_for_corresponds_to_the_certification() -> None:
    assert isinstance(change(opened(P1), facts=ChangeFacts(equivalences=(DELIVERED,)), requested_cqpi=(CQPI,)), Changed)
    refused = change(opened(P1), requested_cqpi=(CQPI,))
    assert reasons(refused) == {("cqpi_without_correspondence", "R5")}
    assert pointers(refused) == ["/requested_cqpi/0"]


def test_companies_that_the_change_brings_count_beside_those_of_the_dossier() -> None:
    """D62: a company of the employer's group opens."""
    group = KnownCompanies(linked={OTHER_SIRET[:9]: frozenset({COMPANY_SIRET[:9]})})
    employed_elsewhere = Changes(dossier={}, candidate={"employment": an_employment(siret=OTHER_SIRET)})

    def changed_knowing(companies: KnownCompanies) -> Changed | Refusal:
        return change_declared(a_case(opened(P1)), EMPLOYER, employed_elsewhere, ChangeFacts(companies=companies))

    assert reasons(changed_knowing(NONE_KNOWN)) == {("not_opened_by_the_employer", "R28")}
    assert isinstance(changed_knowing(group), Changed)


def test_another_option_is_identified_anew() -> None:
    dossier = replace(opened(P1), certification_code="cqp-responsable-secteur", option="production", scope=a_scope())

    kept = change(dossier, accompanying_body=None)
    moved = change(dossier, option="logistique")

    assert isinstance(kept, Changed)
    assert isinstance(moved, Changed)
    assert kept.dossier.scope == dossier.scope
    assert moved.dossier.scope is None


def as_it_is(dossier: Dossier, members: frozenset[str]) -> Changes:
    """All of these members sent again as they are declared, without a reason."""
    own = members & {field.name for field in fields(dossier)}
    return Changes(
        dossier={name: getattr(dossier, name) for name in own},
        candidate={name: getattr(dossier.candidate, name) for name in members - own},
    )


def test_all_that_is_corrected_at_any_time_takes_a_reason_at_once() -> None:
    dossier = opened(P1, created_by_role="secretariat")
    changes = as_it_is(dossier, CORRECTED_AT_ANY_TIME)

    refused = change_declared(a_case(dossier), "secretariat", changes, ChangeFacts())
    assert (reasons(refused, INVALID), pointers(refused)) == ({("reason_missing", None)}, ["/reason"])
    with_reason = replace(changes, reason="Pièce d'identité vue")
    assert change_declared(a_case(dossier), "secretariat", with_reason, ChangeFacts()) == Changed(dossier, ())


def test_all_that_is_corrected_until_the_jury_is_corrected_at_once_until_then() -> None:
    before, there = ready_for_jury(P1), on_agenda(P1)
    answers = [
        change_declared(
            a_case(dossier),
            "secretariat",
            replace(as_it_is(dossier, CORRECTED_UNTIL_THE_JURY), reason="Contrat reçu"),
            ChangeFacts(),
        )
        for dossier in (before, there)
    ]

    assert answers == [Changed(before, ()), already_done(ON_A_JURY.detail)]


def test_a_change_is_told_all_that_is_wrong_with_it_at_once() -> None:
    sent = Changes(
        dossier={"training_scheme": "pro_a"}, candidate={"birth_date": TODAY, "birth_name": "Autre", "experience": ()}
    )
    answer = change_declared(a_case(opened(P1B)), Actor.SECRETARIAT, sent, ChangeFacts())
    assert isinstance(answer, Refusal)
    assert pointers(answer) == ["/reason", "/candidate/birth_date", "/training_scheme"]
    employed_elsewhere = {"employment": an_employment(idcc="1486", siret=OTHER_SIRET)}
    sent = replace(sent, candidate={"birth_date": TODAY, **employed_elsewhere})
    broken = change_declared(a_case(opened(P1B)), EMPLOYER, sent, ChangeFacts())
    assert isinstance(broken, Refusal)
    assert {each.pointer for each in broken.violations} > {"/candidate/birth_date", "/training_scheme"}
