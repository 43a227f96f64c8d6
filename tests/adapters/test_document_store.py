"""The document store: whole or not at all, once, and flat in memory."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from app.adapters.document_cipher import MasterKeys, sealed_size
from app.adapters.document_store import ObjectDocumentStore
from app.adapters.encrypted_store import EncryptedDocumentStore
from app.usecases.errors import PayloadTooLarge
from app.usecases.ports.documents import ByteRange, DocumentStore

MEBIBYTE = 1 << 20
CONTENT = b"".join(number.to_bytes(4, "big") for number in range(100_000))


async def pieces(content: bytes, size: int = 1 << 16) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def read(store: DocumentStore, key: str, span: ByteRange | None = None) -> bytes:
    return b"".join([bytes(piece) async for piece in await store.read(key, span)])


@pytest.fixture(params=["folder", "objects", "folder under lock", "objects under lock"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> DocumentStore:
    if request.param.endswith("under lock"):
        open_store = ObjectDocumentStore(MemoryStore, largest=sealed_size(20 * MEBIBYTE))
        if request.param.startswith("folder"):
            open_store = ObjectDocumentStore.in_folder(tmp_path / "not" / "there", largest=sealed_size(20 * MEBIBYTE))
        return EncryptedDocumentStore(open_store, MasterKeys([bytes(32)]))
    if request.param == "folder":
        return ObjectDocumentStore.in_folder(tmp_path / "not" / "there" / "yet", largest=20 * MEBIBYTE)
    return ObjectDocumentStore(MemoryStore, largest=20 * MEBIBYTE)


async def test_what_is_put_is_read_again_with_its_size_and_digest(store: DocumentStore) -> None:
    stored = await store.put("a/b", pieces(CONTENT))
    assert (stored.size, stored.sha256) == (len(CONTENT), sha256(CONTENT).hexdigest())
    assert await read(store, "a/b") == CONTENT


@pytest.mark.parametrize(("first", "last"), [(0, 0), (0, 9), (70_000, 270_000), (399_999, 399_999), (0, 399_999)])
async def test_a_range_is_read_with_both_its_ends(store: DocumentStore, first: int, last: int) -> None:
    await store.put("a", pieces(CONTENT))
    assert await read(store, "a", ByteRange(first=first, last=last)) == CONTENT[first : last + 1]


async def test_a_key_that_is_taken_is_never_written_over(store: DocumentStore) -> None:
    await store.put("a", pieces(CONTENT))
    with pytest.raises(FileExistsError):
        await store.put("a", pieces(b"other"))
    assert await read(store, "a") == CONTENT


async def test_two_writers_of_one_key_leave_the_file_of_one(store: DocumentStore) -> None:
    ends = await asyncio.gather(*(store.put("a", pieces(CONTENT)) for _ in range(2)), return_exceptions=True)
    assert sum(isinstance(end, FileExistsError) for end in ends) == 1
    assert await read(store, "a") == CONTENT


async def test_a_file_of_the_largest_size_is_kept_and_one_byte_more_is_refused(tmp_path: Path) -> None:
    store = ObjectDocumentStore.in_folder(tmp_path, largest=MEBIBYTE)
    assert (await store.put("a", pieces(bytes(MEBIBYTE)))).size == MEBIBYTE
    with pytest.raises(PayloadTooLarge) as refused:
        await store.put("b", pieces(bytes(MEBIBYTE + 1)))
    assert "1 Mio" in refused.value.detail.fr
    assert not await store.exists("b")


async def test_an_endless_stream_is_cut_as_soon_as_it_is_too_large(store: DocumentStore) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(MEBIBYTE)

    with pytest.raises(PayloadTooLarge):
        await store.put("a", endless())
    assert not await store.exists("a")


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_a_stream_that_breaks_off_leaves_nothing(store: DocumentStore, tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield CONTENT
        raise ConnectionResetError("cut")

    with pytest.raises(ConnectionResetError):
        await store.put("a/b", broken())
    assert not await store.exists("a/b")
    assert files_in(tmp_path) == []


async def test_the_key_of_a_file_that_failed_is_free_again(store: DocumentStore) -> None:
    with pytest.raises(PayloadTooLarge):
        await store.put("a", pieces(bytes(20 * MEBIBYTE + 1)))
    await store.put("a", pieces(CONTENT))
    assert await read(store, "a") == CONTENT


async def test_an_absent_file_is_told_before_its_first_byte(store: DocumentStore) -> None:
    with pytest.raises(FileNotFoundError):
        await store.read("nothing")
    with pytest.raises(FileNotFoundError):
        await store.read("nothing", ByteRange(first=0, last=1))


async def test_deleting_twice_is_deleting_once(store: DocumentStore) -> None:
    await store.put("a", pieces(CONTENT))
    assert await store.exists("a")
    await store.delete("a")
    await store.delete("a")
    assert not await store.exists("a")


def peak(status: Path = Path("/proc/self/status")) -> int:
    """The most memory that this process has held, in KiB."""
    return int(status.read_text().split("VmHWM:")[1].split()[0])


def forget_the_peak(switch: Path = Path("/proc/self/clear_refs")) -> None:
    switch.write_text("5")


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="Linux alone tells the peak of memory")
async def test_twenty_large_files_at_once_take_little_memory(tmp_path: Path) -> None:
    store = ObjectDocumentStore.in_folder(tmp_path, largest=20 * MEBIBYTE)

    async def large() -> AsyncIterator[bytes]:
        for number in range(1, 21):
            yield bytes([number]) * MEBIBYTE

    forget_the_peak()
    before = peak()
    await asyncio.gather(*(store.put(f"a/{number}", large()) for number in range(20)))
    assert peak() - before < 50 * 1024
