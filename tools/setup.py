"""Builds the virtual environment in .venv from the hash-locked requirements.lock.

Needs only a Python with `venv`, and a package index that pip or uv can reach. uv does the work where pip
can bring it (seconds); otherwise pip does (a minute). Runs under any Python 3, so that one which is too
old gets a sentence instead of a syntax error.
"""

import os
import shutil
import subprocess
import sys
import venv
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "ready"
LOCK = ROOT / "requirements.lock"
UV_LOCK = ROOT / "tools" / "uv.lock.txt"
OLDEST, NEWEST = (3, 11), (3, 13)
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")


def main():
    """Build what is missing. Returns the exit status."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return hand_over()
    if STAMP.exists() and STAMP.read_text() == fingerprint():
        STAMP.touch()
        return 0
    say(f"Setting up .venv with Python {version(sys.version_info[:3])}; this takes about half a minute.")
    problem = create() or install()
    if problem:
        say(problem)
        return 1
    STAMP.write_text(fingerprint())
    say("Set-up done: .venv/bin/monitor")
    return 0


def hand_over():
    """Start again under a Python of a fitting version, if the PATH has one."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other and subprocess.call([other, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            return subprocess.call([other, __file__])
    say(
        f"This needs Python {version(OLDEST)} to {version(NEWEST)}, and {sys.executable} is "
        f"{version(sys.version_info[:3])}. Install one of these, or name it: make PYTHON=/path/to/python3.12 demo"
    )
    return 1


def version(numbers):
    """Version numbers as people write them."""
    return ".".join(str(number) for number in numbers)


def fingerprint():
    """What the environment was built from: this Python, this place and the files that decide what is in it."""
    digest = sha256(f"{sys.version} {ROOT}".encode())
    for path in (LOCK, UV_LOCK, ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def create():
    """Make the environment, afresh when it holds another Python. Returns what went wrong, or None."""
    STAMP.unlink(missing_ok=True)
    library = VENV / "lib" / f"python{version(sys.version_info[:2])}"
    try:
        venv.create(str(VENV), with_pip=True, symlinks=os.name != "nt", clear=VENV.exists() and not library.exists())
    except OSError as error:
        return f"The virtual environment could not be created: {error}."
    except subprocess.CalledProcessError:
        return (
            f"{sys.executable} cannot bring pip into a virtual environment. On Debian and Ubuntu, "
            "`apt install python3-venv` adds what is missing."
        )
    return None


def install():
    """Install the locked packages and the project. Returns what went wrong, or None."""
    python = str(BIN / "python")
    pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    locked = ["install", "--require-hashes", "--requirement"]
    by_uv = run([*pip, *locked, str(UV_LOCK)]) and run(
        [str(BIN / "uv"), "pip", *locked, str(LOCK), "--python", python, "--compile-bytecode", "--quiet"]
    )
    if not by_uv:
        say("uv could not install the packages; pip does it, which takes about a minute.")
        if not run([*pip, *locked, str(LOCK)]):
            return "The packages could not be installed: see the lines above. Is the package index reachable?"
    itself = ["install", "--no-index", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    if not run([*pip, *itself]):
        return "The project itself could not be installed: see the lines above."
    # Without its bytecode every start would compile the project again where the environment forbids writing it.
    run([python, "-m", "compileall", "-q", str(ROOT / "monitor")])
    return None


def run(command):
    """Whether the command could be started and ended well. Its errors are shown as they come."""
    try:
        return subprocess.call(command, cwd=str(ROOT)) == 0
    except OSError as error:
        say(f"{Path(command[0]).name}: {error}")
        return False


def say(text):
    """Tell the person who waits."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
