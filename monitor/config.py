"""feeds.yaml as typed, validated values.

`load_config` reads the file and gives a `Config`, or raises one ConfigError that lists everything that is
wrong: file, line, key, and what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from monitor.config_models import (
    Config,
    JudgeSettings,
    LlmJudge,
    Match,
    Network,
    NliJudge,
    Polling,
    Retention,
    Route,
    Source,
    Story,
)
from monitor.config_values import brief
from monitor.config_yaml import Document, KeyPath, Problem, read
from monitor.errors import ConfigError

__all__ = [
    "Config",
    "JudgeSettings",
    "LlmJudge",
    "Match",
    "Network",
    "NliJudge",
    "Polling",
    "Retention",
    "Route",
    "Source",
    "Story",
    "load_config",
]

_SHORTEST_SECRET = 4
_SECRET_KEYS = {"channels", "headers", "api_key", "proxy"}


def load_config(path: Path, environ: Mapping[str, str]) -> Config:
    """The configuration in `path`. Raises ConfigError with every problem found."""
    document = read(_text(path), environ)
    if document.problems and document.value is None:
        raise _error(path, document.problems)
    if not isinstance(document.value, dict):
        raise ConfigError([f"{path}: {_not_a_mapping(document.value)}"])
    problems = [*document.problems, *_across(document)]
    config = _validated(document, path, problems)
    if config is not None:
        problems += _intervals(config, document)
    if problems or config is None:
        raise _error(path, problems)
    config._secrets.update(_secrets(config, document))  # type: ignore[attr-defined]
    return config


def _text(path: Path) -> str:
    try:
        body = path.read_bytes()
    except FileNotFoundError:
        raise ConfigError(
            [f"{path}: there is no such file; `monitor init` writes one, --config names another"]
        ) from None
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read: {error.strerror}"]) from error
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise ConfigError([f"{path}:{line}: is not UTF-8 from here on; save the file as UTF-8"]) from None


def _not_a_mapping(value: object) -> str:
    if value is None:
        return "is empty; `monitor init` in a new folder shows what belongs here"
    return "must begin with keys such as stories: and sources:, not with a list or a text"


def _validated(document: Document, path: Path, problems: list[Problem]) -> Config | None:
    """The configuration, or None with its problems added. Nothing is said twice of one place."""
    known = {problem.path for problem in problems}
    try:
        return Config.model_validate(document.value, context={"folder": path.parent})
    except ValidationError as error:
        for details in error.errors(include_url=False, include_input=False):
            problem = _problem(details, document)
            hollow = details["type"] == "too_short" and (*problem.path, 0) in document.lines
            if problem.path not in known and not hollow:  # a list is not empty because its items are wrong
                problems.append(problem)
        return None


def _problem(details: ErrorDetails, document: Document) -> Problem:
    path: KeyPath = tuple(step for step in details["loc"] if step != "[key]")
    kind, context = details["type"], details.get("ctx", {})
    if kind == "missing":
        return Problem(document.line(path), path, "is missing; add it")
    if kind == "extra_forbidden":
        return Problem(document.line(path), path, _unknown("key", str(path[-1]), _known_keys(path[:-1])))
    if kind in ("enum", "literal_error"):
        allowed = [word.strip("' ") for word in context["expected"].replace(" or ", ", ").split(", ")]
        return Problem(document.line(path), path, _unknown("value", document.written.get(path, ""), allowed))
    if kind == "value_error":
        text = str(context["error"])
    else:
        text = _PLAIN.get(kind) or details["msg"].replace("Input should be", "must be")
    return Problem(document.line(path), path, text + _as_written(document, path))


_PLAIN = {
    "string_type": "must be a text",
    "string_too_short": "is empty; give it a text, or remove the key",
    "tuple_type": "must be a list, such as [one, two]",
    "too_short": "is an empty list; it needs at least one item",
    "model_type": "must be a mapping of keys, such as {key: value}",
    "model_attributes_type": "must be a mapping of keys, such as {key: value}",
    "mapping_type": "must be a mapping of names, such as {name: value}",
    "string_pattern_mismatch": "holds a character that cannot stand there; use letters, digits, - and _",
}


def _unknown(what: str, word: str, known: Iterable[str]) -> str:
    """A sentence for a word that is not known, with the nearest known one."""
    known = list(known)
    folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if near:
        return f"is an unknown {what} ({word}); did you mean {folded[near[0]]}?"
    return f"is an unknown {what} ({word}); known here: {', '.join(known) or 'none'}"


def _as_written(document: Document, path: KeyPath) -> str:
    if path not in document.written or _SECRET_KEYS.intersection(path):
        return ""
    return f" (it says {document.written[path][:60]!r})"


def _known_keys(path: KeyPath) -> list[str]:
    """The keys of the model at a place."""
    model: type[BaseModel] = Config
    for key in path:
        if isinstance(key, str):
            model = _model_in(model.model_fields[key].annotation)
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel]:
    """The model that a field holds: itself, a list of it, or it or nothing."""
    candidates = (annotation, *get_args(annotation))
    return next(each for each in candidates if isinstance(each, type) and issubclass(each, BaseModel))


def _across(document: Document) -> Iterator[Problem]:
    """What only shows when several keys are read together."""
    root = document.value
    yield from _twice(document, "sources", "name")
    yield from _twice(document, "stories", "id")
    for index, source in enumerate(_items(root, "sources")):
        kind, path = source.get("kind"), ("sources", index, "kind")
        if isinstance(kind, str) and kind not in _source_kinds():
            yield Problem(document.line(path), path, _unknown("kind of source", kind, _source_kinds()))
    channels = root.get("channels")
    names = list(channels) if isinstance(channels, dict) else []
    for index, route in enumerate(_items(root, "alerts")):
        targets = route.get("to")
        for number, name in enumerate(targets if isinstance(targets, list) else []):
            if name not in names:
                target = ("alerts", index, "to", number)
                yield Problem(document.line(target), target, _unknown("channel", str(name), names))


def _twice(document: Document, section: str, key: str) -> Iterator[Problem]:
    first: dict[object, int] = {}
    for index, item in enumerate(_items(document.value, section)):
        name, path = item.get(key), (section, index, key)
        if not isinstance(name, str | int):
            continue
        if name in first:
            yield Problem(
                document.line(path), path, f"{name!r} stands in line {first[name]} already; give this one another {key}"
            )
        else:
            first[name] = document.line(path)


def _items(root: Mapping[str, Any], section: str) -> list[dict[str, Any]]:
    """The mappings of a list, keeping each at its index."""
    items = root.get(section)
    return [item if isinstance(item, dict) else {} for item in items] if isinstance(items, list) else []


def _source_kinds() -> list[str]:
    return ["feed"]


def _intervals(config: Config, document: Document) -> Iterator[Problem]:
    """min_interval <= interval <= max_interval, for `polling` and for each source that sets its own."""
    general = config.polling
    scopes: list[tuple[KeyPath, Polling | Source]] = [(("polling",), general)]
    scopes += [(("sources", index), source) for index, source in enumerate(config.sources)]
    for path, scope in scopes:
        least = general.min_interval if scope.min_interval is None else scope.min_interval
        start = general.interval if scope.interval is None else scope.interval
        most = general.max_interval if scope.max_interval is None else scope.max_interval
        own = isinstance(scope, Polling) or not (scope.interval is scope.min_interval is scope.max_interval is None)
        if own and not least <= start <= most:
            text = f"has interval {brief(start)}, min_interval {brief(least)} and max_interval {brief(most)}"
            yield Problem(document.line(path), path, text + "; set all three so that they grow")


def _secrets(config: Config, document: Document) -> dict[str, str]:
    """Every secret value with the name that stands in for it."""
    secrets = {value: f"${{{name}}}" for name, value in document.taken.items()}
    for name, address in config.channels.items():
        secrets.setdefault(address.get_secret_value(), f"[channel {name}]")
    for source in config.sources:
        for header, value in source.headers.items():
            secrets.setdefault(value.get_secret_value(), f"[header {header}]")
    settings: list[tuple[str, SecretStr | None]] = [("proxy", config.network.proxy)]
    if config.judge.llm is not None:
        settings.append(("api_key", config.judge.llm.api_key))
    for name, secret in settings:
        if secret is not None:
            secrets.setdefault(secret.get_secret_value(), f"[{name}]")
    return {value: name for value, name in secrets.items() if len(value) >= _SHORTEST_SECRET}


def _error(path: Path, problems: Iterable[Problem]) -> ConfigError:
    ordered = sorted(problems, key=lambda problem: problem.line)
    return ConfigError([f"{path}:{problem.line}: {_named(problem.path)}{problem.text}" for problem in ordered])


def _named(path: KeyPath) -> str:
    name = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return f"{name.lstrip('.')} " if name else ""
