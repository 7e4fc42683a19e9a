"""`monitor demo`: the main job on an embedded newsroom."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.commands.run import Run


@click.command("demo")
@click.option("--speed", type=click.FloatRange(0.1, 1000), default=1.0, show_default=True, help="How fast days pass.")
@click.option("--keep", "folder", type=click.Path(path_type=Path), help="Where its history is left [state/demo].")
@click.pass_obj
def demo_command(run: Run, speed: float, folder: Path | None) -> None:
    """Follow a story on a newsroom that runs on this machine.

    Five simulated days in under a minute; no network, no account. Its history stays for the other commands.
    """
    from monitor.demo.run import play

    play(folder or run.state / "demo", speed, replace=folder is None)
