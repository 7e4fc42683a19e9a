"""What a dashboard is told, and that it turns bad when work stops."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.model import SourceState
from monitor.operating.health import HealthServer
from monitor.store import Store
from monitor.store.figures import figures
from tests.builders import after, make_event, make_source, new_history, poll, raised, small_history
from tests.test_operating_daemon import fetched

TICK = timedelta(seconds=1)


def asked(store: Store, now: datetime, path: str) -> tuple[int, str]:
    found: dict[str, Any] = figures(store, now, TICK)
    with HealthServer("127.0.0.1", 0, lambda: found) as server:
        return fetched(f"http://127.0.0.1:{server.port}{path}")


@pytest.mark.parametrize(("silent", "status"), [(4, 200), (6, 503)])
def test_health_turns_bad_when_no_cycle_finishes_for_five_minutes(state: Path, silent: float, status: int) -> None:
    with closing(new_history(state)) as store:
        store.facts.set_time("running_since", after(-10))
        store.facts.set_time("last_cycle", after())
        store.sources.record_quiet(poll(at=after()))
        code, body = asked(store, after(silent / 60), "/healthz")
        assert code == status
        assert json.loads(body)["healthy"] is (status == 200)
        assert f"monitor_last_cycle_seconds {silent * 60:.1f}" in asked(store, after(silent / 60), "/metrics")[1]


def test_metrics_tell_of_sources_lag_backlog_deliveries_and_errors_by_reason(state: Path) -> None:
    with closing(new_history(state, make_source(), make_source("gazette", "Harbour Gazette"))) as store:
        store.sources.record_quiet(poll(next_poll=after(1)))
        failed = poll("gazette", state=SourceState.FAILING, reason='it answered "503"\n', failures=1)
        store.sources.record_quiet(failed)
        raised(store, make_event(), "key", "desk")
        (due,) = store.outbox.due(after())
        store.outbox.begin(due.id)
        store.outbox.record_failed(due.id, "no answer in time", after(1), after())
        _, text = asked(store, after(3), "/metrics")
        assert "monitor_poll_lag_seconds 7200.0" in text
        assert 'monitor_backlog{stage="read"} 0.0' in text
        assert 'monitor_errors{of="sources",reason="it answered \\"503\\"\\n"} 1.0' in text
        assert 'monitor_errors{of="deliveries",reason="no answer in time"} 1.0' in text
        store.outbox.record_sent(due.id, after(3))
        _, text = asked(store, after(3), "/metrics")
        assert 'monitor_deliveries_total{channel="desk"} 1.0' in text
        assert 'of="deliveries"' not in text
        assert 'monitor_events_total{kind="new_claim"} 1.0' in text


def test_every_metric_of_the_documentation_is_there(state: Path) -> None:
    page = (Path(__file__).parents[1] / "docs" / "operating.md").read_text()
    named = {word.strip("`,;.()") for word in page.split() if word.lstrip("(").startswith("`monitor_")}
    with closing(small_history(state)) as store:
        store.facts.set_time("last_cycle", after())
        _, text = asked(store, after(), "/metrics")
    shown = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}
    assert named == {f"{name.removesuffix('_total')}_total" if name.endswith("_total") else name for name in shown}
