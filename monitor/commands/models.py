"""`monitor models`: models for the judge, by name."""

from __future__ import annotations

import click

from monitor.commands.run import Run

_HUB = "https://huggingface.co"


@click.group("models")
def models_command() -> None:
    """List or install models that judge pairs."""


@models_command.command("list")
@click.pass_obj
def list_command(run: Run) -> None:
    """Name the models that can be installed."""
    from monitor.comparison.models import MODELS, model_folder

    for name, model in MODELS.items():
        there = "installed" if model_folder(run.state, name).is_dir() else f"{model.megabytes} MB"
        click.echo(f"{name:<24} {there:<10} {model.licence}")
        click.echo(f"{'':<24} {'':<10} {model.repository} at {model.revision[:12]}; outputs {', '.join(model.labels)}")


@models_command.command("install")
@click.argument("name")
@click.option("--hub", envvar="HF_ENDPOINT", default=_HUB, show_default=True, help="The address of the hub.")
@click.pass_obj
def install_command(run: Run, name: str, hub: str) -> None:
    """Fetch a model into the state folder.

    Its revision is pinned and every file is checked against its checksum. A model that is there is left as it is.
    """
    import asyncio

    from monitor.comparison.models import install

    folder = asyncio.run(install(name, run.state, hub))
    click.echo(f"{name} is in {folder}; in feeds.yaml write  judge: {{nli: {{model: {name}}}}}", err=True)
