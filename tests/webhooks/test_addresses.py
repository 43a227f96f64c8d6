"""Which addresses are a stranger's: none of this machine, of its networks, nor what leads back to them."""

from ipaddress import ip_address

import pytest

from app.adapters.webhooks.addresses import is_public, is_public_or_this_machine

INSIDE = (
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.8.8.8", "169.254.169.254"),
    *("172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1"),
    *("198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1"),
    *("2001::1", "2001:db8::1", "2002:a00:1::1", "3fff::1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0"),
    *("fec0::1", "ff02::1", "5f00::1"),
)
OUTSIDE = (
    *("1.1.1.1", "8.8.8.8", "93.184.215.14", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1"),
    *("192.0.1.1", "198.17.0.1", "198.20.0.1", "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "2001:4860::1"),
)


@pytest.mark.parametrize("address", INSIDE)
def test_what_leads_inside_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_given_out_is_public(address: str) -> None:
    assert is_public(ip_address(address))
    assert is_public_or_this_machine(ip_address(address))


def test_the_sandbox_writes_to_its_own_machine_and_no_further_inside() -> None:
    admitted = {address for address in INSIDE if is_public_or_this_machine(ip_address(address))}

    assert admitted == {"127.0.0.1", "127.8.8.8", "::1"}
