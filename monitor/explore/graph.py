"""Where a claim comes from, drawn as a graph: who said it on the left, who repeats it on the right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_ROW, _BOX = 34, 26
_WIDTH, _GAP = 205, 44
_LONGEST = 27
_OUTLETS = 40


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the graph; lengths in pixels."""

    x: int
    y: int
    label: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from the right of one box to the left of another, by their middles, and whom it joins."""

    x1: int
    y1: int
    x2: int
    y2: int
    names: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Graph:
    """What the template draws. `more` outlets have no room in it."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    width: int
    height: int
    box: tuple[int, int] = (_WIDTH, _BOX)
    more: int = 0


def origin_graph(mentions: Sequence[Mapping[str, Any]]) -> Graph | None:
    """The graph of a claim's standing mentions; None where every outlet says it of itself and names nobody."""
    paths = sorted({_path(each) for each in mentions})
    if all(len(path) == 1 for path in paths):
        return None
    outlets = list(dict.fromkeys(path[-1] for path in paths))
    paths = [path for path in paths if path[-1] in outlets[:_OUTLETS]]
    places = _places(paths)
    boxes = {name: _box(name, place, name in outlets) for name, place in places.items()}
    edges = sorted({edge for path in paths for edge in pairwise(path)})
    return Graph(
        nodes=tuple(boxes.values()),
        edges=tuple(_edge(boxes[left], boxes[right]) for left, right in edges),
        width=max(node.x for node in boxes.values()) + _WIDTH,
        height=max(node.y for node in boxes.values()) + _BOX,
        more=len(outlets[_OUTLETS:]),
    )


def _path(mention: Mapping[str, Any]) -> tuple[str, ...]:
    """Who handed a statement on, from its origin to the outlet of the mention."""
    steps = [step for step in mention["steps"] if step["name"]]
    nameless = [steps[-1]["words"]] if steps and steps[-1]["kind"] == "anonymous" else []
    names = [*nameless, *(step["name"] for step in reversed(steps)), mention["outlet"]]
    return tuple(dict.fromkeys(names if steps else (mention["origin"] or mention["outlet"], mention["outlet"])))


def _places(paths: Sequence[tuple[str, ...]]) -> dict[str, tuple[int, int]]:
    """The column and row of every name: each stands left of all that have it from there."""
    back: dict[str, int] = {}
    for path in paths:
        for steps, name in enumerate(reversed(path)):
            back[name] = max(steps, back.get(name, 0))
    columns: dict[int, list[str]] = {}
    for name in dict.fromkeys(_names(paths)):
        columns.setdefault(max(back.values()) - back[name], []).append(name)
    return {name: (column, row) for column, names in sorted(columns.items()) for row, name in enumerate(names)}


def _names(paths: Sequence[tuple[str, ...]]) -> Iterator[str]:
    for path in paths:
        yield from path


def _box(name: str, place: tuple[int, int], publishes: bool) -> Node:
    column, row = place
    label = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
    return Node(column * (_WIDTH + _GAP), row * _ROW, label, name, "outlet" if publishes else "origin")


def _edge(left: Node, right: Node) -> Edge:
    return Edge(left.x + _WIDTH, left.y + _BOX // 2, right.x, right.y + _BOX // 2, (left.name, right.name))
