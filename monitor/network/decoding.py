"""Reading a body with bounds: on the bytes that arrive and on what they expand to."""

from __future__ import annotations

import zlib
from typing import Protocol

import brotli
import zstandard

OFFERED = "gzip, deflate, br, zstd"
_CODINGS = frozenset({"identity", "gzip", "deflate", "br", "zstd"})
_MAGIC = {"gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}  # of codings whose data may follow one another
_ZSTD_WINDOW = 8 * 1024 * 1024  # the most that a reader has to support (RFC 9659)
_ZSTD_SLICE = 256  # a block of 4 bytes expands to 128 kB, so this many bytes to 8 MB
_ERRORS = (zlib.error, brotli.error, zstandard.ZstdError)
_GZIP = 16 + zlib.MAX_WBITS
_ZLIB = zlib.MAX_WBITS
_RAW_DEFLATE = -zlib.MAX_WBITS


class TooLarge(Exception):
    """A body passed its bound; the part before the bound is what `Decoder.body` holds."""


class BadEncoding(Exception):
    """A content coding that was not offered, is nested, or does not decode."""


class _Inflater(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


class _Brotli:
    """A brotli stream with the bound that zlib's has."""

    unused_data = b""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    @property
    def eof(self) -> bool:
        return bool(self._stream.is_finished())

    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes:
        return bytes(self._stream.process(data, output_buffer_limit=max_length))


class _Zstd:
    """A Zstandard frame, read in slices so short that none expands far beyond the bound."""

    def __init__(self) -> None:
        self._stream = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
        self.unused_data = b""

    @property
    def eof(self) -> bool:
        return self._stream.eof

    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes:
        out = bytearray()
        for start in range(0, len(data), _ZSTD_SLICE):
            out += self._stream.decompress(data[start : start + _ZSTD_SLICE])
            if self._stream.eof:
                self.unused_data = self._stream.unused_data + data[start + _ZSTD_SLICE :]
                break
            if len(out) >= max_length:
                break
        return bytes(out)


class Decoder:
    """Collects a body of one content coding of those offered, never more than `limit` bytes of it.

    `Content-Encoding: deflate` means zlib data (RFC 9110 §8.4.1.2), but servers send raw deflate too.
    """

    def __init__(self, coding: str, limit: int) -> None:
        names = [name.strip().lower() for name in coding.split(",")]
        names = [name for name in names if name and name != "identity"]
        if len(names) > 1:
            raise BadEncoding("several content codings in a row, which was not asked for")
        self._coding = names[0].removeprefix("x-") if names else "identity"
        if self._coding not in _CODINGS:
            raise BadEncoding("a content coding that was not asked for")
        self._limit = limit
        self._arrived = 0
        self._inflater: _Inflater | None = None
        self.body = bytearray()

    def feed(self, data: bytes) -> None:
        """Add bytes as they arrived. Raises TooLarge or BadEncoding."""
        self._arrived += len(data)
        if self._coding == "identity":
            self._keep(data)
        elif self._arrived > self._limit:
            raise TooLarge
        else:
            self._inflate(data)

    def finish(self) -> bytes:
        """The whole body. Raises BadEncoding when the compressed data end too early."""
        if self._arrived and self._inflater is not None and not self._inflater.eof:
            raise BadEncoding("compressed data that end too early")
        return bytes(self.body)

    def _inflate(self, data: bytes) -> None:
        while data:
            if self._inflater is None or (self._inflater.eof and self._goes_on(data)):
                self._inflater = self._stream(data)
            if self._inflater.eof:
                return
            try:
                self._keep(self._inflater.decompress(data, self._limit - len(self.body) + 1))
            except _ERRORS as error:
                raise BadEncoding(f"data that are not {self._coding}, though the answer says so") from error
            data = self._inflater.unused_data

    def _keep(self, data: bytes) -> None:
        room = self._limit - len(self.body)
        self.body += data[:room]
        if len(data) > room:
            raise TooLarge

    def _goes_on(self, data: bytes) -> bool:
        magic = _MAGIC.get(self._coding)
        return magic is not None and data.startswith(magic)

    def _stream(self, data: bytes) -> _Inflater:
        if self._coding == "br":
            return _Brotli()
        if self._coding == "zstd":
            return _Zstd()
        if self._coding == "gzip":
            return zlib.decompressobj(_GZIP)
        return zlib.decompressobj(_ZLIB if _looks_like_zlib(data) else _RAW_DEFLATE)


def _looks_like_zlib(data: bytes) -> bool:
    """Whether data start with a zlib header (RFC 1950 §2.2); one byte alone is taken for one."""
    if len(data) < 2:
        return data[:1] == b"\x78"
    return data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
