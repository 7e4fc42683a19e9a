"""Every exception of the layers below becomes a Failure."""

from __future__ import annotations

import inspect
import socket
import ssl
import tracemalloc
import zlib
from collections.abc import Callable

import aiohttp
import brotli
import pytest
import zstandard
from aiohttp import client_exceptions, http_exceptions
from hypothesis import given
from hypothesis import strategies as st

from monitor.network import FailureKind
from monitor.network.decoding import BadEncoding, Decoder, TooLarge
from monitor.network.failures import OUTSIDE, from_exception

# It belongs to websockets, which are not used.
_NEVER_RAISED = {aiohttp.WSMessageTypeError}

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: zlib.compress(data, wbits=31),
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "identity": bytes,
}


def _classes(module: object) -> list[type[BaseException]]:
    found = [value for _, value in inspect.getmembers(module, inspect.isclass)]
    return [value for value in found if issubclass(value, Exception) and value not in _NEVER_RAISED]


@pytest.mark.parametrize("error", [*_classes(client_exceptions), *_classes(http_exceptions)])
def test_every_exception_of_aiohttp_is_caught(error: type[BaseException]):
    assert issubclass(error, OUTSIDE)


@pytest.mark.parametrize(
    "error",
    [OSError, TimeoutError, ConnectionResetError, socket.gaierror, ssl.SSLError, ssl.CertificateError, UnicodeError],
)
def test_every_exception_of_sockets_and_tls_is_caught(error: type[BaseException]):
    assert issubclass(error, OUTSIDE)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (TimeoutError(), FailureKind.TIMEOUT),
        (aiohttp.ServerTimeoutError(), FailureKind.TIMEOUT),
        (aiohttp.ServerDisconnectedError(), FailureKind.CONNECT),
        (ConnectionResetError(), FailureKind.CONNECT),
        (aiohttp.ClientPayloadError(), FailureKind.PROTOCOL),
        (aiohttp.InvalidURL("x"), FailureKind.PROTOCOL),
        (http_exceptions.BadStatusLine("x"), FailureKind.PROTOCOL),
        (socket.gaierror(-2, "x"), FailureKind.DNS),
        (ssl.SSLError("x"), FailureKind.TLS),
        (ssl.CertificateError("x"), FailureKind.TLS),
        (BadEncoding("data"), FailureKind.BAD_ENCODING),
        (ValueError("x"), FailureKind.PROTOCOL),
    ],
)
def test_an_exception_becomes_a_failure_of_its_kind(error: BaseException, kind: FailureKind):
    failure = from_exception(error, "http://example.org/?key=secret", "example.org")
    assert failure.kind is kind
    assert "secret" not in failure.reason


@given(
    st.binary(max_size=3000),
    st.integers(1, 500),
    st.integers(0, 4000),
    st.sampled_from(list(PACKERS)),
)
def test_a_body_is_decoded_whole_or_refused_however_it_is_cut(data: bytes, piece: int, limit: int, coding: str):
    packed = PACKERS[coding](data)
    decoder = Decoder(coding, limit)
    try:
        for start in range(0, len(packed), piece):
            decoder.feed(packed[start : start + piece])
    except TooLarge:
        assert max(len(data), len(packed)) > limit
        assert len(decoder.body) <= limit
        return
    assert decoder.finish() == data


@given(st.sampled_from(list(PACKERS)), st.binary(max_size=500))
def test_any_bytes_under_any_coding_decode_or_are_refused(coding: str, data: bytes):
    decoder = Decoder(coding, 10_000)
    try:
        decoder.feed(data)
        assert len(decoder.finish()) <= 10_000
    except BadEncoding as error:
        assert str(error)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_compressed_bomb_stops_at_the_bound_and_near_it_in_memory(coding: str):
    bomb = PACKERS[coding](b"0" * 100_000_000)
    decoder = Decoder(coding, 100_000)
    tracemalloc.start()
    with pytest.raises(TooLarge):
        decoder.feed(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(decoder.body) == 100_000
    assert peak < 20_000_000


def test_a_zstandard_frame_that_wants_a_huge_window_is_refused():
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=27)
    packed = zstandard.ZstdCompressor(compression_params=parameters).compressobj().compress(b"x" * 300_000)
    assert packed
    with pytest.raises(BadEncoding):
        Decoder("zstd", 10_000_000).feed(packed)


def test_many_zstandard_frames_in_a_row_are_one_body():
    decoder = Decoder("zstd", 1_000_000)
    decoder.feed(zstandard.compress(b"ab" * 600) * 50)
    assert decoder.finish() == b"ab" * 600 * 50


def test_many_gzip_members_in_a_row_are_one_body():
    decoder = Decoder("gzip", 1_000_000)
    decoder.feed(zlib.compress(b"ab", wbits=31) * 5000)
    assert decoder.finish() == b"ab" * 5000
