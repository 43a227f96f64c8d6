"""Bytes that are the same for everybody, told once: made once, packed once, never sent twice to who holds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from gzip import compress
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from app.api.compression import takes_gzip
from app.api.preconditions import is_unchanged

_WORTH_PACKING = ("text/", "application/json", "application/javascript", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class StaticContent:
    """One representation. ``packed`` is None where gzip would save nothing."""

    content: bytes
    media_type: str
    digest: str
    packed: bytes | None

    @classmethod
    def of(cls, content: bytes, media_type: str) -> "StaticContent":
        """The bytes, with what is worked out of them once."""
        packed = compress(content, mtime=0) if media_type.startswith(_WORTH_PACKING) else None
        return cls(content, media_type, sha256(content).hexdigest()[:16], packed)

    def answer(self, request: Request, headers: Mapping[str, str]) -> Response:
        """The bytes, packed for who takes gzip; 304 for who holds them already."""
        packs = self.packed is not None and takes_gzip(request.headers.get("accept-encoding", ""))
        tag = f'"{self.digest}{"-gzip" if packs else ""}"'
        varies = ", ".join(filter(None, (headers.get("Vary"), "Accept-Encoding" if self.packed else None)))
        told = {**headers, "ETag": tag, **({"Vary": varies} if varies else {})}
        if is_unchanged(request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers=told)
        if packs and self.packed is not None:
            return Response(self.packed, headers={**told, "Content-Encoding": "gzip"}, media_type=self.media_type)
        return Response(self.content, headers=told, media_type=self.media_type)
