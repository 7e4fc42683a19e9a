"""Which mention adds a witness to a claim, and of what kind."""

from __future__ import annotations

import pytest

from monitor.coverage import witness
from monitor.model import Modality, Tier, Witness

POST = Witness("Harbour Post", "own", "Harbour Post", Tier.PRESS)
REPEATED = Witness("Harbour Post", "outlet", "Canal Times", Tier.PRESS)
CANAL = Witness("Canal Times", "own", "Canal Times", Tier.PRESS)
UNION = Witness("Maren Holt", "person", "Canal Times", Tier.PRESS)
SAID = Witness("Nordlink", "party", "Canal Times", Tier.PRESS)
PARTY = Witness("Nordlink", "party", "Nordlink Press Room", Tier.PRIMARY)
FORUM = Witness("Quay Forum", "forum", "Quay Forum", Tier.FORUM)


@pytest.mark.parametrize(
    ("new", "before", "kind"),
    [
        (CANAL, [POST], "the second press origin, Canal Times"),
        (
            CANAL,
            [POST, REPEATED, Witness("Gazette", "own", "Gazette", Tier.PRESS)],
            "the third press origin, Canal Times",
        ),
        (CANAL, [FORUM], "the first press origin, Canal Times"),
        (UNION, [POST], "another origin, Maren Holt, as told by Canal Times"),
        (SAID, [POST], "a party to it, Nordlink, as told by Canal Times"),
        (PARTY, [POST], "the first primary source, Nordlink Press Room"),
        (PARTY, [POST, SAID], "the first primary source, Nordlink Press Room"),
        (PARTY, [POST, PARTY], None),
        (SAID, [POST, PARTY], None),
        (REPEATED, [POST], None),
        (FORUM, [POST], None),
        (POST, [], None),
    ],
)
def test_only_an_independent_origin_or_a_primary_source_joins(
    new: Witness, before: list[Witness], kind: str | None
) -> None:
    assert witness(new, before, Modality.ASSERTED) == kind


@pytest.mark.parametrize("modality", [Modality.DENIED, Modality.CONDITIONAL])
def test_who_denies_or_supposes_stands_behind_nothing(modality: Modality) -> None:
    assert witness(CANAL, [POST], modality) is None
