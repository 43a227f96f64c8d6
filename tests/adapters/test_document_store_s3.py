"""The document store on S3, as moto plays it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from hashlib import sha256
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from moto.server import ThreadedMotoServer

from app.adapters import document_store, store_watch
from app.adapters.document_store import ObjectDocumentStore
from app.usecases.errors import PayloadTooLarge, StoreUnavailable
from app.usecases.ports.documents import ByteRange

MEBIBYTE = 1 << 20
CONTENT = b"".join(number.to_bytes(4, "big") for number in range(11 * MEBIBYTE // 4))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the server of this module answers."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture(scope="module")
def bucket(address: str) -> Any:
    """The bucket, by another client than ours."""
    credentials = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
    made = boto3.resource("s3", endpoint_url=address, **credentials).Bucket("documents")
    made.create()
    return made


@pytest.fixture
def store(bucket: Any, address: str, monkeypatch: pytest.MonkeyPatch) -> ObjectDocumentStore:
    bucket.objects.all().delete()
    for name, value in {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    return ObjectDocumentStore.at("s3://documents/pre/fix", largest=20 * MEBIBYTE)


async def pieces(content: bytes = CONTENT, size: int = MEBIBYTE) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def read(store: ObjectDocumentStore, key: str, span: ByteRange | None = None) -> bytes:
    return b"".join([bytes(piece) async for piece in await store.read(key, span)])


async def test_a_file_of_several_parts_is_kept_under_the_prefix_and_read_whole_or_by_a_range(
    store: ObjectDocumentStore, bucket: Any
) -> None:
    kept = await store.put("a/b", pieces())
    assert (kept.size, kept.sha256) == (len(CONTENT), sha256(CONTENT).hexdigest())
    assert [each.key for each in bucket.objects.all()] == ["pre/fix/a/b"]
    assert [(file.key, file.size) async for file in store.files()] == [("a/b", len(CONTENT))]
    assert await read(store, "a/b") == CONTENT
    assert await read(store, "a/b", ByteRange(first=5 * MEBIBYTE - 1, last=5 * MEBIBYTE)) == CONTENT[5242879:5242881]


async def test_a_key_is_written_once_by_whoever_comes_first(store: ObjectDocumentStore) -> None:
    asked = (store.put("a", pieces(b"%d" % number)) for number in range(3))
    ends = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(end, FileExistsError) for end in ends) == 2
    with pytest.raises(FileExistsError):
        await store.put("a", pieces(b"later"))
    assert await read(store, "a") != b"later"


async def test_a_stream_that_breaks_off_leaves_neither_a_file_nor_its_parts(
    store: ObjectDocumentStore, bucket: Any
) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield CONTENT
        raise ConnectionResetError("cut")

    with pytest.raises(ConnectionResetError):
        await store.put("a", broken())
    with pytest.raises(PayloadTooLarge):
        await store.put("b", pieces(CONTENT * 2))
    assert list(bucket.objects.all()) == []
    assert list(bucket.multipart_uploads.all()) == []


async def test_an_absent_file_is_told_and_deleting_it_is_no_error(store: ObjectDocumentStore) -> None:
    with pytest.raises(FileNotFoundError):
        await store.read("nothing")
    assert not await store.exists("nothing")
    await store.delete("nothing")


async def test_a_store_that_is_away_is_told_in_one_manner_and_nothing_is_kept(
    store: ObjectDocumentStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert not await store.exists("a")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    away = ObjectDocumentStore.at("s3://documents/pre/fix", largest=20 * MEBIBYTE)
    asked = [away.put("a", pieces()), away.read("a"), away.exists("a"), away.delete("a"), anext(away.files())]
    ends = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(end) for end in ends] == [StoreUnavailable] * 5
    assert "does not answer" in caplog.text
    assert [file async for file in store.files()] == []


async def test_a_bucket_that_is_missing_is_told_as_a_store_that_is_away(store: ObjectDocumentStore) -> None:
    await store.check()
    missing = ObjectDocumentStore.at("s3://missing/pre/fix", largest=MEBIBYTE)
    asked = [missing.put("a", pieces(b"a")), missing.create("a", b"a"), missing.read("a"), missing.check()]
    ends = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(end) for end in ends] == [StoreUnavailable] * 4


async def test_a_store_that_is_frozen_is_given_up_in_seconds(
    bucket: Any, monkeypatch: pytest.MonkeyPatch, store: ObjectDocumentStore
) -> None:
    held: list[asyncio.StreamWriter] = []

    async def silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)

    assert await store_watch.StoreWatch(store).answers()
    monkeypatch.setattr(document_store, "_SECONDS_TO_ANSWER", 0.5)
    monkeypatch.setattr(store_watch, "_SECONDS_TO_ANSWER", 0.5)
    frozen_server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = frozen_server.sockets[0].getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    frozen = ObjectDocumentStore.at("s3://documents/pre/fix", largest=MEBIBYTE)
    async with asyncio.timeout(5):
        ends = await asyncio.gather(frozen.put("a", pieces(b"a")), frozen.read("a"), return_exceptions=True)
        watched = await store_watch.StoreWatch(frozen).answers()
    for writer in held:
        writer.close()
        await writer.wait_closed()
    frozen_server.close()

    assert [type(end) for end in ends] == [StoreUnavailable] * 2
    assert not watched
