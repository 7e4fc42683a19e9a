"""Which addresses may be dialled."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from monitor.network import Failure, FailureKind, Request, Response
from monitor.network.addresses import NamedPermit, Permit, may_dial, read_permit, resolve_permits
from tests.network_loopback import Loopback, client, reply

CLOSED = """127.0.0.1 127.8.8.8 0.0.0.0 10.0.0.1 172.16.0.1 192.168.0.1 169.254.169.254 100.64.0.1 192.0.0.1 192.0.2.1
198.18.0.1 198.51.100.1 203.0.113.1 240.0.0.1 255.255.255.255 224.0.0.1 192.88.99.1 ::1 :: ::ffff:127.0.0.1
::ffff:10.0.0.1 ::127.0.0.1 fe80::1 fc00::1 fd00:ec2::254 fec0::1 ff02::1 2001:db8::1 2001::1 64:ff9b::7f00:1
64:ff9b:1::1 2002:7f00:1:: 2002:a00:1:: 5f00::1 100::1"""


@pytest.mark.parametrize("address", CLOSED.split())
def test_private_and_reserved_addresses_are_not_dialled(address: str):
    assert not may_dial(address, 80, ())


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::"]
)
def test_public_addresses_are_dialled_also_inside_an_ipv6_one(address: str):
    assert may_dial(address, 443, ())


@pytest.mark.parametrize("text", ["localhost", "127.1", "0x7f.1", "", "1.2.3.4.5"])
def test_text_that_is_no_address_is_not_dialled(text: str):
    assert not may_dial(text, 80, ())


@pytest.mark.parametrize(
    ("entry", "address", "port", "allowed"),
    [
        ("127.0.0.1:8000", "127.0.0.1", 8000, True),
        ("127.0.0.1:8000", "127.0.0.1", 8001, False),
        ("127.0.0.1:8000", "127.0.0.2", 8000, False),
        ("127.0.0.1:8000", "::ffff:127.0.0.1", 8000, True),
        ("[::1]:8000", "::1", 8000, True),
        ("[::1]:8000", "127.0.0.1", 8000, False),
        ("10.0.0.0/8", "10.1.2.3", 9, True),
        ("10.0.0.0/8", "11.1.2.3", 9, True),  # public anyway
        ("10.0.0.0/8", "192.168.0.1", 9, False),
        ("192.168.7.7", "192.168.7.7", 9, True),
        ("fd00::/8", "fd12::1", 9, True),
    ],
)
def test_a_permit_covers_its_network_and_port_only(entry: str, address: str, port: int, allowed: bool):
    assert may_dial(address, port, resolve_permits([entry])) is allowed


def test_a_permit_is_read_from_its_text():
    assert read_permit("127.0.0.1:80") == Permit(ip_network("127.0.0.1/32"), 80)
    assert read_permit("Intranet.example:8080") == NamedPermit("intranet.example", 8080)


@pytest.mark.parametrize("entry", ["", "intranet", "host:", ":80", "host:0", "host:70000", "host:x", "10.0.0.0/99"])
def test_a_permit_that_names_nothing_is_refused_with_its_text(entry: str):
    with pytest.raises(ValueError, match="neither host:port nor a network"):
        read_permit(entry)


@pytest.mark.parametrize(
    ("allow", "kind"), [(False, Failure), (True, Response), (("127.0.0.1:1",), Failure), (("127.0.0.0/8",), Response)]
)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f000001"])
async def test_loopback_is_read_only_where_it_is_permitted(allow: object, kind: type, host: str):
    async with Loopback(reply(200, b"x")) as server, client(allow_private_addresses=allow) as reader:
        answer = await reader.fetch(Request(f"http://{host}:{server.port}/"))
    assert isinstance(answer, kind)
    assert server.connections == (1 if kind is Response else 0)
    if isinstance(answer, Failure):
        assert answer.kind is FailureKind.FORBIDDEN_ADDRESS
        assert "allow_private_addresses" in answer.reason


async def test_a_permitted_name_is_dialled_at_its_port():
    async with (
        Loopback(reply(200, b"x")) as server,
        client(allow_private_addresses=(f"localhost:{server.port}",)) as reader,
    ):
        assert isinstance(await reader.fetch(Request(f"http://localhost:{server.port}/")), Response)


async def test_behind_a_proxy_private_targets_are_refused_and_others_go_through_it():
    async with (
        Loopback(reply(200, b"through the proxy")) as proxy,
        client(allow_private_addresses=False, proxy=proxy.base) as reader,
    ):
        private = await reader.fetch(Request("http://127.0.0.1:9/"))
        public = await reader.fetch(Request("http://unknown-to-us.invalid/feed"))
    assert isinstance(private, Failure)
    assert private.kind is FailureKind.FORBIDDEN_ADDRESS
    assert isinstance(public, Response)
    assert [heard.target for heard in proxy.heard] == ["http://unknown-to-us.invalid/feed"]
