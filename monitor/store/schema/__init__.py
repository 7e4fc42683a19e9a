"""The history's tables, views and triggers, as SQL; docs/history.md says what they mean.

Each constant below is what one migration runs. Histories were made with it, so that none of them changes any more.
"""

from __future__ import annotations

from monitor.store.schema.alerts import ALERTS
from monitor.store.schema.articles import ARTICLES
from monitor.store.schema.characters import CHARACTERS
from monitor.store.schema.claims import CLAIMS
from monitor.store.schema.records import RECORD_TABLES, RECORD_TRIGGERS, RECORD_VIEW, REFILL
from monitor.store.schema.search import SEARCH
from monitor.store.schema.summaries import SUMMARIES
from monitor.store.schema.views import VIEWS

FIRST = (ARTICLES + CLAIMS + ALERTS, SUMMARIES, SEARCH, VIEWS)
SECOND = (RECORD_TABLES, *REFILL, RECORD_TRIGGERS, RECORD_VIEW, CHARACTERS)
