"""Health and metrics over HTTP, from the history: they turn bad also when the daemon's loop hangs.

`/healthz` answers 200 or 503 with the reasons; `/metrics` speaks Prometheus' text format. A thread of its
own serves them over a read-only connection.

Source: Prometheus exposition format 0.0.4.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

    _Family = TypeVar("_Family", GaugeMetricFamily, CounterMetricFamily)

Figures = Mapping[str, Any]


class HealthServer:
    """Serves what `figures` says at the moment of asking. `with HealthServer(…):` starts and ends it."""

    def __init__(self, host: str, port: int, figures: Callable[[], Figures]) -> None:
        self._server = ThreadingHTTPServer((host, port), _handler(figures))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="health", daemon=True)

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self._server.server_address[1])

    def __enter__(self) -> HealthServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(figures: Callable[[], Figures]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 5

        def do_GET(self) -> None:
            status, kind, body = _answer(self.path.partition("?")[0], figures)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: a scrape every few seconds is no news."""

    return Handler


def _answer(path: str, figures: Callable[[], Figures]) -> tuple[int, str, bytes]:
    if path not in ("/healthz", "/metrics"):
        return 404, "text/plain; charset=utf-8", b"/healthz and /metrics are served here\n"
    try:
        found = figures()
    except Exception as error:  # noqa: BLE001  # whatever keeps the figures from being read is what must be told
        found = {"healthy": False, "reasons": [f"the history cannot be read: {error}"]}
    if path == "/healthz":
        answer = {"healthy": found["healthy"], "reasons": found["reasons"]}
        return 200 if found["healthy"] else 503, "application/json", json.dumps(answer).encode() + b"\n"
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

    registry = CollectorRegistry()
    registry.register(_Collector(found))
    return 200, CONTENT_TYPE_LATEST, generate_latest(registry)


class _Collector:
    """The figures as Prometheus metrics."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        """Every metric of one scrape."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        found = self._figures
        yield GaugeMetricFamily("monitor_healthy", "1 when nothing needs a person.", value=float(found["healthy"]))
        for name, help_text, *labels in _GAUGES:
            yield _filled(GaugeMetricFamily(f"monitor_{name}", help_text, labels=labels), found.get(name, {}))
        for name, help_text, *labels in _COUNTERS:
            yield _filled(CounterMetricFamily(f"monitor_{name}", help_text, labels=labels), found.get(name, {}))
        for name, help_text in _SINGLE:
            if found.get(name) is not None:
                yield GaugeMetricFamily(f"monitor_{name}", help_text, value=found[name])


def _filled(metric: _Family, counts: Mapping[str, Any], *outer: str) -> _Family:
    """The metric with a sample for each count; counts that stand in groups have a label for the group first."""
    for value, count in counts.items():
        if isinstance(count, Mapping):
            _filled(metric, count, *outer, str(value))
        else:
            metric.add_metric([*outer, str(value)], count)
    return metric


_GAUGES = (
    ("sources", "Sources by state.", "state"),
    ("backlog", "Articles and versions that wait before a stage.", "stage"),
    ("outbox", "Deliveries by state.", "state"),
    ("polls", "Kept records of polls that changed something or failed, by outcome.", "state"),
    ("articles", "Articles by how their last reading went.", "status"),
    ("dead_letters", "Deliveries that were given up, by channel.", "channel"),
    ("judgements", "Kept judgements of pairs, by judge.", "judge"),
    ("errors", "What stands wrong now, by the reason.", "of", "reason"),
)
_COUNTERS = (
    ("events", "Events raised, by kind.", "kind"),
    ("deliveries", "Messages that were sent, by channel.", "channel"),
)
_SINGLE = (
    ("poll_lag_seconds", "How long the most overdue source has waited."),
    ("last_cycle_seconds", "Seconds since a cycle was finished."),
    ("unjudged", "Pairs that wait for a judge that answers."),
    ("judge_calls_today", "Calls to a language model today."),
    ("database_bytes", "Size of the history on disk."),
)
