"""The credential of a certificate: to whom it is given, what it says of them, and what is published beside it."""

import gzip
import json
import re
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import credential_statuses
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.certification import Registration
from app.domain.credentials import FULL_LIST
from app.domain.printed_words import LAYOUT, CertificateWords, PrintedCertification, PrintedSitting
from app.main import create_app
from app.settings import Settings
from tests.api.certificate_desk import CODE, EMAIL, NUMBER, issued
from tests.api.cpf_desk import registered
from tests.api.dossier_requests import SECRETARIAT
from tests.api.mailbox import token_for
from tests.api.signing_in import sign_in

OTHER_NUMBER = "0000-0000-0000-0001"


async def _read(client: AsyncClient, email: str = SECRETARIAT, number: str = NUMBER) -> Response:
    return await client.get(f"/v1/certificates/{number}/credential", headers=await sign_in(client, email))


async def _link(client: AsyncClient, engine: AsyncEngine, paper: str = "certificate") -> str:
    certificate = await issued(engine)
    headers = await sign_in(client, SECRETARIAT)
    path = f"/v1/dossiers/{certificate.dossier_id}/holder-link"
    sent = await client.post(path, json={"paper": paper}, headers=headers)
    assert sent.status_code == 201, sent.text
    return await token_for(client, EMAIL, f"holder_{paper}")


async def _redeemed(client: AsyncClient, token: str, **more: Any) -> Response:
    return await client.post("/v1/holder-links/credential", json={"token": token, **more})


