"""Reads YAML into plain values, remembering where each stands and what was written there.

Only what JSON knows is taken for more than text: null, true, false and numbers. So `on:` is a key and
a country code `NO` is a text. `${NAME}` in a text takes a value from the environment; `$${` stands for `${`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

KeyPath = tuple[str | int, ...]

# Braces end an unquoted text inside {…}. Stand-ins of the same length let `${NAME}` be written there.
_REFERENCE = re.compile(r"\$\{(\w+)\}")
_OPEN, _CLOSE = "\ue000", "\ue001"
_IN_TEXT = re.compile(r"\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)\}|(\$\{)")
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at one place. `line` counts from 1."""

    line: int
    path: KeyPath
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file as plain values, with the line and the written form of each."""

    value: Any
    lines: Mapping[KeyPath, int]
    written: Mapping[KeyPath, str]
    problems: tuple[Problem, ...]
    taken: Mapping[str, str]  # what was used of the environment

    def line(self, path: KeyPath) -> int:
        """The line of the nearest thing that stands in the file."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def shown(self, path: KeyPath) -> str:
        """A value as it stands in the file, where a reference to the environment is not filled in."""
        return self.written.get(path, "")


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own way to say it


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first)


def read(text: str, environ: Mapping[str, str]) -> Document:
    """The document in `text`. What is wrong with it stands in `.problems`; then `.value` may be incomplete."""
    hidden = _REFERENCE.sub(rf"${_OPEN}\1{_CLOSE}", text)
    try:
        reader = _Reader(_Loader(hidden), environ)
        value = reader.whole()
    except yaml.MarkedYAMLError as error:
        return _broken(error)
    except (yaml.YAMLError, RecursionError) as error:
        return Document(None, {}, {}, (Problem(1, (), f"is no YAML: {error}"),), {})
    return Document(value, reader.lines, reader.written, tuple(reader.problems), reader.taken)


def _broken(error: yaml.MarkedYAMLError) -> Document:
    mark = error.problem_mark or error.context_mark
    what = " ".join(part for part in (error.context, error.problem) if part)
    if r"\t" in what:
        what = "a tab stands where YAML wants spaces; indent with spaces"
    elif "single document" in what:
        what = "a second document begins with ---; keep everything in one"
    else:
        what = f"is no YAML: {what}; a text with a colon, a bracket or a # wants quotes around it"
    return Document(None, {}, {}, (Problem(mark.line + 1 if mark else 1, (), what),), {})


@dataclass(slots=True)
class _Reader:
    """Takes the parser's events as they come: a tree of nodes would need ten times the room of its values."""

    loader: _Loader
    environ: Mapping[str, str]
    lines: dict[KeyPath, int] = field(default_factory=dict)
    written: dict[KeyPath, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    taken: dict[str, str] = field(default_factory=dict)
    named: dict[str, Any] = field(default_factory=dict)  # what an anchor names, once it was read to its end

    def whole(self) -> Any:
        """The value of the only document there is, or None where there is none. Raises yaml.YAMLError."""
        self._next()  # the stream begins
        value = None
        if not self.loader.check_event(yaml.StreamEndEvent):
            self._next()  # a document begins
            value = self._value(self._next(), ())
            self._next()  # and ends
        if not self.loader.check_event(yaml.StreamEndEvent):
            mark = self._next().start_mark
            raise yaml.composer.ComposerError(None, None, "but expected a single document in the stream", mark)
        return value

    def _next(self) -> Any:
        return self.loader.get_event()  # type: ignore[no-untyped-call]

    def _value(self, event: Any, path: KeyPath) -> Any:
        self.lines.setdefault(path, _line(event))
        if isinstance(event, yaml.AliasEvent):
            return self._named(event, path)
        if len(path) > _DEEPEST:
            self._wrong(event, path, "is nested too deeply")
            self._skip(event)
            return None
        if isinstance(event, yaml.MappingStartEvent):
            value: Any = self._mapping(path)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._sequence(path)
        else:
            value = self._scalar(event, path)
        if event.anchor is not None:
            self.named[event.anchor] = value
        return value

    def _named(self, event: yaml.AliasEvent, path: KeyPath) -> Any:
        name = str(event.anchor)
        if name not in self.named:
            self._wrong(event, path, f"refers to *{name}, and nothing before it is named &{name}")
        return self.named.get(name)

    def _skip(self, event: Any) -> None:
        """Pass over the rest of what begins with this event."""
        depth = int(isinstance(event, yaml.CollectionStartEvent))
        while depth:
            event = self._next()
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)

    def _sequence(self, path: KeyPath) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            values.append(self._value(event, (*path, len(values))))
        return values

    def _mapping(self, path: KeyPath) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(key_event := self._next(), yaml.MappingEndEvent):
            if not isinstance(key_event, yaml.ScalarEvent):
                self._wrong(key_event, path, "has a key that is a list or a mapping; a key is a text")
                self._skip(key_event)
                self._skip(self._next())
                continue
            key = sys.intern(_shown(key_event.value))
            if key in values:
                self._wrong(
                    key_event,
                    (*path, key),
                    f"stands twice; it was already given in line {self.lines[*path, key]}: keep one",
                )
                self._skip(self._next())
                continue
            self.lines[*path, key] = _line(key_event)
            values[key] = self._value(self._next(), (*path, key))
        return values

    def _scalar(self, event: Any, path: KeyPath) -> Any:
        text: str = _shown(event.value)
        self.written[path] = text
        tag = event.tag or "!"
        if tag == "!":
            tag = self.loader.resolve(yaml.ScalarNode, event.value, event.implicit)  # type: ignore[no-untyped-call]
        kind = tag.rpartition(":")[2] if tag.startswith("tag:yaml.org,2002:") else tag
        match kind:
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int":
                return int(text) if len(text) < 20 else text
            case "float":
                return float(text)
            case "str":
                return "".join(self._filled(text, event, path))
        self._wrong(event, path, f"has the tag {tag}, which is not used here; write the value without it")
        return None

    def _filled(self, text: str, event: Any, path: KeyPath) -> Iterator[str]:
        end = 0
        for match in _IN_TEXT.finditer(text):
            yield text[end : match.start()]
            end = match.end()
            yield self._reference(match, event, path)
        yield text[end:]

    def _reference(self, match: re.Match[str], event: Any, path: KeyPath) -> str:
        name = match[1]
        if match[2]:
            self._wrong(event, path, "has a ${ without a NAME} after it; write ${NAME}, or $${ for the two signs")
        elif name is None:
            return "${"
        elif name not in self.environ:
            self._wrong(event, path, f"uses ${{{name}}}, which is not set in the environment; set {name}")
        else:
            self.taken[name] = self.environ[name]
            return self.environ[name]
        return ""

    def _wrong(self, event: Any, path: KeyPath, text: str) -> None:
        self.problems.append(Problem(_line(event), path, text))


def _line(event: Any) -> int:
    line: int = event.start_mark.line + 1
    return line


def _shown(text: str) -> str:
    return text.replace(_OPEN, "{").replace(_CLOSE, "}")
