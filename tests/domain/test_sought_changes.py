"""What a dossier seeks changes as long as nothing rests on it, judged as if the dossier opened."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.domain.candidate import HeldCertification, Verification
from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import CqpiEquivalence
from app.domain.creation import DossierOpening
from app.domain.declared_changes import Changed, ChangeFacts, Changes, change_declared, changed_by, seeks_otherwise
from app.domain.documents import DocumentKind
from app.domain.dossier import Dossier, Trainer, Tutor
from app.domain.funding import Funding
from app.domain.law import ParametersInForce
from app.domain.pathway import Actor
from app.domain.refusal import Refusal
from app.domain.sought_changes import alters_what_is_sought, refusal_to_seek_otherwise
from tests.builders import (
    NOW,
    P1,
    P2,
    P3,
    TODAY,
    a_candidate,
    a_case,
    a_document,
    a_dossier,
    a_funding,
    a_request,
    a_training_body,
    a_training_plan,
    an_id,
    experience,
)
from tests.rules.answers import INVALID, TOO_LATE, kind_of, pointers, reasons
from tests.rules.stages import LONG_SINCE

OTHER = "cqp-conducteur-ligne-conditionnement"
DIRECT = "direct_assessment"


def changes(reason: str | None = None, **members: Any) -> Changes:
    return Changes(dossier=members, candidate={}, reason=reason)


def sought_anew(
    before: Dossier, asked: Changes, *, role: str = Actor.EMPLOYER, fundings: tuple[Funding, ...] = (), **facts: Any
) -> Changed | Refusal:
    after = changed_by(asked, before)
    opening = DossierOpening(
        dossier=after,
        certification=CERTIFICATIONS.get(after.certification_code),
        company=a_case(before).company,
        parameters=ParametersInForce(),
        **facts,
    )
    return change_declared(a_case(before), role, asked, ChangeFacts(opening=opening, fundings=fundings))


@pytest.mark.parametrize(
    "members",
    [{"pathway": P2}, {"variant": DIRECT}, {"certification_code": OTHER}],
    ids=["pathway", "special case", "certification"],
)
def test_another_pathway_special_case_or_certification_is_something_else(members: dict[str, Any]) -> None:
    before = a_dossier()

    assert seeks_otherwise(before, changes(**members))
    assert alters_what_is_sought(before, replace(before, **members))


def test_the_same_said_again_and_anything_else_is_not() -> None:
    before = a_dossier()
    same = changes(pathway=P1, certification_code=before.certification_code, variant=None, training_scheme=None)

    assert not seeks_otherwise(before, same)


def test_a_special_case_ends_with_its_pathway_unless_another_one_is_named() -> None:
    before = a_dossier(variant=DIRECT)

    assert changed_by(changes(pathway=P2), before).variant is None
    assert changed_by(changes(pathway=P2, variant=DIRECT), before).variant == DIRECT
    assert changed_by(changes(training_scheme=None), before).variant == DIRECT


def test_it_is_sought_from_then_on_and_nothing_is_put_back() -> None:
    changed = sought_anew(a_dossier(), changes(pathway=P2, certification_code=OTHER))

    assert isinstance(changed, Changed)
    assert (changed.dossier.pathway, changed.dossier.certification_code, changed.put_back) == (P2, OTHER, ())


def test_what_is_declared_at_the_opening_stands_in_no_way() -> None:
    declared = a_dossier(
        version=7,
        option=None,
        variant=DIRECT,
        training_body=a_training_body(),
        accompanying_body=a_training_body(),
        tutor=Tutor(name="Luc Petit", position="Chef de ligne", email="luc@exemple.example"),
        trainers=(Trainer(name="Ida Blanc"),),
        requested_cqpi=("cqpi-agent-logistique",),
    )

    assert refusal_to_seek_otherwise(declared, ()) is None
    assert refusal_to_seek_otherwise(replace(declared, option="x"), (a_funding(), a_funding(rejected_at=NOW))) is None


BEGUN: dict[str, Callable[[], Dossier]] = {
    "document": lambda: a_dossier(documents=(a_document(DocumentKind.OUTIL_6),)),
    "plan": lambda: a_dossier(training_plan=a_training_plan()),
    "request": lambda: a_dossier(P2, admissibility=a_request()),
    "former dossier": lambda: a_dossier(previous_dossier_id=an_id(9)),
    "bridge": lambda: a_dossier(bridge_id=an_id(9)),
}


@pytest.mark.parametrize("begun", BEGUN)
def test_what_rests_on_it_keeps_it(begun: str) -> None:
    assert kind_of(sought_anew(BEGUN[begun](), changes(certification_code=OTHER))) == TOO_LATE


def test_a_confirmed_funding_keeps_it() -> None:
    paid = (a_funding(), a_funding(confirmed_at=NOW))

    assert kind_of(sought_anew(a_dossier(), changes(certification_code=OTHER), fundings=paid)) == TOO_LATE


def test_what_would_refuse_the_opening_refuses_the_change() -> None:
    short = a_dossier(candidate=a_candidate(experience=(experience(364),)))

    assert reasons(sought_anew(short, changes(variant=DIRECT))) == {("recent_experience_too_short", "R30")}
    assert kind_of(sought_anew(a_dossier(), changes(certification_code="cqp-nothing"))) == INVALID


def test_what_is_asked_beside_is_judged_with_the_new_certification() -> None:
    asks = a_dossier(requested_cqpi=("cqpi-agent-logistique",))
    row = CqpiEquivalence(
        cqp=asks.certification_code,
        cqpi="cqpi-agent-logistique",
        in_force_from=LONG_SINCE,
        source="(exemple)",
        confirmed=True,
    )

    refused = sought_anew(asks, changes(certification_code=OTHER), equivalences=(row,))

    assert {code for code, _ in reasons(refused)} == {"cqpi_without_correspondence"}


def test_whoever_is_another_person_since_was_not_verified_to_hold_what_is_sought() -> None:
    seen = Verification(verified=True, on=TODAY, reason="Parchemin lu")
    held = HeldCertification(code=OTHER, certifier="CPNE", number="7", awarded_on=LONG_SINCE, verification=seen)
    before = a_dossier(candidate=a_candidate(held_certifications=(held,)))
    sought = changes(certification_code=OTHER)
    by_another = replace(sought, candidate={"birth_name": "Quelquun"})

    assert reasons(sought_anew(before, sought)) == {("certification_already_held", "D52")}
    changed = sought_anew(before, by_another)
    assert isinstance(changed, Changed)
    assert not any(each.is_verified for each in changed.dossier.candidate.held_certifications)


def test_who_keeps_it_alone_gives_no_reason() -> None:
    kept = a_dossier(P3)

    assert isinstance(sought_anew(kept, changes(certification_code=OTHER), role=Actor.SECRETARIAT), Changed)


def test_the_secretariat_says_why() -> None:
    asked = changes(certification_code=OTHER)

    refused = sought_anew(a_dossier(), asked, role=Actor.SECRETARIAT)
    said = sought_anew(a_dossier(), replace(asked, reason="Erreur de saisie"), role=Actor.SECRETARIAT)

    assert (kind_of(refused), pointers(refused)) == (INVALID, ["/reason"])
    assert isinstance(said, Changed)
