"""`make journey` says what is in its way, and that a story did not end as it should."""

import pytest

from journey.__main__ import main


def test_nobody_behind_the_given_address_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BASE_URL", "http://127.0.0.1:9")

    assert main([]) == 1
    assert capsys.readouterr().out == (
        "Aucun bac à sable ne répond sur http://127.0.0.1:9 : lancez d'abord `make run`.\n"
    )


def test_a_story_that_does_not_exist_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conte"]) == 2
    assert "conte" in capsys.readouterr().out
