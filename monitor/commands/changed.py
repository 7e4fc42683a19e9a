"""`monitor diff`, and how changed words are printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from monitor.commands.output import clean, colourful, json_lines, short
from monitor.commands.run import Run
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.store.rows import StoredVersion

Words = dict[str, str]  # {"op": same | dropped | added, "text": …}

_STYLES = {"dropped": ("[-", "-]", "red"), "added": ("{+", "+}", "green")}


def changed_words(old: str, new: str) -> list[Words]:
    """The way from the old text to the new one, as runs of words that stayed, went and came."""
    from monitor.articles.versions import word_diff

    return [{"op": op.value, "text": words} for op, words in word_diff(old, new)]


def last_change(versions: Sequence[StoredVersion], version: int | None = None) -> dict[str, Any] | None:
    """What a version (by its id; else the last) changed in the one before it. None where there was none."""
    read = [each for each in versions if each.status != "suspect"]
    if version is not None:
        read = [each for each in read if each.id <= version]
    if len(read) < 2 or version not in (None, read[-1].id):
        return None
    return change(read[-2], read[-1])


def change(before: StoredVersion, after: StoredVersion) -> dict[str, Any]:
    """Two versions and the words that differ, as JSON."""
    return {
        "article": after.article,
        "from": {"number": before.number, "at": before.at.isoformat(), "title": before.title},
        "to": {"number": after.number, "at": after.at.isoformat(), "title": after.title},
        "title": changed_words(before.title, after.title),
        "text": changed_words(before.text, after.text),
    }


def show_change(found: dict[str, Any], context: int | None) -> Iterator[str]:
    """The lines of a change: those that differ with so many around them; all where `context` is None."""
    ends = [f"{found[end]['number']} ({short(found[end]['at'])})" for end in ("from", "to")]
    yield f"version {ends[0]} → {ends[1]}"
    title = _lines(found["title"])
    yield from (_printed(line) for line in title if context is None or _differs(line))
    if context is None:
        yield ""
    lines = _lines(found["text"])
    last = -1
    for number in _near(lines, len(lines) if context is None else context):
        if number != last + 1:
            yield "…"
        yield _printed(lines[number])
        last = number
    if last + 1 < len(lines):
        yield "…"


def _lines(words: Sequence[Words]) -> list[list[Words]]:
    """Runs of words by the lines that they stand in."""
    lines: list[list[Words]] = [[]]
    for run in words:
        for part in run["text"].splitlines(keepends=True):
            text = part.rstrip("\r\n")
            lines[-1] += [{"op": run["op"], "text": text}] if text else []
            if text != part:
                lines.append([])
    return lines if lines[-1] else lines[:-1]


def _differs(line: Sequence[Words]) -> bool:
    return any(run["op"] != "same" for run in line)


def _near(lines: Sequence[Sequence[Words]], context: int) -> list[int]:
    """The numbers of the lines that differ, and of those around them."""
    changed = [number for number, line in enumerate(lines) if _differs(line)]
    if context >= len(lines):
        return list(range(len(lines)))
    near = {n for number in changed for n in range(number - context, number + context + 1)}
    return sorted(near & set(range(len(lines))))


def _printed(line: Sequence[Words]) -> str:
    return "".join(_styled(run["op"], clean(run["text"])) for run in line)


def _styled(op: str, words: str) -> str:
    if op == "same":
        return words
    left, right, colour = _STYLES[op]
    return click.style(f"{left}{words}{right}", fg=colour)


def paged(lines: Sequence[str]) -> None:
    """Print lines, in the terminal's pager where they are more than it shows at once."""
    if sys.stdout.isatty() and len(lines) >= os.get_terminal_size(sys.stdout.fileno()).lines:
        os.environ.setdefault("LESS", "FRX")
        click.echo_via_pager("\n".join(lines), color=colourful())
        return
    for line in lines:
        click.echo(line)


@click.command("diff")
@click.argument("article", metavar="ARTICLE")
@click.option("--from", "old", type=int, help="This version [the one before].")
@click.option("--to", "new", type=int, help="Against this one [the last].")
@click.option("--context", type=click.IntRange(0), help="Only what differs, and so many lines around [all].")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def diff_command(run: Run, article: str, old: int | None, new: int | None, context: int | None, as_json: bool) -> None:
    """What was changed in an ARTICLE after publishing.

    ARTICLE is an id such as a7. Words that went stand in [-…-], words that came in {+…+}.
    """
    from monitor.store.lookup import article_versions

    number = article.removeprefix("a")
    known = number.isascii() and number.isdigit() and len(number) < 16
    versions = article_versions(run.history().database, int(number)) if known else []
    if not versions:
        raise UsageError(f"there is no article {article} with a version in {run.state}; `monitor articles` lists them")
    if len(versions) == 1:
        since = short(versions[0].at.isoformat())
        click.echo(f"a{number} has one version: nothing was changed since {since} UTC", err=True)
        return
    last = versions[-1].number if new is None else new
    found = change(_version(versions, last - 1 if old is None else old), _version(versions, last))
    if as_json:
        json_lines([found])
    else:
        paged(list(show_change(found, context)))


def _version(versions: list[StoredVersion], number: int) -> StoredVersion:
    for version in versions:
        if version.number == number:
            return version
    known = ", ".join(str(version.number) for version in versions)
    raise UsageError(f"there is no version {number} of this article; it has {known}")
