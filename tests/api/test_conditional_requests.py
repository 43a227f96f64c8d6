"""ETags: an unchanged resource is not sent again, a changed one is not overwritten unread."""

from dataclasses import replace

import pytest

from app.api.preconditions import MalformedTagsError, etag, precondition
from app.domain.parts import DossierPart, PartVersion
from app.usecases.preconditions import Precondition
from tests.api.edge import bearer, edge
from tests.api.test_problems import problem

THING = "/v1/things/00000000-0000-0000-0000-000000000001"
NEW_THING = "/v1/things/00000000-0000-0000-0000-0000000000ff"
CALLER = bearer("secretariat")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("if_none_match", "status"),
    [
        pytest.param('"3"', 304, id="the current version"),
        pytest.param('W/"3"', 304, id="weakly the current version"),
        pytest.param('"1", "3"', 304, id="among others"),
        pytest.param('W/"3-gzip"', 304, id="as Apache marks what it compressed"),
        pytest.param('"3--gzip"', 304, id="as Jetty does"),
        pytest.param('"3-other"', 200, id="with what it says of something else"),
        pytest.param("*", 304, id="whichever it is"),
        pytest.param('"2"', 200, id="an older one"),
        pytest.param("3", 200, id="no tag"),
        pytest.param('"', 200, id="half a tag"),
    ],
)
async def test_what_the_client_holds_is_not_sent_again(method: str, if_none_match: str, status: int) -> None:
    async with edge() as client:
        response = await client.request(method, THING, headers={**CALLER, "If-None-Match": if_none_match})

    assert response.status_code == status
    assert response.headers["etag"] == '"3"'
    assert response.headers["cache-control"] == "private, no-cache"
    assert status == 200 or response.content == b""


@pytest.mark.parametrize(
    ("path", "headers", "status", "code"),
    [
        pytest.param(THING, {"If-Match": '"3"'}, 200, None, id="the version read"),
        pytest.param(THING, {"If-Match": '"2", "3"'}, 200, None, id="one of the versions read"),
        pytest.param(THING, {"If-Match": "*"}, 200, None, id="whichever it is"),
        pytest.param(THING, {"If-Match": '"2"'}, 412, "stale_version", id="an older version"),
        pytest.param(THING, {"If-Match": 'W/"3"'}, 200, None, id="as a proxy that compresses weakens it"),
        pytest.param(THING, {"If-Match": '"3-gzip"'}, 200, None, id="as Apache marks what it compressed"),
        pytest.param(THING, {"If-Match": '"3;br"'}, 200, None, id="as others mark it"),
        pytest.param(THING, {"If-Match": 'W/"2-gzip"'}, 412, "stale_version", id="an older version, so marked"),
        pytest.param(THING, {"If-Match": '"assessment.3"'}, 412, "stale_version", id="the tag of a part of a dossier"),
        pytest.param(THING, {"If-Match": '"nothing.3"'}, 412, "stale_version", id="the tag of no part that there is"),
        pytest.param(THING, {"If-Match": '"other"'}, 412, "stale_version", id="a tag that is not ours"),
        pytest.param(THING, {"If-Match": "3"}, 422, "validation_failed", id="no tag at all"),
        pytest.param(THING, {}, 428, "precondition_required", id="no word of the version"),
        pytest.param(THING, {"If-None-Match": "*"}, 412, "stale_version", id="meant to be new, and is not"),
        pytest.param(NEW_THING, {"If-None-Match": "*"}, 200, None, id="meant to be new, and is"),
        pytest.param(NEW_THING, {}, 200, None, id="new without a word"),
    ],
)
async def test_a_change_says_which_version_it_changes(
    path: str, headers: dict[str, str], status: int, code: str | None
) -> None:
    async with edge() as client:
        response = await client.put(path, json={"name": "x", "size": 1}, headers={**CALLER, **headers})

    assert response.status_code == status
    assert code is None or problem(response)["code"] == code
    assert status != 200 or response.headers["etag"] == '"4"'
    assert status != 412 or response.headers["etag"] == '"3"'


async def test_a_header_that_is_no_tag_is_named() -> None:
    async with edge() as client:
        response = await client.put(THING, json={"name": "x", "size": 1}, headers={**CALLER, "If-Match": "3"})

    assert [(error["header"], error["code"]) for error in problem(response)["errors"]] == [
        ("If-Match", "malformed_etag")
    ]


@pytest.mark.parametrize("version", [1, 2, 123_456_789])
def test_the_tag_of_a_version_names_that_version(version: int) -> None:
    assert precondition(etag(version), None) == Precondition(versions=frozenset({version}))


@pytest.mark.parametrize("part", DossierPart)
def test_the_tag_of_a_part_names_the_part_and_its_version(part: DossierPart) -> None:
    version = PartVersion(part=part, number=2**48 - 1)
    shown = replace(version, beside=7)

    assert precondition(etag(version), None) == Precondition(versions=frozenset(), parts=frozenset({version}))
    assert precondition(etag(shown), None).parts == frozenset({version})
    assert etag(shown) == f'"{part}.{2**48 - 1}-7"'


@pytest.mark.parametrize("header", ['"1" "2"', '"1",', "", "W/3", "**"])
def test_what_is_no_list_of_tags_is_refused(header: str) -> None:
    with pytest.raises(MalformedTagsError):
        precondition(header, None)
