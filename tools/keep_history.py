"""`make history`: keep a history of the present schema, so that every later release is tested on it.

Plays the demo, and stores its database, packed, as tests/histories/MIGRATION.db.xz, named after the last migration.
"""

from __future__ import annotations

import lzma
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

KEPT = Path(__file__).parent.parent / "tests" / "histories"


def main() -> None:
    """Play, pack, and say how large it is; a history that is kept already is left as it is."""
    with tempfile.TemporaryDirectory() as folder:
        played, copied = Path(folder) / "state", Path(folder) / "copy.db"
        command = [sys.executable, "-m", "monitor", "demo", "--speed", "1000", "--keep", str(played)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with closing(sqlite3.connect(played / "history.db")) as history:
            history.execute("VACUUM INTO ?", (str(copied),))
            (name,) = history.execute("SELECT max(name) FROM _sqlite_migrations").fetchone()
        packed = lzma.compress(copied.read_bytes(), preset=9)
    KEPT.mkdir(exist_ok=True)
    with (KEPT / f"{name}.db.xz").open("xb") as file:
        file.write(packed)
    sys.stderr.write(f"kept {file.name} ({len(packed) / 1e3:.0f} kB)\n")


if __name__ == "__main__":
    main()
