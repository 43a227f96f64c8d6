"""Which addresses are a stranger's, and may be sent to: those of the public Internet, by the IANA's registries."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

IpAddress = IPv4Address | IPv6Address

_NOT_PUBLIC_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared with the provider (CGNAT)
        "127.0.0.0/8",  # this machine
        "169.254.0.0/16",  # this link, and the clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocols
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # measurements
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_PUBLIC_V6 = IPv6Network("2000::/3")
"""What is given out. All else is private, local, multicast, or holds an IPv4 address (::ffff:0:0/96, 64:ff9b::/96)."""
_NOT_PUBLIC_V6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocols, tunnels that hold an IPv4 address (Teredo)
        "2001:db8::/32",  # documentation
        "2002::/16",  # tunnels that hold an IPv4 address (6to4)
        "3fff::/20",  # documentation
    )
)


def is_public(address: IpAddress) -> bool:
    """Whether the address is one of the public Internet's."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_V4)
    return address in _PUBLIC_V6 and not any(address in network for network in _NOT_PUBLIC_V6)


def is_public_or_this_machine(address: IpAddress) -> bool:
    """The same, for the sandbox: whose receivers run beside it."""
    return address.is_loopback or is_public(address)


def literal(host: str) -> IpAddress | None:
    """The address that a URL's host is, None where it is a name."""
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None
