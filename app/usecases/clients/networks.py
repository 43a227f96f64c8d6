"""From where a program may call: the secretariat may write the networks of those whose secret is worth stealing."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from app.domain.text import Text
from app.usecases.errors import AddressNotAllowed

MOST_NETWORKS = 16

NOT_FROM_HERE = Text(
    fr="Ce programme n'appelle que de ses propres adresses, et celle-ci n'en est pas : demandez au secrétariat.",
    en="This client calls from its own addresses alone, and this is none of them: ask the secretariat.",
)


def check_network(networks: tuple[str, ...], address: str) -> None:
    """Raise AddressNotAllowed where the address is of none of the networks; no network stands for anywhere."""
    if networks and not _is_of(networks, address):
        raise AddressNotAllowed(NOT_FROM_HERE)


def normalised_network(written: str) -> str:
    """The network in its usual form: one address is a network too. Raises ValueError."""
    return str(ip_network(written.strip()))


@lru_cache(maxsize=1000)
def _is_of(networks: Iterable[str], address: str) -> bool:
    try:
        known = ip_address(address)
    except ValueError:
        return False
    if isinstance(known, IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    return any(known in _network(each) for each in networks)


@lru_cache(maxsize=1000)
def _network(written: str) -> IPv4Network | IPv6Network:
    return ip_network(written)
