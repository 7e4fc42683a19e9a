"""feeds.yaml as typed, validated values.

`load_config` reads the file and gives a `Config`, or raises one ConfigError that lists everything that is
wrong: file, line, key, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from monitor.config_alerts import AlertRules, Route
from monitor.config_checks import across, intervals, same_places, unknown
from monitor.config_models import (
    Config,
    Engine,
    JudgeSettings,
    LlmJudge,
    Match,
    Network,
    NliJudge,
    Polling,
    Retention,
    Service,
    Source,
    Story,
)
from monitor.config_yaml import Document, KeyPath, Problem, read
from monitor.errors import ConfigError
from monitor.sources.registry import kinds

__all__ = [
    "Config",
    "Engine",
    "JudgeSettings",
    "LlmJudge",
    "Match",
    "Network",
    "NliJudge",
    "Polling",
    "Retention",
    "Route",
    "Service",
    "Source",
    "Story",
    "load_alert_rules",
    "load_config",
]

Rules = TypeVar("Rules", bound=AlertRules)

_SHORTEST_SECRET = 4
_SECRET_KEYS = {
    *("channels", "headers", "api_key", "proxy", "heartbeat"),
    *("token", "key", "client_secret", "app_password"),
}


def load_config(path: Path, environ: Mapping[str, str]) -> Config:
    """The configuration in `path`. Raises ConfigError with every problem found."""
    document = read(_text(path), environ)
    if document.problems and document.value is None:
        raise _error(path, document.problems)
    if not isinstance(document.value, dict):
        raise ConfigError([f"{path}: {_not_a_mapping(document.value)}"])
    problems = [*document.problems, *across(document)]
    config = _validated(document, path, problems, Config)
    if config is not None:
        problems += [*intervals(config, document), *same_places(config, document)]
    if problems or config is None:
        raise _error(path, problems)
    config._secrets.update(_secrets(config, document))  # type: ignore[attr-defined]
    return config


def load_alert_rules(path: Path, environ: Mapping[str, str], otherwise: AlertRules) -> AlertRules:
    """The keys about alerts in a file of their own, or in another feeds.yaml; what it does not say is as `otherwise`.

    Raises ConfigError with every problem found.
    """
    document = read(_text(path), environ)
    if document.problems:
        raise _error(path, document.problems)
    if isinstance(document.value, dict) and "stories" in document.value:
        return load_config(path, environ)
    if not isinstance(document.value, dict):
        raise ConfigError([f"{path}: must begin with keys such as alerts: and limits:"])
    problems: list[Problem] = []
    rules = _validated(document, path, problems, AlertRules)
    if rules is None:
        raise _error(path, problems)
    return otherwise.model_copy(update={name: getattr(rules, name) for name in rules.model_fields_set})


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


def _validated(document: Document, path: Path, problems: list[Problem], model: type[Rules]) -> Rules | None:
    """The configuration, or None with its problems added. Nothing is said twice of one place."""
    known = {problem.path for problem in problems}
    try:
        return model.model_validate(document.value, context={"folder": path.parent})
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
        return Problem(document.line(path), path, unknown("key", str(path[-1]), _known_keys(path[:-1], document)))
    if kind in ("enum", "literal_error"):
        allowed = [word.strip("' ") for word in context["expected"].replace(" or ", ", ").split(", ")]
        return Problem(document.line(path), path, unknown("value", document.shown(path), allowed))
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


def _as_written(document: Document, path: KeyPath) -> str:
    if path not in document.written or _SECRET_KEYS.intersection(path):
        return ""
    return f" (it says {document.shown(path)[:60]!r})"


def _known_keys(path: KeyPath, document: Document) -> list[str]:
    """The keys of the model at a place."""
    if path[:1] == ("sources",):
        kind = kinds()[document.value["sources"][path[1]]["kind"]]
        return [*(name for name in Source.model_fields if name != "place"), *kind.model_fields]
    model: type[BaseModel] = Config
    for key in path:
        if isinstance(key, str):
            model = _model_in(model.model_fields[key].annotation)
    return [info.alias or name for name, info in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel]:
    """The model that a field holds: itself, a list of it, or it or nothing."""
    candidates = (annotation, *get_args(annotation))
    return next(each for each in candidates if isinstance(each, type) and issubclass(each, BaseModel))


def _secrets(config: Config, document: Document) -> dict[str, str]:
    """Every secret value with the name that stands in for it."""
    secrets = {value: f"${{{name}}}" for name, value in document.taken.items()}
    for name, address in config.channels.items():
        secrets.setdefault(address.get_secret_value(), f"[channel {name}]")
    for source in config.sources:
        for header, value in source.headers.items():
            secrets.setdefault(value.get_secret_value(), f"[header {header}]")
        for key, option in source.place:
            if isinstance(option, SecretStr):
                secrets.setdefault(option.get_secret_value(), f"[{key}]")
    settings: list[tuple[str, SecretStr | None]] = [("proxy", config.network.proxy)]
    if config.heartbeat is not None:
        settings.append(("heartbeat", config.heartbeat.url))
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
