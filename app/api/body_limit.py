"""How large a body may be."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.faults import EdgeError, Fault
from app.domain.text import Text

KIBIBYTE, MEBIBYTE = 1 << 10, 1 << 20
LARGEST_FILE = 20 * MEBIBYTE
LARGEST_BODY = MEBIBYTE
LARGEST_UPLOAD = LARGEST_FILE + MEBIBYTE
"""A file with the fields and boundaries around it."""


class BodyLimit:
    """Refuses a body larger than ``largest`` bytes: at once when its length is told, else as soon as it shows."""

    def __init__(self, app: ASGIApp, largest: int) -> None:
        self.app = app
        self.largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request. Raises EdgeError 413."""
        told = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if told.isdigit() and int(told) > self.largest:
            raise EdgeError(413, _admitted(self.largest))
        received = 0

        async def receive_some() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.largest:
                raise EdgeError(413, _admitted(self.largest))
            return message

        await self.app(scope, receive_some, send)


def _admitted(largest: int) -> Fault:
    size = min(largest, LARGEST_FILE)
    told, fr, en = (size // MEBIBYTE, "Mio", "MiB") if size >= MEBIBYTE else (size // KIBIBYTE, "Kio", "KiB")
    return Fault(
        code="payload_too_large",
        detail=Text(fr=f"Au plus {told} {fr} sont admis ici.", en=f"At most {told} {en} are admitted here."),
    )
