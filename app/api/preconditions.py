"""ETags and the headers that compare them: RFC 9110, section 13."""

import re

from app.usecases.preconditions import Precondition

_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
_TAGS = re.compile(rf"\s*{_TAG.pattern}\s*(,\s*{_TAG.pattern}\s*)*")

_VERSION = re.compile(r"([0-9]{1,9})(?:-[!-~]*)?")
"""A version, and what a tag says beside it of what changes without one."""


class MalformedTagsError(ValueError):
    """A header that is neither ``*`` nor a list of quoted tags."""


def etag(version: int) -> str:
    """The strong tag of a version."""
    return f'"{version}"'


def precondition(if_match: str | None, if_none_match: str | None) -> Precondition:
    """What the two headers ask. Weak tags and tags that are not ours match no version.

    Raises MalformedTagsError.
    """
    if if_match is not None and if_match.strip() == "*":
        return Precondition(any_version=True, must_be_new=_is_any(if_none_match))
    return Precondition(versions=None if if_match is None else _versions(if_match), must_be_new=_is_any(if_none_match))


def is_unchanged(if_none_match: str, current: str) -> bool:
    """Whether the client already holds ``current``: weak comparison; a malformed header matches nothing."""
    if _is_any(if_none_match):
        return True
    opaque = current.removeprefix("W/").strip('"')
    return any(found.group(2) == opaque for found in _TAG.finditer(if_none_match))


def _is_any(header: str | None) -> bool:
    return header is not None and header.strip() == "*"


def _versions(header: str) -> frozenset[int]:
    if not _TAGS.fullmatch(header):
        raise MalformedTagsError(header)
    strong = (found.group(2) for found in _TAG.finditer(header) if not found.group(1))
    named = (_VERSION.fullmatch(opaque) for opaque in strong)
    return frozenset(int(found.group(1)) for found in named if found is not None)
