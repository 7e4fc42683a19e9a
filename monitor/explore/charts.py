"""Charts as Vega-Lite, drawn here to SVG: a page needs no script, and nothing is fetched from elsewhere.

Source: vega.github.io/vega-lite, drawn by vl-convert, which carries Vega and needs no browser.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

Spec = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]

# Told apart also without colour vision, on white and on black. Source: Okabe & Ito, "Color Universal Design", 2008.
_COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6BB1", "#7F7F7F"]
# The kinds that somebody may have to act on stand out from those that only add up.
_KINDS = {
    "contradiction": "#D55E00",
    "correction": "#CC79A7",
    "removal": "#8C6BB1",
    "revision": "#E69F00",
    "update": "#0072B2",
    "evidence": "#56B4E9",
    "corroboration": "#009E73",
    "new_claim": "#9AA3AD",
}
_SIDES = ["#c2410c", "#64748b"]  # as in the mail
_WIDTH = 640
_MOST = 8  # series in one chart; the others are summed up
_MODES = "<style>svg{color:#1b1f24}@media(prefers-color-scheme:dark){svg{color:#e6e8eb}}</style>"


def _config(ink: str, paper: str) -> Spec:
    lines = {"domainColor": ink, "tickColor": ink, "labelColor": ink, "titleColor": ink}
    return {
        "background": paper,
        "font": "system-ui, sans-serif",
        "axis": {
            **lines,
            "gridOpacity": 0.15,
            "gridColor": ink,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "labelOverlap": "greedy",
            "labelSeparation": 12,
        },
        "legend": {
            "labelColor": ink,
            "titleColor": ink,
            "labelFontSize": 12,
            "labelLimit": 190,
            "columnPadding": 30,
            "orient": "bottom",
            "columns": 3,
        },
        "view": {"stroke": "transparent"},
        "range": {"category": _COLOURS},
    }


def per_day(rows: Rows, series: str) -> Spec | None:
    """Stacked bars of `count` a day, or a month, in one colour for each value of `series`; None for no rows."""
    if not rows:
        return None
    unit = "utcyearmonth" if monthly(rows) else "utcyearmonthdate"
    sums: Counter[tuple[str, str]] = Counter()
    for row, name in zip(rows, _summed(rows, series), strict=True):
        sums[row["day"], name] += row["count"]
    return _chart(
        [{"day": day, "name": name, "count": count} for (day, name), count in sums.items()],
        {"type": "bar", "width": {"band": 0.8}},
        {
            "x": {"field": "day", "type": "temporal", "timeUnit": unit, "title": None, "axis": _dated(rows)},
            "y": {"field": "count", "type": "quantitative", "title": None, "axis": {"tickMinStep": 1}},
            "color": {"field": "name", "type": "nominal", "title": None, **_coloured(sums, series)},
        },
        180,
    )


def _coloured(sums: Mapping[tuple[str, str], int], series: str) -> Spec:
    """Kinds of events in colours of their own, those that matter most first; anything else in the usual order."""
    if series != "kind":
        return {}
    names = {name for _, name in sums}
    kinds = [*(kind for kind in _KINDS if kind in names), *sorted(names - set(_KINDS))]
    scale = {"domain": kinds, "range": [_KINDS.get(kind, "#7F7F7F") for kind in kinds]}
    return {"scale": scale, "legend": {"labelExpr": "replace(datum.label, '_', ' ')"}}


def _dated(rows: Rows) -> Spec:
    """One label for each day where there are few, so that none is repeated."""
    days = len({row["day"] for row in rows})
    return {"format": "%b %Y" if monthly(rows) else "%b %d", "tickCount": min(days, 10)}


def monthly(rows: Rows) -> bool:
    """Whether each row sums up a month: where every one is of the first day of one."""
    days = {row["day"] for row in rows}
    return len(days) > 1 and all(day.endswith("-01") for day in days)


def values(rows: Rows) -> Spec | None:
    """One point for each value that was given of one thing over time, by outlet."""
    if not rows:
        return None
    return _chart(
        [{**row, "outlet": name} for row, name in zip(rows, _summed(rows, "outlet"), strict=True)],
        {"type": "point", "filled": True, "size": 90, "opacity": 1},
        {
            "x": {
                "field": "at",
                "type": "temporal",
                "title": None,
                "scale": {"type": "utc", "padding": 12},
                "axis": {"format": "%b %d %H:%M", "tickCount": 5},
            },
            "y": {"field": "value", "type": "quantitative", "title": rows[0]["unit"], "scale": {"zero": False}},
            "color": {"field": "outlet", "type": "nominal", "title": None},
        },
        200,
    )


def sayings(rows: Rows) -> Spec | None:
    """A line for each outlet with a point for each time at which it said a side; None where one moment is all."""
    if len({row["at"] for row in rows}) < 2:
        return None
    return _chart(
        list(rows),
        {"type": "point", "filled": True, "size": 110, "opacity": 1},
        {
            "x": {
                "field": "at",
                "type": "temporal",
                "title": None,
                "scale": {"type": "utc", "padding": 14},
                "axis": {"format": "%b %d %H:%M", "tickCount": 6},
            },
            "y": {"field": "outlet", "type": "nominal", "title": None, "sort": None, "axis": {"grid": True}},
            "color": {
                "field": "side",
                "type": "nominal",
                "title": None,
                "scale": {"domain": ["new", "earlier"], "range": _SIDES},
            },
            "shape": {"field": "side", "type": "nominal", "scale": {"domain": ["new", "earlier"]}, "legend": None},
        },
        28 * len({row["outlet"] for row in rows}),
    )


def printed(spec: Spec) -> Spec:
    """The chart for a mail: in dark ink on white, with letters that can be read when a phone makes it small."""
    config = _config("#3c4043", "white")
    for part in ("axis", "legend"):
        config[part] |= {"labelFontSize": 16, "labelLimit": 210}
    return {**spec, "width": 420, "config": config, "padding": 14}


def narrowed(spec: Spec) -> Spec:
    """The chart for a phone: drawn at its width, so that the letters keep their size."""
    config = {**spec["config"], "legend": {**spec["config"]["legend"], "columns": 2, "labelLimit": 120}}
    return {**spec, "width": 270, "config": config}


def svg(spec: Spec) -> str:
    """The drawn chart, in the colours of what surrounds it. Text in it is escaped by the drawing."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(spec)
    return drawn


def image(spec: Spec) -> str:
    """The drawn chart as a file of its own, which follows the reader's light or dark mode by itself."""
    head, mark, rest = svg(spec).partition(">")
    return head + mark + _MODES + rest


def _chart(rows: Sequence[Mapping[str, Any]], mark: Spec, encoding: Spec, height: int) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": _WIDTH,
        "height": height,
        "data": {"values": list(rows)},
        "mark": mark,
        "encoding": encoding,
        "config": _config("currentColor", "transparent"),
    }


def _summed(rows: Rows, series: str) -> list[str]:
    """The name of each row's series, with the smaller ones as one."""
    weights: dict[str, int] = {}
    for row in rows:
        weights[row[series]] = weights.get(row[series], 0) + int(row.get("count", 1))
    kept = set(sorted(weights, key=lambda name: -weights[name])[: _MOST - (len(weights) > _MOST)])
    return [row[series] if row[series] in kept else "others" for row in rows]
