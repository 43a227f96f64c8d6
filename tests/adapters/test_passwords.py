"""Passwords are slow to guess: as slow as production pays for, whoever they are guessed of."""

import pytest

from app.adapters import passwords
from app.adapters.passwords import Argon2Passwords, Cost

PASSWORD = "correct horse battery staple"


async def test_a_guess_costs_three_passes_over_64_mebibytes(
    production_cost: Cost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "COST", production_cost)

    assert (await Argon2Passwords().hash(PASSWORD)).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_guessing_at_nobody_costs_the_same(production_cost: Cost) -> None:
    assert production_cost.nobodys_hash().startswith("$argon2id$v=19$m=65536,t=3,p=4$")


async def test_nobody_has_any_password() -> None:
    assert not await Argon2Passwords().verify(PASSWORD, None)
