"""What people call the program and the machine that a request comes from, read from its User-Agent."""

from ua_parser import parse_os, parse_user_agent

_LONGEST = 512
_LONGEST_NAME = 60


def device_of(user_agent: str) -> str | None:
    """``Firefox, Windows``: no version, so that a device stays the same when it is updated. None where nothing says.

    A program that nobody knows goes by the name that it gives itself.
    """
    told = user_agent[:_LONGEST].strip()
    if not told:
        return None
    program, system = parse_user_agent(told), parse_os(told)
    names = [program.family if program else told.split("/")[0], system.family if system else ""]
    return ", ".join(_printable(name) for name in names if name) or None


def _printable(name: str) -> str:
    return "".join(char for char in name if char.isprintable())[:_LONGEST_NAME]


def load() -> None:
    """Read the rules by which programs are told apart: half a second, better spent before anybody waits."""
    device_of("-")
