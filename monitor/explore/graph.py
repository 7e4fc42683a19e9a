"""Where a claim comes from, drawn as a graph: origins on the left, who repeats them on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_ROW = 34
_LEFT, _RIGHT, _WIDTH = 10, 360, 640
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the graph; lengths in pixels."""

    x: int
    y: int
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from an origin to an outlet, both by their middle."""

    y1: float
    y2: float


@dataclass(frozen=True, slots=True)
class Graph:
    """What the template draws."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    width: int
    height: int


def origin_graph(mentions: Sequence[Mapping[str, Any]]) -> Graph | None:
    """The graph of a claim's standing mentions, or None where every outlet says it of itself."""
    pairs = sorted({(each["origin"] or each["outlet"], each["outlet"]) for each in mentions})
    if all(origin == outlet for origin, outlet in pairs):  # everybody's own reporting: the list of mentions says so
        return None
    origins = list(dict.fromkeys(origin for origin, _ in pairs))
    outlets = list(dict.fromkeys(outlet for _, outlet in pairs))
    nodes = [Node(_LEFT, _ROW * row, _cut(name), "origin") for row, name in enumerate(origins)]
    nodes += [Node(_RIGHT, _ROW * row, _cut(name), "outlet") for row, name in enumerate(outlets)]
    edges = tuple(Edge(_middle(origins.index(origin)), _middle(outlets.index(outlet))) for origin, outlet in pairs)
    return Graph(tuple(nodes), edges, _WIDTH, _ROW * max(len(origins), len(outlets)))


def _middle(row: int) -> float:
    return _ROW * row + (_ROW - 8) / 2


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
