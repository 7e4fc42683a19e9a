"""Reads YAML into plain values, remembering where each stands and what was written there.

Only what JSON knows is taken for more than text: null, true, false and numbers. So `on:` is a key and
a country code `NO` is a text. `${NAME}` in a text takes a value from the environment; `$${` stands for `${`.
"""

from __future__ import annotations

import re
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
    reader = _Reader(environ)
    try:
        node = yaml.compose(hidden, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        return _broken(error)
    except (yaml.YAMLError, RecursionError) as error:
        return Document(None, {}, {}, (Problem(1, (), f"is no YAML: {error}"),), {})
    value = None if node is None else reader.value(node, ())
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
    environ: Mapping[str, str]
    lines: dict[KeyPath, int] = field(default_factory=dict)
    written: dict[KeyPath, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    taken: dict[str, str] = field(default_factory=dict)

    def value(self, node: yaml.Node, path: KeyPath) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if len(path) > _DEEPEST:
            self._wrong(node, path, "is nested too deeply")
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._wrong(key_node, path, "has a key that is a list or a mapping; a key is a text")
                continue
            key = _shown(key_node.value)
            if key in values:
                self._wrong(
                    key_node,
                    (*path, key),
                    f"stands twice; it was already given in line {self.lines[*path, key]}: keep one",
                )
                continue
            self.lines[*path, key] = key_node.start_mark.line + 1
            values[key] = self.value(value_node, (*path, key))
        return values

    def _scalar(self, node: yaml.Node, path: KeyPath) -> Any:
        text: str = _shown(node.value)
        self.written[path] = text
        kind = node.tag.rpartition(":")[2] if node.tag.startswith("tag:yaml.org,2002:") else node.tag
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
                return "".join(self._filled(text, node, path))
        self._wrong(node, path, f"has the tag {node.tag}, which is not used here; write the value without it")
        return None

    def _filled(self, text: str, node: yaml.Node, path: KeyPath) -> Iterator[str]:
        end = 0
        for match in _IN_TEXT.finditer(text):
            yield text[end : match.start()]
            end = match.end()
            yield self._reference(match, node, path)
        yield text[end:]

    def _reference(self, match: re.Match[str], node: yaml.Node, path: KeyPath) -> str:
        name = match[1]
        if match[2]:
            self._wrong(node, path, "has a ${ without a NAME} after it; write ${NAME}, or $${ for the two signs")
        elif name is None:
            return "${"
        elif name not in self.environ:
            self._wrong(node, path, f"uses ${{{name}}}, which is not set in the environment; set {name}")
        else:
            self.taken[name] = self.environ[name]
            return self.environ[name]
        return ""

    def _wrong(self, node: yaml.Node, path: KeyPath, text: str) -> None:
        self.problems.append(Problem(node.start_mark.line + 1, path, text))


def _shown(text: str) -> str:
    return text.replace(_OPEN, "{").replace(_CLOSE, "}")
