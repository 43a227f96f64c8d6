"""What the caller says of the version that it changes."""

from dataclasses import dataclass

from app.domain.dossier import Dossier
from app.domain.parts import DossierPart, PartVersion
from app.usecases.errors import PreconditionRequired, StaleVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Precondition:
    """``If-Match`` and ``If-None-Match``, parsed.

    ``versions``: the versions that the caller accepts, None where it sent no If-Match (``*`` is ``any_version``);
    ``parts``: those of parts of a dossier. ``must_be_new``: it sent ``If-None-Match: *``.
    """

    versions: frozenset[int] | None = None
    parts: frozenset[PartVersion] = frozenset()
    any_version: bool = False
    must_be_new: bool = False

    def check(self, version: int) -> None:
        """Raise StaleVersion when the caller named versions and ``version`` is none of them."""
        if self.versions is not None and version not in self.versions:
            raise StaleVersion(version)

    def check_replacement(self, version: int, *, exists: bool) -> None:
        """For PUT and PATCH: what exists is changed only by somebody who says which version.

        Raises PreconditionRequired where nothing was said, StaleVersion where it is another version,
        or where the caller meant to create what exists.
        """
        self._check_said(version, exists=exists)
        self.check(version)

    def check_act(self, dossier: Dossier) -> None:
        """For what is posted to a dossier: it honours the tag of the dossier, or of any part of it.

        Raises StaleVersion, with the version of the part where the caller named versions of that part alone.
        """
        named = sorted({each.part for each in self.parts})
        current = [part.version_in(dossier) for part in named]
        if self.parts.isdisjoint(current):
            self._check_either(dossier.version, current[0] if len(current) == 1 and not self.versions else None)

    def check_part(self, part: DossierPart, dossier: Dossier) -> None:
        """For a part of a dossier that is put: it takes its own tag, or the dossier's current one.

        Raises PreconditionRequired, StaleVersion, as for any replacement.
        """
        current = part.version_in(dossier)
        self._check_said(current, exists=part.is_in(dossier))
        if current not in self.parts:
            self._check_either(dossier.version, current)

    def _check_said(self, current: int | PartVersion, *, exists: bool) -> None:
        if exists and self.must_be_new:
            raise StaleVersion(current)
        if exists and self.versions is None and not self.any_version:
            raise PreconditionRequired

    def _check_either(self, version: int, current: PartVersion | None) -> None:
        if self.versions is not None and version not in self.versions:
            raise StaleVersion(current or version)


NO_PRECONDITION = Precondition()
