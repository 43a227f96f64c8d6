"""What a verification looks at, by one statement."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.former_register import award_of
from app.db.gathered import Gathered
from app.db.jury import certificate_of
from app.db.sessions import seconds_to_wait
from app.db.tables import attempts, certificates, former_awards
from app.domain.certificates import as_written
from app.domain.former_register import number_found_by
from app.usecases.ports.verifying import Verifiable

_LOOKED_AT = Gathered(
    certificates=select(certificates).where(certificates.c.number == bindparam("number", type_=Text)),
    awards=select(former_awards).where(former_awards.c.number_key == bindparam("number_key", type_=Text)),
    attempts=select(attempts).where(attempts.c.key == func.any(bindparam("keys", type_=ARRAY(Text)))),
)


class SqlVerifications:
    """The certificates, the awards and the counters of attempts together."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def look_up(self, number: str, free: Mapping[str, int], at: datetime) -> Verifiable:
        """The numbers are unique: one row of either, or none."""
        told = await _LOOKED_AT.rows(
            self._connection, number=as_written(number), number_key=number_found_by(number), keys=list(free)
        )
        return Verifiable(
            certificate=next(map(certificate_of, told["certificates"]), None),
            award=next(map(award_of, told["awards"]), None),
            held_against={row.key: seconds_to_wait(row, free[row.key], at) for row in told["attempts"]},
        )
