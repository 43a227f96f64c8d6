"""Documents under lock: sealed record by record, opened by the keys of the settings alone, old ones still readable."""

import logging
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from app.adapters.document_cipher import HEADER, RECORD, SEALED_RECORD, MasterKeys, opened_size, sealed_size
from app.adapters.document_store import ObjectDocumentStore
from app.adapters.encrypted_store import EncryptedDocumentStore
from app.usecases.errors import PayloadTooLarge, StoreUnavailable
from app.usecases.ports.documents import ByteRange
from tests.adapters.test_document_store import forget_the_peak, peak, pieces, read

OLD, NEW = bytes([1]) * 32, bytes([2]) * 32
SIZES = [0, 1, HEADER, RECORD - 1, RECORD, RECORD + 1, 2 * RECORD, 5 * RECORD + 7]
MEBIBYTE = 1 << 20


@pytest.fixture
def behind() -> ObjectDocumentStore:
    """The store that the files lie in."""
    objects = MemoryStore()
    return ObjectDocumentStore(lambda: objects, largest=20 * MEBIBYTE)


def locked(behind: ObjectDocumentStore, *keys: bytes) -> EncryptedDocumentStore:
    return EncryptedDocumentStore(behind, MasterKeys(keys or [OLD]))


def content_of(size: int) -> bytes:
    return sha256(str(size).encode()).digest() * (size // 32 + 1) if size else b""


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_locked_is_read_again_whole_and_in_parts(behind: ObjectDocumentStore, size: int) -> None:
    store, content = locked(behind), content_of(size)[:size]

    stored = await store.put("a/b", pieces(content, 1000))

    assert (stored.size, stored.sha256) == (size, sha256(content).hexdigest())
    assert await read(store, "a/b") == content
    for first, last in ((0, 0), (0, size - 1), (RECORD - 1, RECORD), (size - 1, size - 1), (RECORD, 3 * RECORD)):
        if 0 <= first < size:
            assert await read(store, "a/b", ByteRange(first=first, last=last)) == content[first : last + 1]


@pytest.mark.parametrize("size", SIZES)
async def test_the_store_sees_nothing_of_it_and_its_size_is_known(behind: ObjectDocumentStore, size: int) -> None:
    content = content_of(size)[:size]
    await locked(behind).put("a", pieces(content))
    kept = await read(behind, "a")

    assert len(kept) == sealed_size(size)
    assert opened_size(len(kept)) == size
    assert size < 32 or content[:32] not in kept
    assert [(file.size, file.opened_size) async for file in locked(behind).files()] == [(len(kept), size)]


async def test_two_files_of_one_content_have_nothing_in_common(behind: ObjectDocumentStore) -> None:
    store = locked(behind)
    for key in ("a", "b"):
        await store.create(key, b"the same" * 100)
    one, other = await read(behind, "a"), await read(behind, "b")

    assert one[HEADER:] != other[HEADER:]
    assert sum(a == b for a, b in zip(one[16:], other[16:], strict=True)) < len(one) // 8


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda kept: kept[:-1] + bytes([kept[-1] ^ 1]), id="a bit of a record"),
        pytest.param(lambda kept: kept[:30] + bytes([kept[30] ^ 1]) + kept[31:], id="a bit of the wrapped key"),
        pytest.param(lambda kept: kept[: HEADER + SEALED_RECORD], id="its end"),
        pytest.param(lambda kept: kept[:HEADER], id="all of its records"),
        pytest.param(lambda kept: kept[:HEADER] + kept[HEADER + SEALED_RECORD :], id="its first record"),
        pytest.param(
            lambda kept: (
                kept[:HEADER]
                + kept[HEADER + SEALED_RECORD : HEADER + 2 * SEALED_RECORD]
                + kept[HEADER : HEADER + SEALED_RECORD]
                + kept[HEADER + 2 * SEALED_RECORD :]
            ),
            id="the order of its records",
        ),
        pytest.param(lambda kept: kept + kept[-30:], id="something after its end"),
    ],
)
async def test_whatever_is_changed_of_a_file_it_is_not_read(
    behind: ObjectDocumentStore, spoil: object, caplog: pytest.LogCaptureFixture
) -> None:
    await locked(behind).put("a", pieces(content_of(3 * RECORD)[: 3 * RECORD - 5]))
    assert callable(spoil)
    spoilt = spoil(await read(behind, "a"))
    await behind.replace("a", pieces(spoilt))

    with pytest.raises(StoreUnavailable):
        await read(locked(behind), "a")
    assert "a cannot be opened" in caplog.text


