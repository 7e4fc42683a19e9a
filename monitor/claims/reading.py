"""What is known of one sentence when its worth is decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.claims.attribution import Speech
from monitor.claims.sentences import Form
from monitor.model import Mention

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Reading:
    """One parsed sentence with its form, its speakers and its mention."""

    doc: Doc
    form: Form
    said: Speech
    mention: Mention
