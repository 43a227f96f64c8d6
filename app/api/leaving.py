"""That this process is about to stop: it says so before it stops listening, so that nobody is sent to it meanwhile."""

from dataclasses import dataclass


@dataclass(slots=True)
class LeavingProcess:
    """``announced``: told to stop, the process is not ready any more, each connection ends with its answer, and what
    stays open ends now."""

    announced: bool = False


LEAVING = LeavingProcess()
"""Of the whole process, as the signal is."""
