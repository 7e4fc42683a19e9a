"""`python -m benchmarks.size [ARTICLES]`: what an article of twenty claims takes of the history, search included.

The articles are generated, read from outlets on loopback and taken through the whole walk.
"""

from __future__ import annotations

import asyncio
import sys

from benchmarks.history import history
from benchmarks.site import STORY, serving
from monitor.pipeline import Wanted

_CLAIMS = 20
_IN_A_FEED = 20
_LIMIT = 25.0  # kB an article
_SHARES = """SELECT coalesce(m.tbl_name, d.name) AS part, sum(d.pgsize) AS bytes FROM dbstat d
  LEFT JOIN sqlite_master m ON m.name = d.name GROUP BY 1 ORDER BY 2 DESC"""


async def _measured(articles: int) -> float:
    feeds = -(-articles // _IN_A_FEED)
    with serving(feeds, STORY, _CLAIMS) as site:
        addresses = [f"{base}/feed/{number}" for number, base in enumerate(site.bases)]
        async with history(addresses) as (pipeline, _clock):
            database = pipeline.context.store.database
            empty = database.value("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
            await pipeline.cycle(Wanted(everything=True))
            count = database.value("SELECT count(*) FROM versions")
            mentions = database.value("SELECT count(*) FROM mentions")
            for row in database.rows(_SHARES):
                print(f"{row['part']:28}{row['bytes'] / 1000 / count:>8.2f} kB an article")
            size = database.value("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") - empty
            print(f"{count} articles of {mentions / count:.1f} claims")
            return float(size / 1000 / count)


def main() -> None:
    """Build, measure and print; exits 1 when an article takes more than 25 kB."""
    found = asyncio.run(_measured(int(sys.argv[1]) if len(sys.argv) > 1 else 400))
    print(f"{'database':28}{found:>8.2f} kB an article")
    sys.exit(1 if found > _LIMIT else 0)


if __name__ == "__main__":
    main()