async def test_a_holder_gets_it_by_their_link_and_it_says_no_more_than_asked(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    token = await _link(sandbox, sandbox_database)

    nameless, named = await _redeemed(sandbox, token), await _redeemed(sandbox, token, with_name=True)

    assert nameless.status_code == 200, nameless.text
    assert nameless.headers["Content-Type"] == "application/vc"
    assert nameless.headers["Cache-Control"] == "no-store"
    assert _identifiers(nameless) == [("systemId", NUMBER)]
    assert _identifiers(named) == [("systemId", NUMBER), ("name", "Camille Élise Lefèvre-Châtaignier")]
    assert "Lefèvre" not in nameless.text
    for told in (nameless.text, named.text):
        assert not any(secret in told for secret in ("Durand", "1990", CODE, "birth"))


def _identifiers(answer: Response) -> list[tuple[str, str]]:
    return [(each["identityType"], each["identityHash"]) for each in answer.json()["credentialSubject"]["identifier"]]


async def test_it_is_what_open_badges_asks_for(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    await issued(sandbox_database)

    told = (await _read(sandbox)).json()

    assert told["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert told["id"] == f"http://testserver/v1/certificates/{NUMBER}/credential"
    assert (told["issuer"]["id"], told["issuer"]["type"]) == ("did:web:testserver", ["Profile"])
    assert (told["validFrom"], told["awardedDate"][10:]) == ("2026-11-23T09:00:00Z", "T00:00:00Z")
    achievement = told["credentialSubject"]["achievement"]
    assert achievement["achievementType"] == "Certification"
    assert achievement["id"].startswith("http://testserver/v1/certifications/cqp-")
    assert {"name", "description", "criteria"} <= achievement.keys()
    assert told["credentialStatus"]["statusPurpose"] == "revocation"
    assert told["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert told["proof"]["created"] == told["validFrom"]


async def test_it_names_the_entry_that_the_certification_had_on_the_day_of_the_jury(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    certificate = await issued(sandbox_database)
    nowhere = (await _read(sandbox)).json()
    headers = await sign_in(sandbox, SECRETARIAT)
    day_after = (certificate.awarded_on + timedelta(days=1)).isoformat()
    await registered(sandbox, headers, certificate.certification_code)
    await registered(sandbox, headers, certificate.certification_code, rncp_code="RNCP99999", in_force_from=day_after)
    entered = (await _read(sandbox)).json()

    assert "alignment" not in nowhere["credentialSubject"]["achievement"]
    (alignment,) = entered["credentialSubject"]["achievement"]["alignment"]
    assert alignment["targetCode"] == "RNCP34567"


async def test_it_names_the_entry_that_its_certificate_cites(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    cited = Registration(code="RS5875", decided_on=date(2020, 12, 16), level=3, european_level=3, nsf=("222",))
    certification = PrintedCertification(kind="cqp", title="Agent logistique", registration=cited)
    sitting = PrintedSitting(held_on=date(2026, 11, 20), place="Paris", chair=None)
    words = CertificateWords(
        layout=LAYOUT, certification=certification, family="Logistique", sitting=sitting, verification_url="https://x"
    )
    certificate = await issued(sandbox_database, words=words)
    await registered(sandbox, await sign_in(sandbox, SECRETARIAT), certificate.certification_code)

    (alignment,) = (await _read(sandbox)).json()["credentialSubject"]["achievement"]["alignment"]
    assert alignment["targetCode"] == "RS5875"


async def test_it_is_the_same_whenever_it_is_read(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    await issued(sandbox_database)

    assert (await _read(sandbox)).content == (await _read(sandbox)).content


async def test_its_company_reads_it_and_no_other(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    await issued(sandbox_database)

    assert (await _read(sandbox, "employer@sandbox.example")).status_code == 200
    assert (await _read(sandbox, "employer-other@sandbox.example")).status_code == 404
    assert (await _read(sandbox, "jury@sandbox.example")).status_code == 403
    assert (await sandbox.get(f"/v1/certificates/{NUMBER}/credential")).status_code == 401


async def test_none_is_given_of_a_revoked_certificate(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    token = await _link(sandbox, sandbox_database)
    headers = await sign_in(sandbox, SECRETARIAT)
    await sandbox.post(f"/v1/certificates/{NUMBER}/revocation", json={"reason": "Fraude"}, headers=headers)

    refused = [await _read(sandbox), await _redeemed(sandbox, token)]

    assert [answer.status_code for answer in refused] == [422, 422]
    assert {fault["code"] for answer in refused for fault in answer.json()["errors"]} == {"certificate_revoked"}


async def test_a_dead_link_and_that_of_another_paper_give_none(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    await _link(sandbox, sandbox_database)
    async with SqlUnitOfWork(sandbox_database) as uow:
        found = await uow.certificates.get(NUMBER)
    assert found is not None
    headers = await sign_in(sandbox, SECRETARIAT)
    path = f"/v1/dossiers/{found.dossier_id}/holder-link"
    await sandbox.post(path, json={"paper": "appeal"}, headers=headers)

    dead = await _redeemed(sandbox, "x" * 43)
    other = await _redeemed(sandbox, await token_for(sandbox, EMAIL, "holder_appeal"))

    assert (dead.status_code, other.status_code) == (401, 422)
    assert [(fault["code"], fault["pointer"]) for fault in other.json()["errors"]] == [("no_certificate", "/token")]


async def test_without_a_key_none_is_issued(settings: Settings, sandbox_database: AsyncEngine) -> None:
    await issued(sandbox_database)
    app = create_app(settings.model_copy(update={"credential_key": None}), engine=sandbox_database)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client:
        answers = [
            await _read(client),
            await _redeemed(client, "x" * 43),
            await client.get("/.well-known/did.json"),
            await client.get("/v1/credential-status/1"),
        ]

    assert [answer.status_code for answer in answers] == [404] * 4


async def test_a_place_is_drawn_once_and_is_nobody_elses(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    await issued(sandbox_database)
    async with SqlUnitOfWork(sandbox_database) as uow:
        first = await uow.certificates.get(NUMBER)
        assert first is not None
        other = replace(first, number=OTHER_NUMBER, certification_code="cqpi-agent-logistique")
        await uow.certificates.add(other)
        drawn = iter([7, 7, 7, 8, 9])
        places = [
            await uow.credential_statuses.place_of(number, lambda: next(drawn))
            for number in (NUMBER, NUMBER, OTHER_NUMBER)
        ]

    assert [(place.list_number, place.position) for place in places] == [(1, 7), (1, 7), (1, 8)]


async def test_a_full_list_is_followed_by_the_next(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    await issued(sandbox_database)
    async with SqlUnitOfWork(sandbox_database) as uow:
        first = await uow.certificates.get(NUMBER)
        assert first is not None
        for number in (OTHER_NUMBER, "0000-0000-0000-0002"):
            await uow.certificates.add(replace(first, number=number, certification_code=number))
        await uow.credential_statuses.place_of(OTHER_NUMBER, lambda: 0)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("app.db.credential_statuses.FULL_LIST", 2)
            second = await uow.credential_statuses.place_of("0000-0000-0000-0002", lambda: 1)
            third = await uow.credential_statuses.place_of(NUMBER, lambda: 0)

    assert (second.list_number, third.list_number) == (1, 2)
    assert FULL_LIST == 65_536


async def test_the_list_tells_places_and_nothing_else(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    await issued(sandbox_database)
    position = int((await _read(sandbox)).json()["credentialStatus"]["statusListIndex"])
    before = await sandbox.get("/v1/credential-status/1")
    headers = await sign_in(sandbox, SECRETARIAT)
    await sandbox.post(f"/v1/certificates/{NUMBER}/revocation", json={"reason": "Fraude"}, headers=headers)
    after = await sandbox.get("/v1/credential-status/1")

    assert before.headers["Content-Type"] == "application/vc"
    assert before.headers["Cache-Control"] == "public, max-age=300"
    assert (_set_bits(before), _set_bits(after)) == ([], [position])
    assert NUMBER not in after.text
    assert (await sandbox.get("/v1/credential-status/1")).content == after.content
    assert (await sandbox.get("/v1/credential-status/2")).status_code == 404
    assert (await sandbox.get("/v1/credential-status/0")).status_code in {404, 422}


def _set_bits(answer: Response) -> list[int]:
    encoded = answer.json()["credentialSubject"]["encodedList"]
    assert encoded[0] == "u"
    bits = gzip.decompress(urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    assert len(bits) == 131_072 // 8
    return [place for place in range(131_072) if bits[place // 8] >> (7 - place % 8) & 1]


async def test_the_issuers_keys_are_published(sandbox: AsyncClient) -> None:
    told = await sandbox.get("/.well-known/did.json")

    (method,) = told.json()["verificationMethod"]
    assert told.json()["id"] == "did:web:testserver"
    assert method["publicKeyMultibase"].startswith("z6Mk")
    assert method["id"] == f"did:web:testserver#{method['publicKeyMultibase']}"
    assert told.json()["assertionMethod"] == [method["id"]]
    assert json.loads(told.content) == told.json()


async def test_the_verification_page_says_where_it_is_had(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    await issued(sandbox_database)
    page = await sandbox.get(
        f"/v1/certificates/{NUMBER}/verification", params={"code": CODE}, headers={"Accept": "text/html"}
    )
    unknown = await sandbox.get(
        f"/v1/certificates/{NUMBER}/verification", params={"code": "0"}, headers={"Accept": "text/html"}
    )

    found = re.search(r'<a href="(/docs/fr/credential)">', page.text)
    assert found is not None
    guide = await sandbox.get(found[1])
    assert "Open Badges 3.0" in page.text
    assert guide.status_code == 200
    assert "secrétariat des CQP" in guide.text
    assert "Open Badges" not in unknown.text


async def test_the_verification_page_says_nothing_of_what_is_not_issued(
    settings: Settings, sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    await issued(sandbox_database)
    path, asked = f"/v1/certificates/{NUMBER}/verification", {"Accept": "text/html"}
    app = create_app(settings.model_copy(update={"credential_key": None}), engine=sandbox_database)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client:
        without_a_key = await client.get(path, params={"code": CODE}, headers=asked)
    body = {"reason": "Fraude"}
    headers = await sign_in(sandbox, SECRETARIAT)
    await sandbox.post(f"/v1/certificates/{NUMBER}/revocation", json=body, headers=headers)
    revoked = await sandbox.get(path, params={"code": CODE}, headers=asked)

    for page in (without_a_key, revoked):
        assert page.status_code == 200
        assert "Open Badges" not in page.text


async def test_a_place_waits_for_the_first_credential(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    await issued(sandbox_database)
    async with sandbox_database.connect() as connection:
        before = (await connection.execute(select(credential_statuses))).all()
    await _read(sandbox)
    async with sandbox_database.connect() as connection:
        after = (await connection.execute(select(credential_statuses))).all()

    assert (len(before), len(after)) == (0, 1)