async def test_a_file_put_in_the_place_of_another_is_not_read(behind: ObjectDocumentStore) -> None:
    await locked(behind).put("a", pieces(b"of one"))
    await locked(behind).put("b", pieces(b"of another"))
    await behind.replace("b", pieces(await read(behind, "a")))

    for span in (None, ByteRange(first=0, last=1)):
        with pytest.raises(StoreUnavailable):
            await read(locked(behind), "b", span)


async def test_another_key_opens_nothing_and_says_so(
    behind: ObjectDocumentStore, caplog: pytest.LogCaptureFixture
) -> None:
    await locked(behind, OLD).put("a", pieces(b"content"))

    with caplog.at_level(logging.ERROR), pytest.raises(StoreUnavailable):
        await read(locked(behind, NEW), "a")
    assert "CQP_DOCUMENTS_KEY" in caplog.text


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 short", b"%PDF-1.7" + bytes(3 * RECORD)])
async def test_what_was_there_in_clear_is_still_read_and_may_be_locked(
    behind: ObjectDocumentStore, content: bytes
) -> None:
    await behind.put("a", pieces(content))
    store = locked(behind)
    assert await read(store, "a") == content
    assert not content or await read(store, "a", ByteRange(first=1, last=5)) == content[1:6]

    assert [await store.seal_anew("a") for _ in range(2)] == [True, False]
    assert await read(store, "a") == content
    assert len(await read(behind, "a")) == sealed_size(len(content))


async def test_a_new_key_wraps_anew_and_the_records_stay_as_they_are(behind: ObjectDocumentStore) -> None:
    content = content_of(2 * RECORD)
    await locked(behind, OLD).put("a", pieces(content))
    before = await read(behind, "a")

    assert await locked(behind, NEW, OLD).seal_anew("a")

    after = await read(behind, "a")
    assert (after[HEADER:], after[:HEADER] == before[:HEADER]) == (before[HEADER:], False)
    assert await read(locked(behind, NEW), "a") == content
    with pytest.raises(StoreUnavailable):
        await read(locked(behind, OLD), "a")
    with pytest.raises(StoreUnavailable):
        await locked(behind, OLD).seal_anew("a")


async def test_the_largest_file_is_kept_and_one_byte_more_is_refused(tmp_path: Path) -> None:
    behind = ObjectDocumentStore.in_folder(tmp_path, largest=sealed_size(2 * RECORD))
    await locked(behind).put("a", pieces(bytes(2 * RECORD)))
    with pytest.raises(PayloadTooLarge):
        await locked(behind).put("b", pieces(bytes(2 * RECORD + 1)))
    assert not await behind.exists("b")


async def test_a_large_file_under_lock_takes_little_memory(tmp_path: Path) -> None:
    async def large() -> AsyncIterator[bytes]:
        for _ in range(80):
            yield bytes(MEBIBYTE // 4)

    store = locked(ObjectDocumentStore.in_folder(tmp_path, largest=sealed_size(20 * MEBIBYTE)))
    await store.put("warm", pieces(b"x"))
    forget_the_peak()
    before = peak()
    await store.put("a", large())
    digest = sha256()
    async for piece in await store.read("a"):
        digest.update(piece)

    assert digest.digest() == sha256(bytes(20 * MEBIBYTE)).digest()
    assert peak() - before < 10 * 1024


@pytest.mark.parametrize("keys", [[], [b"short"], [OLD, b"x" * 31]])
def test_keys_are_of_32_bytes(keys: list[bytes]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        MasterKeys(keys)
