"""R59: The employer registers to the jury in pathways 1 and 2, the secretariat in pathway 3."""

import pytest

from app.domain.jury_registration import postpone, register_to_jury, withdraw_from_jury
from app.domain.pathway import Actor
from app.domain.pathways import pathway_of
from tests.builders import P1, P2, P3, a_case
from tests.rules.answers import TOO_EARLY, TOO_LATE, kind_of
from tests.rules.stages import WAYS, a_session, on_agenda, ready_for_jury


@pytest.mark.parametrize("way", [P1, P2])
@pytest.mark.parametrize("act", ["registerToJury", "withdrawFromJury"])
def test_the_employer_does_in_pathways_1_and_2(way: str, act: str) -> None:
    assert pathway_of(way).acts[act][0] is Actor.EMPLOYER
    assert set(pathway_of(way).acts[act]) == {Actor.EMPLOYER, Actor.SECRETARIAT}


@pytest.mark.parametrize("act", ["registerToJury", "withdrawFromJury"])
def test_the_secretariat_does_in_the_common_law_vae(act: str) -> None:
    assert pathway_of(P3).acts[act] == (Actor.SECRETARIAT,)


@pytest.mark.parametrize("way", WAYS)
def test_nobody_is_registered_twice_nor_withdrawn_who_is_not(way: str) -> None:
    assert kind_of(register_to_jury(a_case(on_agenda(way)), a_session(), 0)) is TOO_LATE
    assert kind_of(withdraw_from_jury(a_case(ready_for_jury(way)))) is TOO_EARLY
    assert kind_of(postpone(a_case(ready_for_jury(way)), by_branch=True)) is TOO_EARLY
