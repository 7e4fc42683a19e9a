"""A model is installed whole or not at all, from a hub that says what each file must be."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.comparison import models
from monitor.comparison.models import MODELS, Model, install, model_folder
from monitor.comparison.nli import NliModel
from monitor.errors import JudgeError
from tests.tiny_nli import make_model

REVISION = "0123456789abcdef0123456789abcdef01234567"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def blob(data: bytes) -> str:
    return hashlib.sha1(f"blob {len(data)}\0".encode() + data).hexdigest()


class Hub:
    """The hub's ways: large files are kept elsewhere, and their SHA-256 stands in the answer that sends there."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)
        self.sent = dict(files)
        self.named: dict[str, str | None] = {
            path: f'"{sha256(data) if path.endswith(".onnx") else blob(data)}"' for path, data in files.items()
        }
        self.asked: list[str] = []
        self.address = ""


@contextmanager
def running(hub: Hub) -> Iterator[Hub]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hub.asked.append(self.path)
            start = f"/owner/tiny/resolve/{REVISION}/"
            if self.path.startswith("/cdn/"):
                self._send(200, {"ETag": '"of-the-cdn"'}, hub.sent[self.path.removeprefix("/cdn/")])
            elif not self.path.startswith(start) or self.path.removeprefix(start) not in hub.files:
                self._send(404, {"X-Error-Code": "EntryNotFound"}, b"Entry not found")
            elif self.path.endswith(".onnx"):
                path = self.path.removeprefix(start)
                named = {} if hub.named[path] is None else {"X-Linked-ETag": str(hub.named[path])}
                self._send(302, {"Location": f"/cdn/{path}", "X-Repo-Commit": REVISION, **named}, b"")
            else:
                path = self.path.removeprefix(start)
                named = {} if hub.named[path] is None else {"ETag": str(hub.named[path])}
                self._send(200, named, hub.sent[path])

        def _send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hub.address = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    made = make_model(tmp_path / "made")
    files = {
        "onnx/model.onnx": (made / "model.onnx").read_bytes(),
        "tokenizer.json": (made / "tokenizer.json").read_bytes(),
        "config.json": (made / "config.json").read_bytes(),
    }
    model = Model("owner/tiny", REVISION, dict.fromkeys(files), ("contradiction", "entailment", "neutral"), 1, "MIT")
    monkeypatch.setattr(models, "MODELS", {"tiny": model})
    with running(Hub(files)) as opened:
        yield opened


async def test_an_installed_model_can_be_used_by_its_name(tmp_path: Path, hub: Hub) -> None:
    folder = await install("tiny", tmp_path / "state", hub.address)
    assert folder == model_folder(tmp_path / "state", "tiny") == tmp_path / "state" / "models" / "tiny"
    assert NliModel(folder).name == "tiny"
    about = json.loads((folder / "model.json").read_text())
    assert (about["revision"], about["sha256"]["tokenizer.json"]) == (REVISION, sha256(hub.files["tokenizer.json"]))


async def test_a_model_that_is_there_is_not_fetched_again(tmp_path: Path, hub: Hub) -> None:
    await install("tiny", tmp_path, hub.address)
    hub.asked.clear()
    await install("tiny", tmp_path, hub.address)
    assert hub.asked == []


@pytest.mark.parametrize("path", ["onnx/model.onnx", "tokenizer.json"])
async def test_a_file_that_is_not_what_the_hub_names_installs_nothing(tmp_path: Path, hub: Hub, path: str) -> None:
    hub.sent[path] += b" "
    with pytest.raises(JudgeError, match="checksum"):
        await install("tiny", tmp_path, hub.address)
    assert list((tmp_path / "models").iterdir()) == []


async def test_the_checksum_of_the_release_counts_before_the_hubs(
    tmp_path: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"onnx/model.onnx": "0" * 64}
    monkeypatch.setattr(models, "MODELS", {"tiny": Model("owner/tiny", REVISION, files, (), 1, "MIT")})
    with pytest.raises(JudgeError, match="0000"):
        await install("tiny", tmp_path, hub.address)


@pytest.mark.parametrize("named", [None, '"of-the-cdn"'])
async def test_a_file_without_a_checksum_is_refused(tmp_path: Path, hub: Hub, named: str | None) -> None:
    hub.named["onnx/model.onnx"] = named
    with pytest.raises(JudgeError, match="without a checksum"):
        await install("tiny", tmp_path, hub.address)


async def test_a_file_that_is_not_there_is_named(tmp_path: Path, hub: Hub) -> None:
    del hub.files["config.json"]
    with pytest.raises(JudgeError, match=r"config\.json answers 404"):
        await install("tiny", tmp_path, hub.address)
    assert list((tmp_path / "models").iterdir()) == []


async def test_a_hub_that_is_not_there_is_an_error_of_one_sentence(tmp_path: Path, hub: Hub) -> None:
    with pytest.raises(JudgeError, match="could not be installed"):
        await install("tiny", tmp_path, "http://127.0.0.1:1")


def test_the_command_installs_and_lists(tmp_path: Path, hub: Hub, capsys: pytest.CaptureFixture[str]) -> None:
    state = ["--state", str(tmp_path / "state")]
    assert main([*state, "models", "list"]) == 0
    assert "1 MB" in capsys.readouterr().out
    assert main([*state, "models", "install", "tiny", "--hub", hub.address]) == 0
    assert "nli: {model: tiny}" in capsys.readouterr().err
    assert main([*state, "models", "list"]) == 0
    assert "installed" in capsys.readouterr().out


def test_a_name_that_is_not_known_lists_those_that_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--state", str(tmp_path), "models", "install", "huge"]) == 1
    assert "nli-deberta-v3-xsmall" in capsys.readouterr().err


def test_every_model_is_pinned_and_openly_licensed() -> None:
    for model in MODELS.values():
        assert len(model.revision) == 40
        assert {"tokenizer.json", "config.json"} < set(model.files)
        assert model.licence.startswith(("Apache-2.0", "MIT"))


@pytest.mark.parametrize("name", ["../elsewhere", "a/b", "."])
def test_a_path_is_never_taken_for_an_installed_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "models").mkdir()
    assert model_folder(tmp_path, name) == Path(name)
