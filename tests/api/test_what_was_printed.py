"""What was printed stays, byte for byte, whatever changes in catalogue, framework, session, layout or address (D75)."""

import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from pydantic import SecretStr
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters.paper import renderer
from app.db import tables
from app.db.unit_of_work import SqlUnitOfWork
from app.domain import printed_words
from app.domain.catalogue import CERTIFICATIONS
from app.domain.day_words import in_words
from app.domain.dossier import Dossier
from app.main import create_app
from app.sandbox.signing_key import new_paper_key
from app.settings import Settings
from tests.api.certificate_desk import NUMBER, issued
from tests.api.dossier_requests import SECRETARIAT
from tests.api.jury_room import CHAIR, a_deliberation, awaiting_jury, sitting, today
from tests.api.signing_in import sign_in
from tests.api.test_delays import a_request, admissible, at_noon_on
from tests.papers import text_of

Headers = dict[str, str]
AS_PDF = {"Accept": "application/pdf"}
SLIP = {"kind": "material_error", "reason": "Coquille", "competences": []}


@dataclass
class House:
    """The service on one database and one store, closed and started again as a release does."""

    engine: AsyncEngine
    settings: Settings
    client: AsyncClient
    secretariat: Headers
    chair: Headers

    async def read(self, *paths: str) -> dict[str, Response]:
        answers = {path: await self.client.get(path, headers={**self.secretariat, **AS_PDF}) for path in paths}
        assert {path: answer.text for path, answer in answers.items() if answer.status_code != 200} == {}
        return answers

    async def closed(self, *dossiers: Dossier) -> str:
        """A session that has decided on them as their evaluators found, and is closed; its path."""
        session = await sitting(self.client, self.secretariat, *dossiers)
        for dossier in dossiers:
            decided = await self.client.post(
                f"{session}/deliberations", json=a_deliberation(dossier), headers=self.chair
            )
            assert decided.status_code == 201, decided.text
        for headers in (self.secretariat, self.chair):
            answer = await self.client.post(f"{session}/closure", headers=headers)
            assert answer.status_code == 200, answer.text
        return session

    async def number_of(self, dossier: Dossier) -> str:
        shown = (await self.client.get(f"/v1/dossiers/{dossier.id}", headers=self.secretariat)).json()
        return str(shown["certificates"][0]["number"])


@asynccontextmanager
async def started(settings: Settings, engine: AsyncEngine) -> AsyncIterator[House]:
    app = create_app(settings, engine=engine)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client,
    ):
        secretariat, chair = await sign_in(client, SECRETARIAT), await sign_in(client, CHAIR)
        yield House(engine, settings, client, secretariat, chair)


@pytest.fixture(scope="module")
def paper_key() -> str:
    return new_paper_key()


@pytest.fixture(params=["unsealed", "sealed"])
def by_these(request: pytest.FixtureRequest, settings: Settings, paper_key: str) -> Settings:
    """The settings of a house that has no key to sign with, and of one that has."""
    if request.param == "unsealed":
        return settings
    return settings.model_copy(update={"paper_signing_key": SecretStr(paper_key)})


@pytest.fixture
async def house(by_these: Settings, sandbox_database: AsyncEngine) -> AsyncIterator[House]:
    async with started(by_these, sandbox_database) as house:
        yield house


@pytest.fixture
def all_is_renamed() -> Iterator[None]:
    """The catalogue of another release: every certification has another title and an entry in the register."""
    titles = {code: certification.title for code, certification in CERTIFICATIONS.items()}
    for certification in CERTIFICATIONS.values():
        object.__setattr__(certification, "title", f"Renommée {certification.title}")
    yield
    for code, title in titles.items():
        object.__setattr__(CERTIFICATIONS[code], "title", title)


@pytest.fixture
def another_layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release that sets papers otherwise, and still has the former layout."""
    layouts = tmp_path / "layouts"
    newest = printed_words.LAYOUT
    shutil.copytree(renderer.LAYOUTS, layouts)
    shutil.copytree(layouts / str(newest), layouts / str(newest + 1))
    house = layouts / str(newest + 1) / "house.typ"
    house.write_text(house.read_text().replace("Commission paritaire", "Nouvelle Commission paritaire"))
    monkeypatch.setattr(renderer, "LAYOUTS", layouts)
    monkeypatch.setattr(printed_words, "LAYOUT", newest + 1)


async def all_is_changed(engine: AsyncEngine) -> None:
    """Places, chairs, names and labels are not what they were."""
    async with engine.begin() as connection:
        await connection.execute(update(tables.jury_sessions).values(place="Ailleurs"))
        await connection.execute(update(tables.jury_members).values(name="Quelqu'un d'autre"))
        await connection.execute(text(_RELABELLED))
        await connection.execute(text(_CALLED_OTHERWISE))


_RELABELLED = """
    UPDATE frameworks SET competences =
    (SELECT jsonb_agg(each || '{"label": "Autre"}') FROM jsonb_array_elements(competences) AS each)
