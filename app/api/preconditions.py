"""ETags and the headers that compare them: RFC 9110, section 13."""

import re

from app.domain.parts import DossierPart, PartVersion
from app.usecases.preconditions import Precondition

_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
_TAGS = re.compile(rf"\s*{_TAG.pattern}\s*(,\s*{_TAG.pattern}\s*)*")

_VERSION = re.compile(r"(?:([a-z-]{1,40})\.)?([0-9]{1,15})(?:[-;][!-~]*)?")
"""A version, of a part of a dossier where one is named, and what a tag says beside it: of what changes without a
version, or of how a proxy coded the bytes."""
_CODED = re.compile(r"(?:--?|;)(?:gzip|br|zstd|deflate)$")
"""What a proxy that compresses adds to a tag: Apache `-gzip`, Jetty `--gzip`, Caddy and others `-br`, `;br`."""


class MalformedTagsError(ValueError):
    """A header that is neither ``*`` nor a list of quoted tags."""


def etag(version: int | PartVersion) -> str:
    """The strong tag of a version: `"17"` of a whole, `"assessment.3"` of a part of a dossier."""
    if isinstance(version, int):
        return f'"{version}"'
    beside = f"-{version.beside}" if version.beside else ""
    return f'"{version.part}.{version.number}{beside}"'


def precondition(if_match: str | None, if_none_match: str | None) -> Precondition:
    """What the two headers ask. Tags that are not ours match no version.

    A weak tag is taken as the strong one: RFC 9110 (13.1.1) compares bytes, our tags name a version, and what weakens
    them is a proxy that compresses.

    Raises MalformedTagsError.
    """
    if if_match is not None and if_match.strip() == "*":
        return Precondition(any_version=True, must_be_new=_is_any(if_none_match))
    if if_match is None:
        return Precondition(must_be_new=_is_any(if_none_match))
    versions, parts = _named(if_match)
    return Precondition(versions=versions, parts=parts, must_be_new=_is_any(if_none_match))


def is_unchanged(if_none_match: str, current: str) -> bool:
    """Whether the client already holds ``current``: weak comparison; a malformed header matches nothing."""
    if _is_any(if_none_match):
        return True
    opaque = current.removeprefix("W/").strip('"')
    held = [found.group(2) for found in _TAG.finditer(if_none_match)]
    return opaque in held or opaque in (_CODED.sub("", tag) for tag in held)


def _is_any(header: str | None) -> bool:
    return header is not None and header.strip() == "*"


def _named(header: str) -> tuple[frozenset[int], frozenset[PartVersion]]:
    """The versions that a list of tags names: of wholes, and of parts."""
    if not _TAGS.fullmatch(header):
        raise MalformedTagsError(header)
    read = (_VERSION.fullmatch(found.group(2)) for found in _TAG.finditer(header))
    named = [(found.group(1), int(found.group(2))) for found in read if found is not None]
    known = frozenset(DossierPart)
    return (
        frozenset(number for part, number in named if part is None),
        frozenset(PartVersion(part=DossierPart(part), number=number) for part, number in named if part in known),
    )
