"""How long anybody waits for PostgreSQL: every wait ends, and the shortest ones end those that others stand behind."""

from dataclasses import dataclass

SECONDS_TO_CONNECT = 5
SECONDS_FOR_A_CONNECTION = 5
"""In the queue of a pool of connections."""
SECONDS_UNTRIED = 30
"""A connection that nobody used for so long is tried before it is given out: proxies close what is silent."""
SECONDS_TO_TRY = 3
_SECONDS_TO_BE_HEARD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Seconds after which the server gives up: a lock, a statement, a transaction in which nothing is asked.

    Zero bounds nothing.
    """

    lock: int
    statement: int
    idle_in_transaction: int

    @property
    def settings(self) -> dict[str, str]:
        """As PostgreSQL's own settings, in milliseconds."""
        return {
            "lock_timeout": str(self.lock * 1000),
            "statement_timeout": str(self.statement * 1000),
            "idle_in_transaction_session_timeout": str(self.idle_in_transaction * 1000),
        }

    @property
    def for_this_transaction(self) -> str:
        """The statement that sets them until the transaction ends, where PgBouncer lends connections for no longer."""
        return "SELECT " + ", ".join(f"set_config('{name}', '{value}', true)" for name, value in self.settings.items())

    @property
    def answer(self) -> float | None:
        """Seconds to wait for the server to say anything: a little longer than it gives itself; None where it may."""
        return self.statement + _SECONDS_TO_BE_HEARD if self.statement else None


SERVING = Waits(lock=4, statement=20, idle_in_transaction=60)
"""While somebody waits for an answer."""
WORKING = Waits(lock=30, statement=600, idle_in_transaction=600)
"""Background work and commands: scans read much, and a mail's row is held while its server is spoken to."""
MIGRATING = Waits(lock=5, statement=0, idle_in_transaction=0)
"""A table may take long to rewrite; nobody is kept waiting for the turn to begin."""
