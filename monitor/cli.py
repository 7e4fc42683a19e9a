"""What a person types. Thin: each command imports what it needs when it runs."""

from __future__ import annotations

import importlib
import io
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from monitor import __version__
from monitor.clock import Clock
from monitor.commands.run import Run, moment_option
from monitor.errors import ConfigError, MonitorError, UsageError

_COMMANDS = {
    "init": "setup",
    "check": "check",
    "poll": "cycle",
    "run": "cycle",
    "status": "status",
    "stories": "stories",
    "events": "events",
    "claims": "listings",
    "articles": "listings",
    "omissions": "omissions",
    "outlets": "outlets",
    "diff": "changed",
    "show": "explain",
    "why": "why",
    "alerts": "alerts",
    "feedback": "feedback",
    "backtest": "backtest",
    "extract": "inspect",
    "entries": "inspect",
    "sources": "sources",
    "judge": "judging",
    "models": "models",
    "backup": "setup",
    "explore": "explore",
    "report": "share",
    "export": "share",
    "prune": "prune",
    "demo": "demo",
}
_LEVELS = {-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO}


class LazyGroup(click.Group):
    """Finds each command in its own module, and says every expected error in one place."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of the work."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, imported now."""
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"monitor.commands.{_COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def invoke(self, ctx: click.Context) -> None:
        """Run the command; an error becomes its message and an exit code."""
        try:
            super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except BrokenPipeError:
            _drop_output()
            ctx.exit(0)
        except MonitorError as error:
            _trace(ctx)
            click.echo(error if isinstance(error, ConfigError) else f"error: {error}", err=True)
            ctx.exit(2 if isinstance(error, ConfigError | UsageError) else 1)
        except Exception as error:  # noqa: BLE001  # the last place before a traceback reaches the person
            _trace(ctx)
            click.echo(f"error: unexpected {type(error).__name__}: {error}; `monitor -vv …` shows where", err=True)
            ctx.exit(1)


def _drop_output() -> None:
    # The reader of our output has enough. Python would complain once more when it flushes at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _trace(ctx: click.Context) -> None:
    if isinstance(ctx.obj, Run) and ctx.obj.verbosity > 1:
        traceback.print_exc()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    default="feeds.yaml",
    show_default=True,
    help="The configuration.",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    default="state",
    show_default=True,
    help="The folder of the history.",
)
@click.option("--now", callback=moment_option, metavar="ISO-8601", help="Take this for the present time.")
@click.option("-v", "--verbose", count=True, help="Say more on stderr; twice: with tracebacks.")
@click.option("-q", "--quiet", is_flag=True, help="Say only errors.")
@click.version_option(__version__, prog_name="monitor", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, config_path: Path, state: Path, now: Clock, verbose: int, quiet: bool) -> None:
    """Follows a news story across outlets and forums, keeps every version of what they write, and speaks up
    when the coverage changes or contradicts itself."""
    verbosity = -1 if quiet else verbose
    ctx.obj = Run(config_path, state, now, verbosity)
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.WARNING if verbosity < 2 else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    logging.getLogger("monitor").setLevel(_LEVELS.get(verbosity, logging.DEBUG))


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code: 0 done, 1 to be looked at, 2 wrong usage or configuration."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = cli.main(args, prog_name="monitor", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        return 130
    except BrokenPipeError:
        _drop_output()
        return 0
    return code if isinstance(code, int) else 0
