"""What surrounds every request: sizes, media types, ids, caching, other sites."""

from collections.abc import AsyncIterator

import pytest

from app.api import application
from app.api.body_limit import LARGEST_BODY, LARGEST_FILE, LARGEST_UPLOAD
from app.api.crowd import Crowd
from tests.api.edge import bearer, edge
from tests.api.test_problems import problem

JSON = {"Content-Type": "application/json", **bearer("employer")}
THING = {"name": "x", "size": 1}


async def chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 65_536 + 1):
        yield b" " * 65_536


async def test_a_body_too_large_by_its_length_is_refused_unread() -> None:
    async with edge() as client:
        told = problem(await client.post("/v1/things", content=b" " * (LARGEST_BODY + 1), headers=JSON))

    assert told["code"] == "payload_too_large"


async def test_a_refusal_by_size_format_or_content_type_says_what_would_be_taken() -> None:
    async with edge() as client:
        large = problem(await client.post("/v1/things", content=b" " * (LARGEST_BODY + 1), headers=JSON))
        text = await client.post("/v1/things", content=b"x", headers={**JSON, "Content-Type": "text/plain"})
        page = problem(await client.get("/v1/things", headers={"Accept": "text/html"}))

    assert large["errors"] == [{"code": "payload_too_large", "detail": "Au plus 1 Mio sont admis ici."}]
    assert text.headers["Accept"] == "application/json"
    assert problem(text)["errors"] == [
        {
            "code": "unsupported_media_type",
            "detail": "Envoyez un contenu application/json.",
            "header": "Content-Type",
        }
    ]
    assert page["errors"][0]["header"] == "Accept"
    assert "application/json" in page["errors"][0]["detail"]


async def test_a_body_that_does_not_tell_its_length_is_refused_as_soon_as_it_is_too_large() -> None:
    async with edge() as client:
        told = problem(await client.post("/v1/things", content=chunks(LARGEST_BODY), headers=JSON))

    assert told["code"] == "payload_too_large"


async def test_a_body_as_large_as_admitted_is_read() -> None:
    async with edge() as client:
        told = problem(await client.post("/v1/things", content=b" " * LARGEST_BODY, headers=JSON))

    assert told["code"] == "malformed_request"


async def test_a_file_may_be_larger_than_another_body_but_not_without_end() -> None:
    form = {"kind": "outil_1"}
    async with edge() as client:
        taken = await client.post("/v1/things/files", files={"file": b"x" * LARGEST_FILE}, data=form)
        refused = await client.post("/v1/things/files", files={"file": b"x" * LARGEST_UPLOAD}, data=form)

    assert taken.json()["name"] == f"outil_1 {LARGEST_FILE}"
    assert problem(refused)["code"] == "payload_too_large"


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "application/jsonp", ""]
)
async def test_a_body_of_another_type_is_not_guessed_at(content_type: str) -> None:
    headers = {**bearer("employer"), "Content-Type": content_type}
    async with edge() as client:
        told = problem(await client.post("/v1/things", content=b"{}", headers=headers))

    assert told["code"] == "unsupported_media_type"


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON", "application/x+json"])
async def test_json_is_read_under_its_names(content_type: str) -> None:
    headers = {**bearer("employer"), "Content-Type": content_type}
    async with edge() as client:
        told = problem(await client.post("/v1/things", content=b"{}", headers=headers))

    assert told["code"] == "validation_failed"


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        pytest.param("/v1/things", "*/*", 200, id="anything"),
        pytest.param("/v1/things", "application/json", 200, id="json"),
        pytest.param("/v1/things", "text/html, application/*;q=0.1", 200, id="a range"),
        pytest.param("/v1/things", "application/problem+json", 200, id="problems"),
        pytest.param("/v1/things", "text/html", 406, id="a page"),
        pytest.param("/v1/things", "application/json;q=0, text/html, application/problem+json;q=0", 406, id="refused"),
        pytest.param("/v1/things/paper/content", "application/pdf", 200, id="what this one serves"),
        pytest.param("/v1/things/paper/content", "image/png", 406, id="what this one does not serve"),
    ],
)
async def test_an_answer_comes_in_a_type_that_the_client_admits(path: str, accept: str, status: int) -> None:
    async with edge() as client:
        response = await client.get(path, headers={"Accept": accept})

    assert response.status_code == status
    assert status == 200 or problem(response)["code"] == "not_acceptable"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("abc-123", True, id="visible characters"),
        pytest.param("x" * 128, True, id="128 of them"),
        pytest.param("x" * 129, False, id="129 of them"),
        pytest.param("a b", False, id="a space"),
        pytest.param("é", False, id="an accent"),
        pytest.param("", False, id="nothing"),
    ],
)
async def test_a_request_id_is_echoed_when_it_is_one(given: str, kept: bool) -> None:
    async with edge() as client:
        answered = await client.get("/v1/things", headers={b"X-Request-ID": given.encode("latin-1")})
        refused = await client.get("/nowhere", headers={b"X-Request-ID": given.encode("latin-1")})

    assert (answered.headers["x-request-id"] == given) is kept
    assert (problem(refused)["request_id"] == given) is kept
    assert answered.headers["x-request-id"]


