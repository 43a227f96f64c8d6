"""A public directory of companies: its answers read as recorded, its limits kept, its failures let be."""

import asyncio
import json
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.adapters.company_directory.recherche_entreprises import RechercheEntreprises
from app.adapters.company_directory.recorded import RecordedDirectory
from app.domain.company_directory import DirectoryEntry, EstablishmentState
from app.usecases.ports.company_directory import DirectoryUnavailable

SIRET = "12345678200010"
PLACE: dict[str, Any] = {
    "siret": SIRET,
    "etat_administratif": "F",
    "liste_idcc": [44, "1486", "n.c."],
    "activite_principale": "20.14Z",
    "libelle_commune": "LYON",
    "date_fermeture": "2026-10-31",
}
ANSWER: dict[str, Any] = {
    "results": [
        {"nom_complet": "AUTRE", "matching_etablissements": [{**PLACE, "siret": "98765432400019"}]},
        {"nom_complet": "CHIMIE DU RHONE", "matching_etablissements": [PLACE]},
    ]
}
ENTRY = DirectoryEntry(
    name="CHIMIE DU RHONE",
    state=EstablishmentState.CLOSED,
    closed_on=date(2026, 10, 31),
    idcc=("0044", "1486"),
    activity="20.14Z",
    city="LYON",
)


class Api:
    """Stands for the API: it answers the same to everything, and remembers what it was asked."""

    def __init__(
        self,
        status: int = 200,
        content: bytes | None = None,
        *,
        seconds: float = 0,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status, self.content, self.seconds = status, content or json.dumps(ANSWER).encode(), seconds
        self.headers = headers or {}
        self.asked: list[httpx.Request] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        await asyncio.sleep(self.seconds)
        return httpx.Response(self.status, content=self.content, headers=self.headers)

    def directory(self, **changes: Any) -> RechercheEntreprises:
        return RechercheEntreprises(
            "https://directory.example/", user_agent="cqp/1", transport=httpx.MockTransport(self), **changes
        )


async def test_the_establishment_that_was_asked_for_is_read_among_the_results() -> None:
    api = Api()
    found = await api.directory().look_up(SIRET)
    (request,) = api.asked

    assert found == ENTRY
    assert str(request.url) == f"https://directory.example/search?q={SIRET}"
    assert request.headers["User-Agent"] == "cqp/1"


async def test_what_is_not_published_is_not_found() -> None:
    assert await Api(content=b'{"results": []}').directory().look_up(SIRET) is None
    assert await Api().directory().look_up("00000000000000") is None


@pytest.mark.parametrize(
    "api",
    [
        pytest.param(Api(429), id="too many requests"),
        pytest.param(Api(500), id="a server's error"),
        pytest.param(Api(content=b"<html>"), id="no JSON"),
        pytest.param(Api(content=b"[]"), id="another document"),
        pytest.param(Api(content=b'{"results": [3]}'), id="results of another kind"),
        pytest.param(Api(content=b" " * (1024 * 1024 + 1)), id="too long an answer"),
    ],
)
async def test_what_cannot_be_read_is_no_answer(api: Api) -> None:
    with pytest.raises(DirectoryUnavailable):
        await api.directory().look_up(SIRET)


async def test_an_answer_that_takes_too_long_is_none() -> None:
    began = time.monotonic()
    with pytest.raises(DirectoryUnavailable):
        await Api(seconds=5).directory(seconds=0.05).look_up(SIRET)

    assert time.monotonic() - began < 2


async def test_after_five_failures_in_a_row_it_is_let_be() -> None:
    api = Api(500)
    directory = api.directory(seconds=30)
    directory._turns.max_rate = 100  # the rate has a test of its own
    for _ in range(7):
        with pytest.raises(DirectoryUnavailable):
            await directory.look_up(SIRET)

    assert len(api.asked) == 5


async def test_it_is_asked_twice_a_second_at_most() -> None:
    api = Api()
    directory = api.directory()
    began = time.monotonic()
    await asyncio.gather(*(directory.look_up(SIRET) for _ in range(3)))

    assert 0.4 < time.monotonic() - began < 2.5


async def test_a_line_of_our_own_is_no_failure_of_the_directory() -> None:
    api = Api()
    directory = api.directory(seconds_in_line=0.6)

    answers = await asyncio.gather(*(directory.look_up(SIRET) for _ in range(14)), return_exceptions=True)
    await asyncio.sleep(1)
    afterwards = await directory.look_up(SIRET)

    without_a_turn = [each for each in answers if isinstance(each, DirectoryUnavailable)]
    assert len(without_a_turn) > 5
    assert [each for each in answers if each not in without_a_turn] == [ENTRY] * len(api.asked[:-1])
    assert afterwards == ENTRY


@pytest.mark.parametrize(
    ("retry_after", "asked_again"),
    [
        pytest.param("30", False, id="seconds"),
        pytest.param(format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True), False, id="a date"),
        pytest.param("", True, id="nothing"),
        pytest.param("later", True, id="nonsense"),
    ],
)
async def test_a_directory_that_says_when_to_come_back_is_let_be_until_then(
    retry_after: str, asked_again: bool
) -> None:
    api = Api(429, headers={"Retry-After": retry_after})
    directory = api.directory()
    for _ in range(2):
        with pytest.raises(DirectoryUnavailable):
            await directory.look_up(SIRET)

    assert len(api.asked) == 1 + asked_again


async def test_it_is_let_be_for_an_hour_at_most() -> None:
    api = Api(429, headers={"Retry-After": "999999999"})
    directory = api.directory()
    with pytest.raises(DirectoryUnavailable):
        await directory.look_up(SIRET)

    assert 3500 < directory._let_be_until - time.monotonic() <= 3600


async def test_recorded_answers_are_read_as_the_apis_own(tmp_path: Path) -> None:
    (tmp_path / f"{SIRET}.json").write_text(json.dumps(ANSWER), encoding="utf-8")
    (tmp_path / "98765432400019.json").write_text("<html>", encoding="utf-8")
    directory = RecordedDirectory(tmp_path)

    assert await directory.look_up(SIRET) == ENTRY
    assert await directory.look_up("00000000000000") is None
    with pytest.raises(DirectoryUnavailable):
        await directory.look_up("98765432400019")
