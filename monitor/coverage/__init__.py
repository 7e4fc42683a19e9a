"""Notice: from relations between claims to events, and from mentions to their origins.

Everything here is a decision over values: what is told, and who said it first.
"""

from monitor.coverage.calibration import calibrate
from monitor.coverage.changes import Edit, claim_changes
from monitor.coverage.citations import credit, is_relevant
from monitor.coverage.conflicts import Conflict, ToldConflict, is_known
from monitor.coverage.copies import overlap, shingles, signature
from monitor.coverage.corrections import SaidBefore, corrected
from monitor.coverage.corroboration import witness
from monitor.coverage.names import Known, cited_names
from monitor.coverage.notice import Noticing, Said, notice
from monitor.coverage.origins import Restated, Scene, find_origin

__all__ = [
    "Conflict",
    "Edit",
    "Known",
    "Noticing",
    "Restated",
    "Said",
    "SaidBefore",
    "Scene",
    "ToldConflict",
    "calibrate",
    "cited_names",
    "claim_changes",
    "corrected",
    "credit",
    "find_origin",
    "is_known",
    "is_relevant",
    "notice",
    "overlap",
    "shingles",
    "signature",
    "witness",
]
