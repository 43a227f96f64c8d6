"""`python -m app.probe URL`: exits with 0 where the process of this machine that is asked there answers 2xx, else 1.

For the health checks of containers, every few seconds: nothing but the standard library is loaded.
"""

import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

_SECONDS_TO_ANSWER = 3.0


def answers(url: str) -> bool:
    """Whether what listens at ``http://host:port/path`` answers, in time, that all is well."""
    parts = urlsplit(url)
    asked = HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=_SECONDS_TO_ANSWER)
    try:
        asked.request("GET", parts.path or "/")
        return 200 <= asked.getresponse().status < 300
    except (OSError, HTTPException):
        return False
    finally:
        asked.close()


if __name__ == "__main__":
    sys.exit(0 if answers(sys.argv[1]) else 1)
