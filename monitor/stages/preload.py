"""What every worker needs, imported once by the process that they fork off."""

import trafilatura  # noqa: F401

import monitor.articles
import monitor.comparison.rules
import monitor.sources  # noqa: F401
from monitor.claims import language

language.load()
