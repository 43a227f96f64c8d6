"""Draws one file that somebody uploaded: run as a program of its own, it reads the file and writes the picture.

It imports nothing of ours, gets no environment, and takes its limits before it looks at a byte: whatever the file makes
the libraries do ends with this process. Standard output: a line of JSON, then the PNG, where there is one.
"""

import json
import sys
from io import BytesIO

LONGEST_SIDE = 1000
"""Pixels of the picture."""
_LARGEST_IMAGE = 120_000_000
"""Pixels of what is made smaller: 360 MB once opened."""
_MEMORY = 1 << 30
_SECONDS = 10
_FILES = 64
_POINTS_LEAST, _SCALE_MOST = 1.0, 4.0


def main() -> None:
    """Read the media type from the argument and the file from standard input."""
    media_type = sys.argv[1]
    _take_limits()
    pages, png = _pdf(sys.stdin.buffer.read()) if media_type == "application/pdf" else _image(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps({"pages": pages}).encode() + b"\n" + png)


def _take_limits() -> None:
    """Memory, time, files: the kernel ends what goes beyond. Where there are no such limits, the patience of who runs
    this is the only one."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    for limit, value in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _FILES),
    ):
        _, hard = resource.getrlimit(limit)
        least = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (least, least))


def _pdf(content: bytes) -> tuple[int, bytes]:
    import pypdfium2  # type: ignore[import-untyped] # noqa: PLC0415 - under the limits

    document = pypdfium2.PdfDocument(content)
    document.init_forms()
    page = document[0]
    longest = max(*page.get_size(), _POINTS_LEAST)
    picture = page.render(scale=min(LONGEST_SIDE / longest, _SCALE_MOST)).to_pil()
    return len(document), _png(picture)


def _image(content: bytes) -> tuple[int, bytes]:
    from PIL import Image, ImageOps  # noqa: PLC0415 - under the limits

    Image.MAX_IMAGE_PIXELS = _LARGEST_IMAGE // 2  # Pillow warns at this, and refuses at twice as much
    with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as opened:
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return 1, _png(ImageOps.exif_transpose(opened))


def _png(picture) -> bytes:  # type: ignore[no-untyped-def]
    """Without what the file said of its author, place or camera."""
    written = BytesIO()
    clean = picture.convert("RGBA" if picture.mode in {"RGBA", "LA", "PA"} else "RGB")
    clean.info.clear()
    clean.save(written, "PNG")
    return written.getvalue()


if __name__ == "__main__":
    main()
