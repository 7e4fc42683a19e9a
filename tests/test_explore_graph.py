"""The drawn graph of where a claim comes from."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from monitor.explore.graph import Graph, origin_graph


def mention(outlet: str, *steps: tuple[str, str, str], origin: str | None = None) -> dict[str, Any]:
    """A mention with its steps to the origin as kind, name and words, the nearest first."""
    named = [{"kind": kind, "name": name, "words": words} for kind, name, words in steps]
    return {"outlet": outlet, "origin": origin, "steps": named}


def lines(graph: Graph | None) -> set[tuple[str, ...]]:
    assert graph is not None
    return {edge.names for edge in graph.edges}


def column(graph: Graph, name: str) -> int:
    return next(node.x for node in graph.nodes if node.name == name)


def test_what_an_outlet_says_of_itself_is_not_drawn() -> None:
    assert origin_graph([mention("Harbour Post"), mention("Canal Times", origin="Canal Times")]) is None


def test_a_report_that_others_repeat_stands_left_of_them() -> None:
    wire = ("outlet", "Wire", "according to the Wire")
    graph = origin_graph([mention("Harbour Post", wire), mention("Canal Times", wire)])
    assert lines(graph) == {("Wire", "Harbour Post"), ("Wire", "Canal Times")}


def test_each_step_of_a_chain_is_drawn_and_ends_with_the_people_who_were_not_named() -> None:
    graph = origin_graph(
        [mention("Canal Times", ("outlet", "Harbour Post", "Harbour Post"), ("anonymous", "Wire", "two people"))]
    )
    assert lines(graph) == {("two people", "Wire"), ("Wire", "Harbour Post"), ("Harbour Post", "Canal Times")}


def test_an_outlet_that_others_quote_and_that_quotes_somebody_is_one_box() -> None:
    person = ("person", "A. Berg", "A. Berg")
    graph = origin_graph([mention("Wire", person), mention("Canal Times", ("outlet", "Wire", "the Wire"), person)])
    assert graph is not None
    assert lines(graph) == {("A. Berg", "Wire"), ("Wire", "Canal Times")}
    assert column(graph, "A. Berg") < column(graph, "Wire") < column(graph, "Canal Times")


def test_of_many_outlets_the_first_forty_are_drawn() -> None:
    graph = origin_graph([mention(f"Outlet {n:03}", ("person", "A. Berg", "A. Berg")) for n in range(55)])
    assert graph is not None
    assert (len(graph.edges), graph.more) == (40, 15)


names = st.sampled_from(["A", "B", "C", "D"])


@given(st.lists(st.builds(mention, names, st.tuples(st.just("outlet"), names, names)), max_size=8))
def test_outlets_that_quote_each_other_in_a_circle_are_drawn_too(mentions: list[dict[str, Any]]) -> None:
    graph = origin_graph(mentions)
    if graph is not None:
        places = [(node.x, node.y) for node in graph.nodes]
        assert len(set(places)) == len(places)
        assert len({node.name for node in graph.nodes}) == len(graph.nodes)
