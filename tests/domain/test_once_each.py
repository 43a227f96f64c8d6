"""D52: of two dossiers towards one certificate, the one that was opened first goes on."""

from dataclasses import replace

import pytest

from app.domain.dossier import Dossier
from app.domain.once_each import in_the_way
from tests.builders import P1, a_decision, an_id
from tests.rules.stages import opened

DOSSIER = replace(opened(P1), id=an_id(50))


@pytest.mark.parametrize(
    ("other", "is_in_the_way"),
    [
        pytest.param(replace(DOSSIER, id=an_id(49)), True, id="opened before"),
        pytest.param(DOSSIER, False, id="itself"),
        pytest.param(replace(DOSSIER, id=an_id(51)), False, id="opened since"),
        pytest.param(replace(DOSSIER, id=an_id(51), decisions=(a_decision(),)), True, id="held"),
        pytest.param(replace(DOSSIER, id=an_id(49), option="production"), False, id="another option"),
    ],
)
def test_what_is_held_or_was_opened_before_is_in_the_way(other: Dossier, is_in_the_way: bool) -> None:
    assert in_the_way(DOSSIER, (other,), frozenset()) == ((other,) if is_in_the_way else ())


def test_a_certificate_that_is_revoked_is_not() -> None:
    held = replace(DOSSIER, id=an_id(51), decisions=(a_decision(),))

    assert in_the_way(DOSSIER, (held,), frozenset({held.id})) == ()
