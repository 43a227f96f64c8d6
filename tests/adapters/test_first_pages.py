"""The first page of a hostile file is drawn by a process that has nothing to lose."""

import asyncio
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app.adapters.first_pages import isolated
from app.adapters.first_pages.drawing import LONGEST_SIDE
from app.adapters.first_pages.isolated import IsolatedFirstPages
from tests import files

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"


def a_picture(width: int, height: int, kind: str = "JPEG", *, turned: int = 1) -> bytes:
    """A picture of one colour; ``turned``: as EXIF tells it of a telephone held on its side."""
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = "Zyx"
    written = BytesIO()
    Image.new("RGB", (width, height), "red").save(written, kind, exif=exif)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type", "pages", "size"),
    [
        pytest.param(files.pdf(pages=3), PDF, 3, (707, LONGEST_SIDE), id="a PDF of three A4 pages"),
        pytest.param(a_picture(2000, 1000), JPEG, 1, (LONGEST_SIDE, 500), id="a photograph"),
        pytest.param(a_picture(2000, 1000, turned=6), JPEG, 1, (500, LONGEST_SIDE), id="one held on its side"),
        pytest.param(a_picture(40, 20, "PNG"), PNG, 1, (40, 20), id="a small picture, which stays small"),
    ],
)
async def test_the_first_page_is_a_png_of_a_thousand_pixels_at_most(
    content: bytes, media_type: str, pages: int, size: tuple[int, int]
) -> None:
    drawn = await IsolatedFirstPages().draw(content, media_type)
    assert drawn is not None
    picture = Image.open(BytesIO(drawn.png))

    assert (drawn.pages, picture.format, picture.size) == (pages, "PNG", size)
    assert b"Zyx" not in drawn.png


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        pytest.param(b"%PDF-1.7\n%%EOF\n", PDF, id="a PDF of nothing"),
        pytest.param(files.locked_pdf(to_read="secret"), PDF, id="a PDF under a password"),
        pytest.param(files.JPEG, JPEG, id="a JPEG that breaks off"),
        pytest.param(files.PDF, JPEG, id="what it is not"),
    ],
)
async def test_what_cannot_be_drawn_has_no_picture(content: bytes, media_type: str) -> None:
    assert await IsolatedFirstPages().draw(content, media_type) is None


async def test_a_picture_of_more_pixels_than_memory_holds_is_not_opened() -> None:
    written = BytesIO()
    Image.new("1", (16_000, 16_000)).save(written, "PNG")

    assert len(written.getvalue()) < 1 << 16
    assert await IsolatedFirstPages().draw(written.getvalue(), PNG) is None


async def test_no_process_is_made_for_what_is_neither_picture_nor_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asyncio, "create_subprocess_exec", None)

    assert await IsolatedFirstPages().draw(files.DOCX, "application/msword") is None


async def drawn_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, *, patience: float = 20.0) -> bytes:
    """What comes of a drawing that the file has taken over."""
    taken_over = tmp_path / "drawing.py"
    taken_over.write_text(program)
    monkeypatch.setattr(isolated, "_DRAWING", taken_over)
    drawn = await IsolatedFirstPages(patience=patience).draw(files.pdf(), PDF)
    return drawn.png if drawn is not None else b""


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("import time; time.sleep(60)", id="that never ends"),
        pytest.param("import os; os.abort()", id="that dies"),
        pytest.param("print('no JSON')", id="that writes something else"),
        pytest.param("print('{\"pages\": 1}'); print('<html>')", id="that writes no PNG"),
        pytest.param("print('{\"pages\": -1}')", id="that has less than no page"),
    ],
)
async def test_a_drawing_that_was_taken_over_gives_no_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    assert await drawn_by(tmp_path, monkeypatch, program, patience=2.0) == b""


def held_in(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


@pytest.mark.skipif(sys.platform == "win32", reason="There are no such limits.")
async def test_a_drawing_knows_no_secret_and_may_write_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CQP_SECRET", "s3cr3t")
    seen = tmp_path / "seen"
    program = f"""
import os, runpy, resource, sys
limited = runpy.run_path({str(isolated._DRAWING)!r})
limited["_take_limits"]()
told = [os.environ.get("CQP_SECRET"), resource.getrlimit(resource.RLIMIT_AS)[1] <= 1 << 30]
try:
    with open({str(seen)!r}, "w") as file:
        file.write("x" * 10)
except OSError:
    told.append("refused")
sys.stdout.buffer.write(b'{{"pages": 1}}\\n' + b"\\x89PNG\\r\\n\\x1a\\n" + repr(told).encode())
"""
    png = await drawn_by(tmp_path, monkeypatch, program)

    assert png.partition(b"\x1a\n")[2].decode() == "[None, True, 'refused']"
    assert held_in(seen) == b""


async def test_the_same_file_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = IsolatedFirstPages()
    first = await pages.draw(files.pdf(), PDF)
    monkeypatch.setattr(sys, "executable", "/nobody/draws/any/more")

    assert first is not None
    assert await pages.draw(files.pdf(), PDF) == first
    with pytest.raises(FileNotFoundError):
        await pages.draw(files.pdf() + b"\n", PDF)
