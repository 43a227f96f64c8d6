"""The service documents itself, without any other site."""

import re
from html import unescape

import orjson
import pytest
from httpx import AsyncClient

from app.api.code_samples import ADDRESS
from app.api.french import french_sentences
from app.api.portal.charts import CHARTS
from app.api.portal.errors import REMEDIES
from app.api.portal.site import LANGUAGES, PAGES
from app.api.problems import STATUSES
from app.domain.rules import RULES
from tests.api.edge import edge
from tests.api.test_problems import problem

SHOWN = ("createDossier", "addDocument", "listFundedDossiers")
"""Operations whose pages are read here; every one of them by night."""
_LINKS = re.compile(r'(?:href|src)="(/docs[^"#]*)(?:#([^"]*))?"')
_ELSEWHERE = re.compile(r'(?:href|src|action)="(?!/|#|data:)[^"]*"')


async def test_every_page_links_to_pages_and_places_that_exist(client: AsyncClient) -> None:
    slugs = [*PAGES, "search", *(f"operations/{name}" for name in SHOWN)]
    addresses = [f"/docs/{language}/{slug}".rstrip("/") for slug in slugs for language in LANGUAGES]
    answers = {address: await client.get(address) for address in addresses}
    assert [address for address, answer in answers.items() if answer.status_code != 200] == []

    document = (await client.get("/openapi.json")).json()
    known = {operation["operationId"] for path in document["paths"].values() for operation in path.values()}
    pages = {address: answer.text for address, answer in answers.items()}
    for address, page in pages.items():
        assert not _ELSEWHERE.search(page), address
        for linked, place in _LINKS.findall(page):
            if "/operations/" in linked and linked not in pages:
                assert linked.rsplit("/", 1)[1] in known, f"{address} leads to {linked}"
            elif "/assets/" in linked:
                assert (await client.get(linked)).status_code == 200, linked
            else:
                assert linked in pages, f"{address} leads to {linked}"
                assert not place or f'id="{place}"' in pages[linked], (address, place)


async def test_every_operation_has_its_page_in_both_languages_and_what_is_none_has_no_page(client: AsyncClient) -> None:
    for language, told in (("fr", "Qui peut l\N{RIGHT SINGLE QUOTATION MARK}appeler"), ("en", "Who may call it")):
        page = await client.get(f"/docs/{language}/operations/completeRegistration")

        assert (page.status_code, page.headers["Content-Language"]) == (200, language)
        assert told in page.text
        for shown in ("POST", "/v1/dossiers/{dossier_id}/registration", "evaluator_not_chosen", 'id="R21-title"'):
            assert shown in page.text, shown
    assert problem(await client.get("/docs/fr/operations/nothing"))["code"] == "not_found"


async def test_samples_name_the_address_that_the_page_is_read_from(client: AsyncClient) -> None:
    for slug in ("operations/createDossier", "first-call"):
        read = await client.get(f"/docs/en/{slug}", headers={"Host": "cqp.example:8443"})
        forged = await client.get(f"/docs/en/{slug}", headers={"Host": 'a"><script>'})

        assert "//cqp.example:8443" in read.text, slug
        assert "http://127.0.0.1:8000" not in read.text, slug
        assert "<script>" not in forged.text


@pytest.mark.parametrize(
    ("asked", "language", "found"),
    [
        pytest.param("evaluator_not_chosen", "fr", "/docs/fr/faults#evaluator_not_chosen", id="a reason's code"),
        pytest.param("RECEVABILITE refus", "fr", "/docs/fr/rules#R37", id="a rule, without accents or case"),
        pytest.param("createDossier", "en", "/docs/en/operations/createDossier", id="an operation"),
        pytest.param("open dossier", "en", "/docs/en/operations/createDossier", id="an operation by its words"),
        pytest.param("stale_version", "en", "/docs/en/errors/stale_version", id="an error"),
        pytest.param("CQP_CORS_ORIGINS", "fr", "/docs/fr/operator", id="a guide by what it says"),
    ],
)
async def test_the_portal_finds(client: AsyncClient, asked: str, language: str, found: str) -> None:
    page = await client.get(f"/docs/{language}/search", params={"q": asked})

    assert f'href="{found}"' in page.text
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]


async def test_a_search_shows_again_what_was_asked_and_runs_none_of_it(client: AsyncClient) -> None:
    page = await client.get("/docs/en/search", params={"q": '"><script>alert(1)</script>'})

    assert "<script>alert" not in page.text
    assert "Nothing holds these words." in page.text


async def test_the_document_is_there_in_french_too(client: AsyncClient) -> None:
    french = (await client.get("/openapi.fr.json")).json()
    english = (await client.get("/openapi.json")).json()

    assert french["paths"].keys() == english["paths"].keys()
    for part in english["components"]:
        assert french["components"][part].keys() == english["components"][part].keys()
    assert [tag["name"] for tag in french["tags"]] == [tag["name"] for tag in english["tags"]]
    assert french["paths"]["/v1/dossiers"]["post"]["summary"] == "Ouvrir un dossier"


