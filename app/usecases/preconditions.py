"""What the caller says of the version that it changes."""

from dataclasses import dataclass

from app.usecases.errors import PreconditionRequired, StaleVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Precondition:
    """``If-Match`` and ``If-None-Match``, parsed.

    ``versions``: the versions that the caller accepts, None where it sent no If-Match (``*`` is ``any_version``).
    ``must_be_new``: it sent ``If-None-Match: *``.
    """

    versions: frozenset[int] | None = None
    any_version: bool = False
    must_be_new: bool = False

    def check(self, version: int) -> None:
        """Raise StaleVersion when the caller named versions and ``version`` is none of them."""
        if self.versions is not None and version not in self.versions:
            raise StaleVersion

    def check_replacement(self, version: int, *, exists: bool) -> None:
        """For PUT and PATCH: what exists is changed only by somebody who says which version.

        Raises PreconditionRequired where nothing was said, StaleVersion where it is another version,
        or where the caller meant to create what exists.
        """
        if exists and self.must_be_new:
            raise StaleVersion
        if exists and self.versions is None and not self.any_version:
            raise PreconditionRequired
        self.check(version)


NO_PRECONDITION = Precondition()
