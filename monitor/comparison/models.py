"""Models that can be installed by name: where they come from, at which revision, and under which licence.

A file is checked against the checksum that stands here, or else against the one by which the hub itself stores it at
that revision: SHA-256 for large files, Git's own blob hash for small ones. What was verified is kept in model.json.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from monitor.errors import JudgeError

if TYPE_CHECKING:
    import aiohttp

_CHUNK = 1 << 20
_LARGEST = 2_000_000_000
_SILENCE = 60.0  # seconds without a byte
_HEX = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Model:
    """A model on a hub. `files` maps each path to its SHA-256, None where only the hub knows it."""

    repository: str
    revision: str
    files: Mapping[str, str | None]
    labels: tuple[str, ...]
    megabytes: int
    licence: str


_ORDER = ("contradiction", "entailment", "neutral")
MODELS: Mapping[str, Model] = {
    "nli-deberta-v3-xsmall": Model(
        repository="Xenova/nli-deberta-v3-xsmall",
        revision="d58e230aff8add03954f9e86579b8b004bb4a847",
        files={"onnx/model_quantized.onnx": None, "tokenizer.json": None, "config.json": None},
        labels=_ORDER,
        megabytes=96,
        licence="Apache-2.0 (cross-encoder/nli-deberta-v3-xsmall, of which it is an export)",
    ),
    "nli-deberta-v3-small": Model(
        repository="Xenova/nli-deberta-v3-small",
        revision="14861be08e229011de50437e60fdc7000166fee9",
        files={
            "onnx/model_quantized.onnx": "4edae6adf6ef735d3983a052113e8a235da2e9ac6a6cadf33f3fc088117e6051",
            "tokenizer.json": None,
            "config.json": None,
        },
        labels=_ORDER,
        megabytes=181,
        licence="Apache-2.0 (cross-encoder/nli-deberta-v3-small, of which it is an export)",
    ),
}


def model_folder(state: Path, name: str) -> Path:
    """Where an installed model stands; a name that is not installed is taken for a path."""
    installed = state / "models" / name
    return installed if PurePosixPath(name).name == name and installed.is_dir() else Path(name)


async def install(name: str, state: Path, hub: str) -> Path:
    """Fetch a model into the state folder, whole or not at all, and give its folder.

    Raises JudgeError for a name that is not known, and for a file that cannot be fetched or is not what it should be.
    """
    import aiohttp

    model = MODELS.get(name)
    if model is None:
        raise JudgeError(f"no model is called {name}; known are {', '.join(MODELS)}")
    target = state / "models" / name
    if (target / "model.json").is_file():
        return target
    part = target.with_name(f".{name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=_SILENCE, sock_read=_SILENCE)
        async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session:
            sums = {
                path: await _fetch(
                    session, f"{hub.rstrip('/')}/{model.repository}/resolve/{model.revision}/{path}", part, known
                )
                for path, known in model.files.items()
            }
        about = {"repository": model.repository, "revision": model.revision, "licence": model.licence, "sha256": sums}
        (part / "model.json").write_text(json.dumps(about, indent=1), "utf-8")
        shutil.rmtree(target, ignore_errors=True)
        part.rename(target)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise JudgeError(f"{name} could not be installed from {hub}: {error or type(error).__name__}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target


async def _fetch(session: aiohttp.ClientSession, url: str, folder: Path, known: str | None) -> str:
    """Fetch one file and give its SHA-256. Raises JudgeError where it is not what it should be."""
    target = folder / PurePosixPath(url).name
    async with session.get(url, headers={"Accept-Encoding": "identity"}) as response:
        if response.status != 200:
            raise JudgeError(f"{url} answers {response.status}")
        # The hub names the file's hash in its own answer, before it sends the reader on to where the bytes are.
        first = response.history[0] if response.history else response
        named = first.headers.get("X-Linked-ETag") or first.headers.get("ETag") or ""
        sha256, size = hashlib.sha256(), 0
        with target.open("wb") as file:
            async for chunk in response.content.iter_chunked(_CHUNK):
                size += len(chunk)
                if size > _LARGEST:
                    raise JudgeError(f"{url} is larger than a model of this kind can be")
                sha256.update(chunk)
                file.write(chunk)
    expected = known or named.removeprefix("W/").strip('"').lower()
    if not _HEX.fullmatch(expected):
        raise JudgeError(f"{url} comes without a checksum; download it yourself and set judge.nli.model to its folder")
    found = sha256.hexdigest() if len(expected) == 64 else _blob_hash(target, size)
    if found != expected:
        raise JudgeError(f"{url} is not the file it should be: its checksum is {found} and not {expected}")
    return sha256.hexdigest()


def _blob_hash(file: Path, size: int) -> str:
    """The hash by which Git names a file's content."""
    found = hashlib.sha1(f"blob {size}\0".encode(), usedforsecurity=False)
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()
