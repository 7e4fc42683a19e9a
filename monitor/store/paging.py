"""Parts of a listing: rows by their ids, a few at a time, however many there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from monitor.store.database import Database

_BATCH = 200
_END = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Page:
    """The rows between two ids: of those the latest `limit`, or all of them where it is None."""

    limit: int | None = None
    before: int | None = None
    after: int = 0


WHOLE = Page()


def ids(database: Database, found: str, key: str, parameters: Mapping[str, object], page: Page) -> Iterator[list[int]]:
    """The ids of a page, oldest first, in batches; `found` is a FROM with its WHERE, and `key` the id in it.

    Each batch is a query of its own: whoever reads slowly keeps no snapshot open, and the first row comes at once.
    """
    select = f"SELECT DISTINCT {key} AS id {found} AND {key} > :after AND {key} < :before ORDER BY {key}"
    bounds = {**parameters, "after": page.after, "before": _END if page.before is None else page.before}
    if page.limit is not None:
        latest = database.rows(f"{select} DESC LIMIT :limit", {**bounds, "limit": page.limit})
        yield [row["id"] for row in reversed(latest)]
        return
    while batch := [row["id"] for row in database.rows(f"{select} LIMIT {_BATCH}", bounds)]:
        yield batch
        bounds["after"] = batch[-1]
