"""Room 3: a version becomes mentions.

Cuts a text into sentences, keeps those that state something a reader could check, and reads who says it,
how it is meant, and which names, quantities and dates it holds. Pure: no network, no clock, no database;
the parser is loaded on first use.
"""

from __future__ import annotations

from monitor.claims.mentions import Text, analyse, find_mentions

__all__ = ["Text", "analyse", "find_mentions"]
