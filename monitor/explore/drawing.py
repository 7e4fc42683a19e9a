"""Draws a chart to PNG in a process of its own: it can take neither the daemon's memory nor its life."""

from __future__ import annotations

import asyncio
import json
import sys
from importlib.util import find_spec

from monitor.explore.charts import Spec


def can_draw() -> bool:
    """Whether the `pictures` extra is installed."""
    return find_spec("vl_convert") is not None


async def draw(spec: Spec, deadline: float) -> bytes | str:
    """The chart as PNG, or within `deadline` seconds why there is none."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "monitor.explore.drawing"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        drawn, _ = await asyncio.wait_for(process.communicate(json.dumps(spec).encode()), deadline)
    except TimeoutError:
        return f"the drawing took longer than {deadline:g} s"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return drawn if process.returncode == 0 else f"the drawing ended with code {process.returncode}"


def _main() -> None:
    import vl_convert

    sys.stdout.buffer.write(vl_convert.vegalite_to_png(sys.stdin.read(), scale=2))


if __name__ == "__main__":
    _main()
