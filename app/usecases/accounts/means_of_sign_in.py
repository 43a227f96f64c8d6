"""What opens an account: a password, a passkey, an identity elsewhere. The last of them does not go."""

from collections.abc import Iterable

from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.errors import InvalidInput
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import User
from app.usecases.ports.openid import LinkedIdentity

_LAST_MEANS = Violation(
    code="last_means_of_sign_in",
    detail=Text(
        fr="Plus rien d'autre n'ouvrirait ce compte : liez d'abord une autre identité, ou enregistrez une clé d'accès.",
        en="Nothing else would open this account: link another identity first, or register a passkey.",
    ),
)


async def check_still_opens(uow: UnitOfWork, user: User, identities: Iterable[LinkedIdentity]) -> None:
    """Raises InvalidInput where no password, no passkey and none of these identities would open the account."""
    if user.password_hash is None and not any(identities) and not await uow.factors.passkeys(user.id):
        raise InvalidInput(_LAST_MEANS)
