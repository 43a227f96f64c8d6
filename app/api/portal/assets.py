"""The portal's own files: style, letters, the reference's program. A name holds the digest of what it names."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from mimetypes import guess_type

from app.api.portal.static_content import StaticContent

_FOLDER = files("app.api.portal") / "assets"
_SERVED = (".css", ".js", ".svg", ".woff2")
_OTHER_TYPES = {".woff2": "font/woff2", ".js": "application/javascript"}


@cache
def _by_file() -> Mapping[str, StaticContent]:
    """Every file by its own name; in a style, files are named as they are served."""
    found = {
        each.name: StaticContent.of(each.read_bytes(), _media_type(each.name))
        for each in _FOLDER.iterdir()
        if each.name.endswith(_SERVED)
    }
    for name in [name for name in found if name.endswith(".css")]:
        style = found[name].content.decode()
        for other, sheet in found.items():
            style = style.replace(f'url("{other}")', f'url("{_hashed(other, sheet)}")')
        found[name] = StaticContent.of(style.encode(), "text/css; charset=utf-8")
    return found


@cache
def assets() -> Mapping[str, StaticContent]:
    """What is served, by the name that holds its digest."""
    return {_hashed(name, sheet): sheet for name, sheet in _by_file().items()}


def asset(name: str) -> str:
    """Where a file is served; KeyError where there is none."""
    return f"/docs/assets/{_hashed(name, _by_file()[name])}"


def _hashed(name: str, sheet: StaticContent) -> str:
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{sheet.digest}.{suffix}"


def _media_type(name: str) -> str:
    suffix = name[name.rindex(".") :]
    return _OTHER_TYPES.get(suffix) or guess_type(name)[0] or "application/octet-stream"
