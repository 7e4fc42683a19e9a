"""`monitor init` and `monitor backup`."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click

from monitor.commands.run import Run
from monitor.errors import MonitorError


@click.command("init")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path, file_okay=False))
def init_command(folder: Path) -> None:
    """Write a commented feeds.yaml and a state folder.

    What is there already is left as it is.
    """
    config, state = folder / "feeds.yaml", folder / "state"
    text = resources.files("monitor.commands").joinpath("feeds.example.yaml").read_text("utf-8")
    try:
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        with config.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise MonitorError(f"{error.filename} exists already and was left as it is") from error
    except OSError as error:
        raise MonitorError(f"cannot write {error.filename}: {error.strerror}") from error
    click.echo(f"wrote {config} and {state}; change the story and the sources, then: monitor check", err=True)


@click.command("backup")
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup_command(run: Run, target: Path) -> None:
    """Copy the history to a new FILE.

    The copy is consistent, also while the daemon runs.
    """
    run.history().database.backup(target)
    click.echo(f"copied the history to {target} ({target.stat().st_size / 1e6:.1f} MB)", err=True)
