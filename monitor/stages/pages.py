"""Pages as they were received, kept by hash so that a better release can read them again."""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from pathlib import Path


def keep_page(state: Path, body: bytes) -> str:
    """Store a page once under `state/pages/` and give its name.

    The file is complete before it has its name; one that no version names is left over from a kill and
    harms nothing.
    """
    name = hashlib.sha256(body).hexdigest()
    path = page_path(state, name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = path.with_suffix(f".{os.getpid()}")
        unfinished.touch(mode=0o600)
        unfinished.write_bytes(gzip.compress(body, mtime=0))
        unfinished.replace(path)
    else:
        path.touch()  # as wanted as a new one: pruning spares what was stored lately
    return name


def kept_page(state: Path, name: str) -> bytes | None:
    """The page of this name, or None where it is no longer kept or its file does not hold it any more."""
    try:
        body = gzip.decompress(page_path(state, name).read_bytes())
    except (OSError, EOFError, zlib.error):
        return None
    return body if hashlib.sha256(body).hexdigest() == name else None


def page_path(state: Path, name: str) -> Path:
    """Where the page of this name is kept."""
    return state / "pages" / name[:2] / f"{name}.gz"