"""
_CALLED_OTHERWISE = """
    UPDATE dossiers SET facts = jsonb_set(facts, '{candidate,first_names}', '"Autrement"')
"""


async def four_papers(house: House) -> tuple[str, ...]:
    """The address of one of each: a parchemin, an attestation, minutes, a letter."""
    full = await awaiting_jury(house.engine)
    part = await awaiting_jury(house.engine, not_acquired=1)
    session = await house.closed(full, part)
    request = await admissible(house.client, house.secretariat)
    return (
        f"/v1/certificates/{await house.number_of(full)}/pdf",
        f"/v1/dossiers/{part.id}/attestation",
        f"{session}/minutes",
        f"{request}/admissibility/letter",
    )


@pytest.fixture
async def changed(
    house: House, request: pytest.FixtureRequest
) -> AsyncIterator[tuple[House, tuple[str, ...], Mapping[str, Response]]]:
    """The four papers as first read; then everything changes, and the service starts again at another address."""
    papers = await four_papers(house)
    first = await house.read(*papers)
    request.getfixturevalue("all_is_renamed")
    request.getfixturevalue("another_layout")
    await all_is_changed(house.engine)
    elsewhere = house.settings.model_copy(update={"public_url": "https://elsewhere.example"})
    async with started(elsewhere, house.engine) as again:
        yield again, papers, first


async def test_each_paper_is_the_same_bytes_under_the_same_tag_whatever_has_changed(
    changed: tuple[House, tuple[str, ...], Mapping[str, Response]],
) -> None:
    house, papers, first = changed

    again = await house.read(*papers)

    for path in papers:
        assert again[path].content == first[path].content, path
        assert again[path].headers["ETag"] == first[path].headers["ETag"]
    assert "Renommée" in (await house.client.get("/v1/certifications", headers=house.secretariat)).text


async def test_a_file_that_was_lost_is_made_again_of_the_words_of_its_issue_in_its_own_layout(
    changed: tuple[House, tuple[str, ...], Mapping[str, Response]],
) -> None:
    house, papers, first = changed
    shutil.rmtree(house.settings.data_directory / "papers")

    again = await house.read(*papers)

    for path in papers:
        before, signed = first[path].content.partition(b"%%EOF")[0], again[path].content
        assert signed.startswith(before), path


async def test_what_is_issued_after_the_change_says_what_is_true_by_then(
    house: House, all_is_renamed: None, another_layout: None
) -> None:
    dossier = await awaiting_jury(house.engine)
    await house.closed(dossier)

    path = f"/v1/certificates/{await house.number_of(dossier)}/pdf"
    said = text_of((await house.read(path))[path].content)

    assert "Renommée" in said
    assert "NOUVELLE COMMISSION PARITAIRE" in said


async def test_what_a_certificate_is_verified_by_is_the_title_that_it_prints(
    house: House, request: pytest.FixtureRequest
) -> None:
    dossier = await awaiting_jury(house.engine)
    await house.closed(dossier)
    path = f"/v1/certificates/{await house.number_of(dossier)}"
    title = CERTIFICATIONS[dossier.certification_code].title
    code = (await house.client.get(path, headers=house.secretariat)).json()["verification_code"]

    request.getfixturevalue("all_is_renamed")

    certified = (await house.client.get(path, headers=house.secretariat)).json()
    verified = await house.client.get(f"{path}/verification", params={"code": code})
    page = await house.client.get(f"{path}/verification", params={"code": code}, headers={"Accept": "text/html"})
    assert certified["certification"]["title"] == verified.json()["certification"]["title"] == title
    assert f"CQP {title}" in page.text


# --- revoked and replaced ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["revocation", "reissue"])
async def test_a_paper_that_is_worth_nothing_any_more_says_so_on_its_face_and_its_first_bytes_are_kept(
    house: House, act: str
) -> None:
    await issued(house.engine)
    path = f"/v1/certificates/{NUMBER}/pdf"
    before = (await house.read(path))[path]

    answer = await house.client.post(
        f"/v1/certificates/{NUMBER}/{act}", json={"reason": "Erreur"}, headers=house.secretariat
    )
    after, again = (await house.read(path))[path], (await house.read(path))[path]

    said, on = text_of(after.content), " ".join(in_words(today()).fr.split())
    if act == "revocation":
        assert f"RÉVOQUÉ le {on} : ce certificat ne vaut plus rien." in said
    else:
        assert f"REMPLACÉ le {on} par le certificat n° {answer.json()['number']} : ce certificat" in said
        new = f"/v1/certificates/{answer.json()['number']}/pdf"
        assert "ne vaut plus rien" not in text_of((await house.read(new))[new].content)
    assert said.count("ce certificat ne vaut plus rien") == 2, "on both sheets, as text that is read aloud"
    assert after.headers["ETag"] != before.headers["ETag"]
    assert (again.content, again.headers["ETag"]) == (after.content, after.headers["ETag"])
    kept = [file.read_bytes() for file in (house.settings.data_directory / "papers").rglob("*.pdf")]
    assert before.content in kept


# --- issued before words were kept ------------------------------------------------------------------------------------


async def test_a_certificate_issued_before_words_were_kept_keeps_those_of_its_first_printing_in_the_same_version(
    house: House, request: pytest.FixtureRequest
) -> None:
    await issued(house.engine)
    path, address = f"/v1/certificates/{NUMBER}/pdf", f"/v1/certificates/{NUMBER}"
    before = await house.client.get(address, headers=house.secretariat)
    first = (await house.read(path))[path]

    request.getfixturevalue("all_is_renamed")
    await all_is_changed(house.engine)
    shutil.rmtree(house.settings.data_directory / "papers")

    again = (await house.read(path))[path]
    assert again.content.startswith(first.content.partition(b"%%EOF")[0])
    after = await house.client.get(address, headers=house.secretariat)
    assert after.headers["ETag"] == before.headers["ETag"]


# --- minutes that a correction adds to --------------------------------------------------------------------------------


async def test_d56_a_slip_put_right_comes_below_the_signatures_and_the_rest_of_the_minutes_stays(
    house: House, request: pytest.FixtureRequest
) -> None:
    one, two = await awaiting_jury(house.engine), await awaiting_jury(house.engine)
    minutes = f"{await house.closed(one, two)}/minutes"
    before = (await house.read(minutes))[minutes]
    request.getfixturevalue("all_is_renamed")
    await all_is_changed(house.engine)

    slip = await house.client.post(f"/v1/dossiers/{one.id}/decision-corrections", json=SLIP, headers=house.secretariat)
    after = (await house.read(minutes))[minutes]

    said = text_of(after.content)
    assert slip.status_code == 201
    assert said.count(one.number) == 2
    assert said.count(two.number) == 1
    signatures, rectified = said.index("Signatures"), said.rindex(one.number)
    assert signatures < said.index("Rectifications d’erreurs matérielles") < rectified
    assert "Simon Leroy" in said[rectified:]
    assert "Renommée" not in said, "what was signed stays in the words of its day"
    assert "Paris" in said
    assert "Ailleurs" not in said
    kept = [file.read_bytes() for file in (house.settings.data_directory / "papers").rglob("*.pdf")]
    assert before.content in kept


# --- kept by the act itself -------------------------------------------------------------------------------------------


async def test_words_are_kept_by_the_act_that_issues_a_paper_before_anybody_reads_it(house: House) -> None:
    await four_papers(house)

    async with house.engine.connect() as connection:
        rows = (await connection.execute(select(tables.printed_papers))).all()
        certified = (await connection.scalars(select(tables.certificates.c.facts))).all()

    assert sorted(row.kind for row in rows) == [
        "admissibility_attestation",
        "attestation",
        "decision",
        "minutes",
    ]
    assert {row.layout for row in rows} == {printed_words.LAYOUT}
    (words,) = [facts["words"] for facts in certified]
    assert words["certification"]["title"] == CERTIFICATIONS["cqp-agent-logistique"].title
    assert (words["family"], words["sitting"]["place"]) == ("Logistique", "Paris")
    assert (words["framework_version"], words["layout"]) == (
        await _version_of(house.engine),
        printed_words.LAYOUT,
    )
    assert all(competence["label"] for competence in words["competences"])


async def test_d11_the_words_of_an_answer_that_silence_gives_are_kept_too(house: House) -> None:
    await at_noon_on(house.client, date(2026, 11, 2))
    accepting = {"value": "accept", "from": "2026-11-03", "source": "Délibération de la CPNE (exemple)"}
    await house.client.put("/v1/rules/D11/parameters/silence_rule", json=accepting, headers=house.secretariat)
    path = await a_request(house.client, house.secretariat)
    await house.client.post(f"{path}/admissibility/submission", headers=house.secretariat)

    await at_noon_on(house.client, date(2027, 1, 3))

    async with house.engine.connect() as connection:
        (words,) = (await connection.scalars(select(tables.printed_papers.c.words))).all()
    assert words["decided_on"].split() == ["3", "janvier", "2027"]


async def _version_of(engine: AsyncEngine) -> Any:
    async with SqlUnitOfWork(engine) as uow:
        return (await uow.reference.frameworks_of("cqp-agent-logistique"))[-1].version
