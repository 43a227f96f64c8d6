"""Second factors, as rows. What may serve once is taken by the statement that looks for it: of two, one finds it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Exists, Row, delete, exists, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import (
    factor_resets,
    passkey_challenges,
    passkeys,
    recovery_codes,
    sign_in_challenges,
    totp_secrets,
)
from app.usecases.access import Role
from app.usecases.ports.accounts import Factor
from app.usecases.ports.factors import (
    FactorMethod,
    FactorReset,
    Passkey,
    PasskeyChallenge,
    PasskeyPurpose,
    SignInChallenge,
)


def _is_held(user_id: UUID) -> Mapping[FactorMethod, Exists]:
    totp, codes = totp_secrets.c, recovery_codes.c
    return {
        FactorMethod.TOTP: exists().where(totp.user_id == user_id, totp.sealed.is_not(None)),
        FactorMethod.PASSKEY: exists().where(passkeys.c.user_id == user_id),
        FactorMethod.RECOVERY_CODE: exists().where(codes.user_id == user_id, codes.used_at.is_(None)),
    }


class SqlFactors:
    """What accounts show beside, or instead of, a password."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def methods_of(self, user_id: UUID) -> tuple[FactorMethod, ...]:
        """Recovery codes go with a factor; alone, they are what is left of one that was taken away."""
        asked = [is_held.label(method) for method, is_held in _is_held(user_id).items()]
        row = (await self._connection.execute(select(*asked))).mappings().one()
        held = tuple(method for method in FactorMethod if row[method])
        return held if set(held) - {FactorMethod.RECOVERY_CODE} else ()

    async def add_sign_in(self, digest: bytes, challenge: SignInChallenge) -> None:
        """Keep a sign-in that awaits its second factor."""
        await self._connection.execute(
            insert(sign_in_challenges).values(
                token_hash=digest,
                user_id=challenge.user_id,
                session_id=challenge.session_id,
                role=challenge.role,
                factor=challenge.factor,
                created_at=challenge.created_at,
                expires_at=challenge.expires_at,
            )
        )

    async def sign_in(self, digest: bytes, at: datetime) -> SignInChallenge | None:
        """The sign-in, None where it is over."""
        query = select(sign_in_challenges).where(
            sign_in_challenges.c.token_hash == digest, sign_in_challenges.c.expires_at > at
        )
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        return SignInChallenge(
            user_id=row.user_id,
            session_id=row.session_id,
            role=Role(row.role),
            factor=Factor(row.factor),
            created_at=row.created_at,
            expires_at=row.expires_at,
        )

    async def spend_sign_in(self, digest: bytes, at: datetime) -> bool:
        """Take it."""
        return await self._done(
            delete(sign_in_challenges)
            .where(sign_in_challenges.c.token_hash == digest, sign_in_challenges.c.expires_at > at)
            .returning(sign_in_challenges.c.user_id)
        )

    async def totp(self, user_id: UUID) -> bytes | None:
        """The secret in force."""
        query = select(totp_secrets.c.sealed).where(totp_secrets.c.user_id == user_id)
        sealed: bytes | None = await self._connection.scalar(query)
        return sealed

    async def propose_totp(self, user_id: UUID, sealed: bytes, until: datetime) -> None:
        """Keep a secret aside."""
        values = {"proposed": sealed, "proposed_until": until}
        await self._connection.execute(
            upsert(totp_secrets)
            .values(user_id=user_id, **values)
            .on_conflict_do_update(index_elements=["user_id"], set_=values)
        )

    async def proposed_totp(self, user_id: UUID, at: datetime) -> bytes | None:
        """The secret kept aside, None where none is or its time is over."""
        query = select(totp_secrets.c.proposed).where(
            totp_secrets.c.user_id == user_id, totp_secrets.c.proposed_until > at
        )
        sealed: bytes | None = await self._connection.scalar(query)
        return sealed

    async def confirm_totp(self, user_id: UUID, *, counter: int, at: datetime) -> None:
        """Put the secret kept aside in force."""
        await self._connection.execute(
            update(totp_secrets)
            .where(totp_secrets.c.user_id == user_id)
            .values(
                sealed=totp_secrets.c.proposed,
                last_counter=counter,
                confirmed_at=at,
                proposed=None,
                proposed_until=None,
            )
        )

    async def use_totp(self, user_id: UUID, counter: int) -> bool:
        """Take the code of that counter."""
        unused = or_(totp_secrets.c.last_counter.is_(None), totp_secrets.c.last_counter < counter)
        return await self._done(
            update(totp_secrets)
            .where(totp_secrets.c.user_id == user_id, totp_secrets.c.sealed.is_not(None), unused)
            .values(last_counter=counter)
            .returning(totp_secrets.c.user_id)
        )

    async def remove_totp(self, user_id: UUID) -> bool:
        """Delete the secret in force, and the one that was to replace it."""
        was_in_force = totp_secrets.c.sealed.is_not(None)
        return await self._done(
            delete(totp_secrets)
            .where(totp_secrets.c.user_id == user_id, was_in_force)
            .returning(totp_secrets.c.user_id)
        )

    async def replace_recovery_codes(self, user_id: UUID, digests: Sequence[bytes], at: datetime) -> None:
        """Delete the former codes, keep the new ones."""
        await self._connection.execute(delete(recovery_codes).where(recovery_codes.c.user_id == user_id))
        if digests:
            rows = [{"user_id": user_id, "digest": digest, "created_at": at} for digest in digests]
            await self._connection.execute(insert(recovery_codes), rows)

    async def use_recovery_code(self, user_id: UUID, digest: bytes, at: datetime) -> bool:
        """Take one."""
        codes = recovery_codes.c
        return await self._done(
            update(recovery_codes)
            .where(codes.user_id == user_id, codes.digest == digest, codes.used_at.is_(None))
            .values(used_at=at)
            .returning(codes.user_id)
        )

    async def recovery_codes_left(self, user_id: UUID) -> int:
        """How many may still serve."""
        query = select(func.count()).where(recovery_codes.c.user_id == user_id, recovery_codes.c.used_at.is_(None))
        return int(await self._connection.scalar(query) or 0)

    async def add_passkey(self, passkey: Passkey) -> bool:
        """Keep one, unless that key is known."""
        return await self._done(
            upsert(passkeys)
            .values(
                id=passkey.id,
                user_id=passkey.user_id,
                name=passkey.name,
                credential_id=passkey.credential_id,
                public_key=passkey.public_key,
                sign_count=passkey.sign_count,
                transports=list(passkey.transports),
                created_at=passkey.created_at,
            )
            .on_conflict_do_nothing(index_elements=["credential_id"])
            .returning(passkeys.c.id)
        )

    async def passkeys(self, user_id: UUID) -> list[Passkey]:
        """Those of an account."""
        query = select(passkeys).where(passkeys.c.user_id == user_id).order_by(passkeys.c.id.desc())
        return [_passkey(row) for row in await self._connection.execute(query)]

    async def passkey_by_credential(self, credential_id: bytes) -> Passkey | None:
        """The passkey; who would use it holds the lock of its account."""
        query = select(passkeys).where(passkeys.c.credential_id == credential_id)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _passkey(row)

    async def use_passkey(self, passkey_id: UUID, sign_count: int, at: datetime) -> None:
        """Keep its count."""
        used = update(passkeys).where(passkeys.c.id == passkey_id)
        await self._connection.execute(used.values(sign_count=sign_count, last_used_at=at))

    async def remove_passkey(self, user_id: UUID, passkey_id: UUID) -> bool:
        """Delete one of the account's."""
        return await self._done(
            delete(passkeys).where(passkeys.c.user_id == user_id, passkeys.c.id == passkey_id).returning(passkeys.c.id)
        )

    async def add_passkey_challenge(self, challenge: bytes, kept: PasskeyChallenge) -> None:
        """Keep what was given to sign."""
        await self._connection.execute(
            insert(passkey_challenges).values(
                challenge=challenge,
                purpose=kept.purpose,
                user_id=kept.user_id,
                sign_in=kept.sign_in,
                expires_at=kept.expires_at,
            )
        )

    async def spend_passkey_challenge(
        self, challenge: bytes, purposes: Sequence[PasskeyPurpose], at: datetime
    ) -> PasskeyChallenge | None:
        """Take it."""
        kept = passkey_challenges.c
        statement = (
            delete(passkey_challenges)
            .where(kept.challenge == challenge, kept.purpose.in_(purposes), kept.expires_at > at)
            .returning(passkey_challenges)
        )
        row = (await self._connection.execute(statement)).one_or_none()
        if row is None:
            return None
        return PasskeyChallenge(
            purpose=PasskeyPurpose(row.purpose), user_id=row.user_id, sign_in=row.sign_in, expires_at=row.expires_at
        )

    async def forget_all(self, user_id: UUID) -> None:
        """Delete all of it."""
        for table in (sign_in_challenges, passkey_challenges, totp_secrets, recovery_codes, passkeys):
            await self._connection.execute(delete(table).where(table.c.user_id == user_id))

    async def pending_reset(self, user_id: UUID, since: datetime) -> FactorReset | None:
        """The last one asked for since then."""
        resets = factor_resets.c
        query = (
            select(factor_resets)
            .where(resets.user_id == user_id, resets.done_at.is_(None), resets.asked_at > since)
            .order_by(resets.asked_at.desc())
            .limit(1)
        )
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else FactorReset(**row)

    async def add_reset(self, reset: FactorReset) -> None:
        """Keep what is asked for."""
        await self._connection.execute(
            insert(factor_resets).values(
                id=reset.id,
                user_id=reset.user_id,
                reason=reset.reason,
                asked_by=reset.asked_by,
                asked_at=reset.asked_at,
                done_by=reset.done_by,
                done_at=reset.done_at,
                done_reason=reset.done_reason,
            )
        )

    async def do_reset(self, reset: FactorReset) -> None:
        """Note that it is done."""
        done = update(factor_resets).where(factor_resets.c.id == reset.id)
        await self._connection.execute(
            done.values(done_by=reset.done_by, done_at=reset.done_at, done_reason=reset.done_reason)
        )

    async def _done(self, statement: Any) -> bool:
        """Whether the statement, which returns what it touched, touched anything."""
        return (await self._connection.execute(statement)).first() is not None


def _passkey(row: Row[Any]) -> Passkey:
    return Passkey(
        id=row.id,
        user_id=row.user_id,
        name=row.name,
        credential_id=row.credential_id,
        public_key=row.public_key,
        sign_count=row.sign_count,
        transports=tuple(row.transports),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
    )