async def test_head_is_answered_like_get_without_its_body() -> None:
    async with edge() as client:
        full, head = await client.get("/v1/things"), await client.head("/v1/things")

    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == full.headers["content-length"]


async def test_what_a_caller_reads_is_kept_by_nobody_else() -> None:
    async with edge() as client:
        mine = await client.get("/v1/things/00000000-0000-0000-0000-000000000001", headers=bearer("secretariat"))
        secret = await client.post("/v1/things/secret")
        public = await client.get("/v1/things")

    assert mine.headers["cache-control"] == "private, no-cache"
    assert "Authorization" in mine.headers["vary"]
    assert secret.headers["cache-control"] == "no-store"
    assert public.headers["cache-control"] == "no-cache"
    assert {response.headers["x-content-type-options"] for response in (mine, secret, public)} == {"nosniff"}


async def test_configured_sites_may_call_and_read_the_headers_of_the_contract() -> None:
    ours = {"Origin": "https://front.example"}
    preflight = {**ours, "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "If-Match"}
    async with edge(cors_origins=("https://front.example",)) as client:
        asked = await client.options("/v1/things", headers=preflight)
        read = await client.get("/v1/things", headers=ours)
        crashed = await client.get("/v1/things/crash/now", headers=ours)

    assert asked.status_code == 200
    assert read.headers["access-control-allow-origin"] == "https://front.example"
    assert set(read.headers["access-control-expose-headers"].split(", ")) == {
        "Accept-Ranges",
        "Age",
        "Content-Disposition",
        "Content-Range",
        "Deprecation",
        "ETag",
        "Idempotency-Replayed",
        "Link",
        "Location",
        "RateLimit",
        "RateLimit-Policy",
        "Retry-After",
        "Sunset",
        "WWW-Authenticate",
        "X-Request-ID",
    }
    assert crashed.headers["access-control-allow-origin"] == "https://front.example"


async def test_other_sites_are_refused_as_everybody_is() -> None:
    foreign = {"Origin": "https://evil.example", "Access-Control-Request-Method": "PUT"}
    async with edge(cors_origins=("https://front.example",)) as client:
        preflight = await client.options("/v1/things", headers=foreign)
        read = await client.get("/v1/things", headers={"Origin": "https://evil.example"})

    assert problem(preflight)["code"] == "forbidden"
    assert "access-control-allow-origin" not in read.headers


@pytest.mark.parametrize(
    ("origin", "welcome"),
    [
        ("http://localhost:5173", True),
        ("http://localhost", True),
        ("http://127.0.0.1:3000", True),
        ("http://localhost:5173.evil.example", False),
        ("http://localhost.evil.example:5173", False),
        ("http://127x0x0x1:3000", False),
        ("https://localhost:5173", False),
        ("null", False),
    ],
)
async def test_a_site_on_any_port_is_that_site_alone(origin: str, welcome: bool) -> None:
    async with edge(cors_origins=("http://localhost:*", "http://127.0.0.1:*")) as client:
        read = await client.get("/v1/things", headers={"Origin": origin})

    assert read.headers.get("access-control-allow-origin") == (origin if welcome else None)
    assert "access-control-allow-credentials" not in read.headers


async def test_a_page_reads_that_it_is_to_come_back_when_there_is_a_crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "Crowd", lambda app: Crowd(app, at_once=0))
    async with edge(cors_origins=("https://front.example",)) as client:
        refused = await client.get("/v1/things", headers={"Origin": "https://front.example"})

    assert problem(refused)["status"] == 503
    assert refused.headers["access-control-allow-origin"] == "https://front.example"
    assert "Retry-After" in refused.headers["access-control-expose-headers"]


async def test_pages_follow_each_other_to_the_end() -> None:
    seen, path = [], "/v1/things?limit=2"
    async with edge() as client:
        while path:
            page = await client.get(path)
            seen += [item["name"] for item in page.json()["items"]]
            path = page.links["next"]["url"] if "next" in page.links else ""
            assert (page.json()["next_cursor"] is not None) is bool(path)

    assert seen == ["1", "2", "3", "4", "5"]