async def test_the_page_of_an_operation_says_nothing_in_the_other_language(client: AsyncClient) -> None:
    sentences = {english: french for english, french in french_sentences().items() if len(english.split()) > 4}
    for name in SHOWN:
        pages = [await client.get(f"/docs/{language}/operations/{name}") for language in ("fr", "en")]
        french, english = [_words_of(page.text) for page in pages]

        assert [each for each in sentences if each in french] == [], name
        assert [each for each in sentences.values() if each in english] == [], name
        assert any(each in french for each in sentences.values()), name


def _words_of(page: str) -> str:
    """The page's text as it was before it was typeset."""
    text = unescape(page).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return text.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")


async def test_the_changelog_is_told_in_the_readers_language_without_what_is_written_for_the_house(
    client: AsyncClient,
) -> None:
    for language, title in (("fr", "Le journal du contrat"), ("en", "The changelog of the contract")):
        page = (await client.get(f"/docs/{language}/changelog")).text

        assert f"<h1>{title}</h1>" in page
        assert "make release" not in page


async def test_each_chart_is_drawn_for_a_browser_that_asks_for_a_picture(sandbox: AsyncClient) -> None:
    for chart in CHARTS:
        drawn = await sandbox.get(chart.address, headers={"Accept": "image/avif,image/svg+xml,image/*,*/*;q=0.8"})

        assert (drawn.status_code, drawn.headers["Content-Type"]) == (200, "image/svg+xml"), chart.address


async def test_the_entrance_leads_to_the_language_that_the_reader_prefers(client: AsyncClient) -> None:
    for asked, language in (("fr", "fr"), ("en-GB, fr;q=0.5", "en"), ("de", "fr")):
        entrance = await client.get("/docs", headers={"Accept-Language": asked})

        assert entrance.headers["Location"] == f"/docs/{language}"
        assert "Accept-Language" in entrance.headers["Vary"].split(", ")


async def test_the_list_names_every_operation_and_the_rules_every_rule(client: AsyncClient) -> None:
    listed, rules = (await client.get("/docs/en/reference")).text, (await client.get("/docs/fr/rules")).text
    document = (await client.get("/openapi.json")).json()

    for path in document["paths"].values():
        for operation in path.values():
            assert f'<li id="{operation["operationId"]}">' in listed
    assert all(f'id="{number}"' in rules for number in RULES)


@pytest.mark.parametrize("code", STATUSES)
async def test_the_type_of_a_problem_leads_to_its_page(code: str) -> None:
    async with edge() as client:
        page = await client.get(f"/docs/errors/{code}", headers={"Accept-Language": "en"})

    assert page.status_code == 200
    assert page.headers["Content-Language"] == "en"
    assert f"<h1>{STATUSES[code][1].en}</h1>" in page.text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    assert code in REMEDIES


async def test_a_code_or_a_page_that_does_not_exist_has_no_page() -> None:
    async with edge() as client:
        for address in ("/docs/errors/nothing", "/docs/fr/nothing", "/docs/assets/nothing.css", "/docs/en/errors/no"):
            assert problem(await client.get(address))["code"] == "not_found"


async def test_a_page_that_one_holds_already_is_not_sent_twice_and_a_file_is_kept_for_a_year() -> None:
    async with edge() as client:
        page = await client.get("/docs/fr", headers={"Accept-Encoding": "gzip"})
        plain = await client.get("/docs/fr", headers={"Accept-Encoding": "identity"})
        again = await client.get("/docs/fr", headers={"Accept-Encoding": "gzip", "If-None-Match": page.headers["ETag"]})
        [style] = re.findall(r'href="(/docs/assets/portal[^"]*)"', page.text)
        file = await client.get(style)

    assert page.headers["Content-Encoding"] == "gzip"
    assert plain.headers["ETag"] != page.headers["ETag"]
    assert plain.text == page.text
    assert (again.status_code, again.content) == (304, b"")
    assert "immutable" in file.headers["Cache-Control"]
    assert page.headers["Content-Security-Policy"].startswith(
        "default-src 'none'; script-src 'self'; style-src 'self';"
    )


@pytest.mark.parametrize("address", ["/openapi.json", "/openapi.fr.json", "/openapi-without-webhooks.json"])
async def test_g19_the_document_names_the_address_at_which_the_service_is_reached(
    client: AsyncClient, address: str
) -> None:
    served = await client.get(address)

    assert [server["url"] for server in served.json()["servers"]] == ["http://testserver"]
    assert "http://testserver/v1/dossiers" in served.text
    assert ADDRESS not in served.text


@pytest.mark.parametrize("address", ["/openapi.json", "/openapi-without-webhooks.json"])
async def test_the_document_is_written_and_packed_once_and_not_sent_twice(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    packed = await client.get(address, headers={"Accept-Encoding": "gzip"})
    monkeypatch.setattr(orjson, "dumps", None)
    tag = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    again = await client.get(address, headers=tag)
    plain = await client.get(address, headers={"Accept-Encoding": "identity"})

    assert (packed.headers["Content-Encoding"], again.status_code, again.content) == ("gzip", 304, b"")
    assert plain.headers["Content-Type"] == "application/json"
    assert plain.json() == packed.json()


async def test_readiness_tells_a_database_that_serves(client: AsyncClient) -> None:
    assert (await client.get("/readyz")).json() == {"status": "ok", "documents": "ok"}
    assert (await client.get("/livez")).json() == {"status": "ok"}
