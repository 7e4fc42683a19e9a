"""Notice: from relations between claims to events, and from mentions to their origins.

Everything here is a decision over values: what is told, and who said it first.
"""

from monitor.coverage.calibration import calibrate
from monitor.coverage.changes import claim_changes
from monitor.coverage.conflicts import ToldConflict, is_known, outweighed
from monitor.coverage.notice import Noticing, Said, notice
from monitor.coverage.origins import CitedNames, Origin, find_origin
from monitor.coverage.removals import removal

__all__ = [
    "CitedNames",
    "Noticing",
    "Origin",
    "Said",
    "ToldConflict",
    "calibrate",
    "claim_changes",
    "find_origin",
    "is_known",
    "notice",
    "outweighed",
    "removal",
]
