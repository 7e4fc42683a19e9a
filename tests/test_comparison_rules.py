"""The rules judge: which pairs of sentences conflict, which say the same, and which do neither."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.claims import analyse
from monitor.comparison.rules import RulesJudge
from monitor.model import Basis, Judgement, Modality, Pair, Relation, Side

JUDGE = RulesJudge(0.5)


@cache
def side(text: str, day: str = "2026-03-10", outlet: str = "") -> Side:
    published = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
    return Side(analyse(text, published, {}), published, outlet)


def judged(a: str, b: str, day_a: str = "2026-03-10", day_b: str = "2026-03-11") -> Judgement:
    return JUDGE.judge([Pair(side(a, day_a), side(b, day_b))])[0]


CONFLICTS = [
    ("some of its own", Basis.NUMERIC, "Lindt Stores will close 14 of its branches by June.",
     "By June Lindt Stores will have closed 31 branches."),
    ("keeps the post", Basis.ANTONYM, "Warden Iris Colm keeps her post after the inquiry.",
     "Warden Iris Colm has been turfed out after the inquiry."),
    ("none of them", Basis.NEGATION, "None of the wells tested at Ludow contained lead.",
     "Lead was found in wells tested at Ludow."),
    ("yet to be done", Basis.NEGATION, "The union has yet to sign the pay deal with Corvia Rail.",
     "The union has signed the pay deal with Corvia Rail."),
    ("weekday and day", Basis.DATE, "The striker signed the contract with Ludow on Monday 9 March.",
     "The striker signed the contract with Ludow on 2 March."),
    ("year of founding", Basis.DATE, "The mill was founded in 1911.", "The mill was set up in 1954 by two brothers."),
    ("number", Basis.NUMERIC, "The ferry carried 212 passengers when it sank off Skalholm on Monday.",
     "The ferry carried 260 passengers when it sank off Skalholm on Monday."),
    ("rank", Basis.NUMERIC, "Lena Korhonen won her third national title on Sunday.",
     "Lena Korhonen won her fifth national title on Sunday."),
    ("date", Basis.DATE, "The Vega satellite was launched on 3 March from Kourou.",
     "The Vega satellite was launched on 5 March from Kourou."),
    ("negation", Basis.NEGATION, "Mayor Dubois attended the opening of the casino.",
     "Mayor Dubois did not attend the opening of the casino."),
    ("antonym", Basis.ANTONYM, "The government will raise the tax on diesel next year.",
     "The government will lower the tax on diesel next year."),
    ("status", Basis.ANTONYM, "The central bank approved the takeover of Kronos Insurance.",
     "The central bank rejected the takeover of Kronos Insurance."),
    ("denial", Basis.DENIAL, "Ostara Labs sold the records of its patients to insurers.",
     "Ostara Labs denied that it had sold the records of its patients to insurers."),
    ("agent", Basis.ENTITY, "Helix acquired the start-up Brightpath in February.",
     "The start-up Brightpath was acquired by Corvid in February."),
    ("negation in other words", Basis.NEGATION, "The senator was informed of the search in advance.",
     "The search of the senator's house took place without the senator being told in advance."),
    ("at no time", Basis.NEGATION, "Consul Vega asked the harbour police for the list of passengers.",
     "At no time did Consul Vega ask the harbour police for the list of passengers."),
    ("not the first", Basis.NUMERIC, "It was the first time that Judge Marrow had closed a hearing to the press.",
     "Judge Marrow had already closed a hearing to the press twice."),
    ("state", Basis.NEGATION, "Lindt Aviation is in talks with Norbank about a loan.",
     "Lindt Aviation is not in talks with Norbank about a loan."),
]  # fmt: skip


@pytest.mark.parametrize(("basis", "a", "b"), [row[1:] for row in CONFLICTS], ids=[row[0] for row in CONFLICTS])
def test_two_statements_that_cannot_both_be_true_contradict_with_their_basis(basis: Basis, a: str, b: str) -> None:
    answer = judged(a, b)
    assert (answer.relation, answer.basis) == (Relation.CONTRADICTS, basis)


COMPATIBLE = [
    ("another thing that rose", "Fares in the valley rose by 6.2% in a year.",
     "Salaries in the valley rose by 2.9% in a year."),
    ("a part of what is measured", "Sales of tea fell to 300 tonnes.", "Sales of tea in the north fell to 120 tonnes."),
    ("another day", "Guards arrested 21 hikers on Sunday.", "Guards arrested 8 hikers on Saturday."),
    ("what it can hold", "The tank holds 900 litres when full.", "The tank held 150 litres on Monday."),
    ("so many months", "Corvia sold 40,000 bicycles in July.",
     "Corvia sold 310,000 bicycles in the first seven months of 2025."),
    ("so many more", "The council has heard from 40 farmers since May.",
     "The council will hear from nine more farmers in March."),
    ("another version", "The Orbit 12 model has a window of 256,000 tokens.",
     "The Orbit 11 model has a window of 64,000 tokens."),
    ("another division", "The memory division of Hanyang made a profit of 4 billion won.",
     "The foundry division of Hanyang made a profit of 1 billion won."),
    ("another town", "Kappa Motors will dismiss 900 workers in Turin.",
     "Kappa Motors will dismiss 250 workers in Naples."),
    ("another quarter", "Unemployment in Castellana stood at 7.1% in January.",
     "Unemployment in Castellana stood at 6.4% in April."),
    ("another slot", "The earthquake killed 140 people.",
     "The earthquake injured 900 people and destroyed 60 houses."),
    ("a part", "The tram line will cost 840 million crowns.",
     "The depot of the tram line alone will cost 190 million crowns."),
    ("bounds that meet", "More than 4,000 people marched in Dorn.",
     "Fewer than 10,000 people marched in Dorn."),
    ("some and one", "Some of the models will be released with open weights.",
     "The largest model will not be released."),
    ("a condition", "If the merger fails, Ravn will close its plant in Aarhus.",
     "Ravn will not close its plant in Aarhus."),
    ("a forecast", "Economists expect the economy of Norland to shrink by 0.3%.",
     "The economy of Norland grew by 0.2%."),
    ("parties change places", "Harlow beat Penn in the final.", "Penn lost the final to Harlow."),
    ("what was and what will be", "The tunnel was closed on Monday.", "The tunnel will reopen on 2 April."),
    ("another phase", "In phase 2 of the trial, the drug lowered the risk by 12%.",
     "In phase 3 of the trial, the drug lowered the risk by 31%."),
    ("another denial", "Brightwave is negotiating a loan with two funds.",
     "Brightwave denied that it was selling shares."),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b"), [row[1:] for row in COMPATIBLE], ids=[row[0] for row in COMPATIBLE])
def test_statements_about_different_things_neither_contradict_nor_restate(a: str, b: str) -> None:
    assert judged(a, b).relation in (Relation.NEUTRAL, Relation.UPDATES)


SAME = [
    ("passive", "Helix acquired the start-up Brightpath in February.",
     "The start-up Brightpath was bought by Helix in February."),
    ("attribution", "Vega has ordered 40,000 accelerators from Tanager, two suppliers said.",
     "According to analysts, Vega has ordered 40,000 accelerators from Tanager."),
    ("synonyms", "Parliament approved the water bill by nine votes.",
     "The water bill was passed by parliament by nine votes."),
    ("the same words", "AFP has not seen the notice.", "AFP has not seen the notice."),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b"), [row[1:] for row in SAME], ids=[row[0] for row in SAME])
def test_a_restatement_in_other_words_is_the_same_statement(a: str, b: str) -> None:
    assert judged(a, b).relation is Relation.SAME


def test_a_conversion_at_about_the_market_rate_is_no_conflict() -> None:
    answer = judged(
        "Tessera paid 410 million euros for Lyngby Optics.", "Tessera paid about $460 million for Lyngby Optics."
    )
    assert answer.relation is not Relation.CONTRADICTS


def test_a_later_value_of_the_same_outlet_is_an_update() -> None:
    earlier = side("The petition has been signed by 18,000 people.", "2026-03-10", "Courier")
    later = side("The petition has been signed by 21,000 people.", "2026-03-11", "Courier")
    assert JUDGE.judge([Pair(later, earlier)])[0].relation is Relation.UPDATES


@pytest.mark.parametrize(
    ("earlier", "later", "relation"),
    [
        ("The buses have taken 4,700 people to the camp.", "The buses have taken 9,300 people to the camp.", "updates"),
        (
            "The buses have taken 4,700 people to the camp.",
            "The buses have taken 2,100 people to the camp.",
            "contradicts",
        ),
        (
            "Lonar has let go 40 drivers, a driver said.",
            "Lonar has let go 72 drivers, two people who know of it said.",
            "contradicts",
        ),
        ("Lonar has opened 40 shops since May 2024.", "Lonar has opened 41 shops since May 2024.", "updates"),
        ("Lonar has opened 40 shops since May 2024.", "Lonar has opened 72 shops since May 2024.", "contradicts"),
    ],
)
def test_a_count_of_what_has_been_done_so_far_grows_as_fast_as_before(earlier: str, later: str, relation: str) -> None:
    assert judged(later, earlier, "2026-03-11", "2026-03-10").relation == relation


def test_a_text_that_says_what_the_value_was_before_is_an_update() -> None:
    earlier = side("Northpeak has issued $8.1 million in credits for the outage.", "2026-03-10", "Courier")
    later = side(
        "Northpeak has issued $11.4 million in credits for the outage, up from $8.1 million.", "2026-03-11", "Globe"
    )
    answer = JUDGE.judge([Pair(later, earlier)])[0]
    assert answer.relation is Relation.UPDATES
    assert answer.reason.startswith("$8.1 million → $11.4 million")


TRIPLED = "Income from night ferries tripled last year, while the price of fuel rose by a tenth."


@pytest.mark.parametrize(
    ("other", "supports"),
    [
        ("Night ferries earned three times as much money in 2025 as in 2024, two clerks said.", True),
        ("Night ferries earned four times as much money in 2025 as in 2024, two clerks said.", False),
        ("Night ferries earned three times as much money in 2023 as in 2022, two clerks said.", False),
        ("Day ferries earned three times as much money in 2025 as in 2024, two clerks said.", False),
    ],
)
def test_one_factor_for_one_thing_and_time_bears_out(other: str, supports: bool) -> None:
    assert (judged(TRIPLED, other).relation is Relation.SUPPORTS) is supports


PLAN = "The council plans to close the old fish ladder at Corrow."


@pytest.mark.parametrize(
    ("later", "reason"),
    [
        ("The council closed the old fish ladder at Corrow on Monday.", "what was planned has been carried out"),
        ("The old fish ladder at Corrow has been closed.", "what was planned has been carried out"),
        (
            "The council has abandoned its plan to close the fish ladder at Corrow.",
            "what was planned has been given up",
        ),
    ],
)
def test_what_came_of_a_plan_is_an_update(later: str, reason: str) -> None:
    answer = judged(PLAN, later, "2026-03-10", "2026-03-20")
    assert (answer.relation, answer.reason) == (Relation.UPDATES, reason)


@pytest.mark.parametrize(
    "later",
    [
        "The council closed the old fish ladder at Tarrow on Monday.",
        "The council has not closed the old fish ladder at Corrow.",
        "The council closed the old fish ladder at Corrow in 1998.",
        "The council closed the bridge at Corrow on Monday.",
        "The council may close the old fish ladder at Corrow.",
    ],
)
def test_another_act_is_no_outcome_of_a_plan(later: str) -> None:
    assert judged(PLAN, later, "2026-03-10", "2026-03-20").relation is not Relation.UPDATES


def test_a_plan_that_is_given_up_leaves_things_as_they_are() -> None:
    kept = judged("The council will keep the fish ladder at Corrow.", PLAN.replace("plans", "has abandoned its plan"))
    assert kept.relation is not Relation.CONTRADICTS


UNDONE = [
    ("The team has suspended Tomas Ravel with immediate effect.", "The team has lifted the suspension of Tomas Ravel."),
    ("A jury convicted Dele Okafor of fraud.", "The court of appeal has overturned the conviction of Dele Okafor."),
    (
        "Baggage handlers at Calder will walk out on 14 May.",
        "The union has called off the walkout at Calder on 14 May.",
    ),
    ("The museum of Osmark will show the skull in May.", "The museum of Osmark has postponed its show of the skull."),
    ("The board has suspended two employees of its works.", "The board has reinstated one of the employees."),
    ("The service has banned the sale of young trees.", "The service has lifted the ban on the sale of young trees."),
    ("Line 9 will open in June as planned.", "Line 9 will now open on 3 October instead of in June."),
    ("工厂发生爆炸，造成3人死亡、14人受伤。", "爆炸事故的死亡人数已升至5人，另有12人仍在医院。"),
    ("公司已暂停全部三条生产线。", "公司已恢复两条生产线的生产。"),
    ("海通化工计划在海口新建一座工厂。", "公司取消了在海口新建工厂的计划。"),
]


@pytest.mark.parametrize(("earlier", "later"), UNDONE, ids=[later for _, later in UNDONE])
def test_what_takes_an_earlier_act_back_or_puts_it_off_is_an_update(earlier: str, later: str) -> None:
    assert judged(earlier, later).relation is Relation.UPDATES
    assert judged(later, earlier).relation is not Relation.UPDATES


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("Forty volunteers work at the Holm shelter.",
         "Forty-six volunteers now work at the Holm shelter, six more than last month."),
        ("The council set aside 14 million crowns for the new bridge at Ebbe.",
         "The new bridge at Ebbe will cost the council 19 million crowns instead of 14 million."),
    ],
)  # fmt: skip
def test_a_later_text_that_names_or_implies_the_earlier_value_is_an_update(earlier: str, later: str) -> None:
    assert judged(earlier, later, "2026-03-10", "2026-03-12").relation is Relation.UPDATES


def test_what_was_still_open_and_is_decided_later_is_an_update() -> None:
    waits, decided = "The budget still needs the mayor's signature.", "The mayor has signed the budget."
    assert judged(waits, decided).relation is not Relation.CONTRADICTS


def test_a_date_that_lies_ahead_may_move() -> None:
    earlier = "A third flight of the rocket is planned for December."
    later = "The third flight of the rocket is now planned for January, a month later than announced."
    assert judged(earlier, later).relation is Relation.UPDATES


def test_a_decision_that_is_reversed_beside_an_act_leaves_the_act_as_it_is() -> None:
    one = (
        "Pupils in Orlen will have to sit the examination again on 19 June, the minister said, reversing her decision."
    )
    other = "All pupils in Orlen must sit the examination again on 19 June, the minister said."
    assert judged(one, other, "2026-06-09", "2026-06-09").relation is not Relation.CONTRADICTS


OTHER_ACTS = [
    ("The team has suspended Tomas Ravel.", "The team has lifted the suspension of Ilka Brun."),
    ("Police have arrested the mayor.", "The band has released its second album."),
    ("Line 9 will open in June.", "Line 4 will open on 3 October instead of in June."),
    ("工厂发生爆炸，造成3人死亡、14人受伤。", "公司的产量已升至5万吨。"),
    ("公司已暂停全部三条生产线。", "公司已恢复对外招聘。"),
]


@pytest.mark.parametrize(("earlier", "later"), OTHER_ACTS, ids=[later for _, later in OTHER_ACTS])
def test_what_takes_another_act_back_is_no_update(earlier: str, later: str) -> None:
    assert judged(earlier, later).relation is not Relation.UPDATES


def test_what_will_not_come_before_a_day_may_come_on_a_later_one() -> None:
    later = "Line 9 will not open before October, the operator said."
    assert judged("Line 9 will open on 3 October.", later).relation is not Relation.CONTRADICTS
    assert judged("Line 9 will open on 3 June.", later).relation is Relation.CONTRADICTS


def test_two_outlets_with_different_values_for_one_thing_contradict_each_other() -> None:
    one = side("The petition has been signed by 18,000 people.", "2026-03-10", "Courier")
    other = side("The petition has been signed by 31,000 people.", "2026-03-10", "Globe")
    assert JUDGE.judge([Pair(other, one)])[0].relation is Relation.CONTRADICTS


def test_the_reason_of_a_numeric_conflict_names_both_values_and_what_they_measure() -> None:
    answer = judged("The newest model needs 48 gigabytes of memory.", "The newest model needs 16 gigabytes of memory.")
    assert "48 gigabytes ≠ 16 gigabytes" in answer.reason
    assert "memory" in answer.reason


def test_a_chinese_restatement_is_the_same_statement() -> None:
    assert judged("该公司将于九月发布新模型。", "该公司将于九月发布新模型。").relation is Relation.SAME


TEXTS = sorted({text for row in (*CONFLICTS, *COMPATIBLE, *SAME) for text in row[-2:]})
DAYS = ["2026-03-10", "2026-03-11", "2026-03-20"]


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(TEXTS), st.sampled_from(TEXTS), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_the_order_of_a_pair_does_not_change_its_scores(a: str, b: str, day_a: str, day_b: str) -> None:
    forth = JUDGE.judge([Pair(side(a, day_a), side(b, day_b))])[0]
    back = JUDGE.judge([Pair(side(b, day_b), side(a, day_a))])[0]
    assert forth.contradicts == pytest.approx(back.contradicts)
    assert forth.supports == pytest.approx(back.supports)
    assert forth.relation is back.relation


@settings(deadline=None, max_examples=80)
@given(
    st.sampled_from([row[-2:] for row in CONFLICTS]),
    st.sampled_from([Modality.ASSERTED, Modality.REPORTED, Modality.PLANNED]),
    st.sampled_from([Modality.POSSIBLE, Modality.FORECAST, Modality.CONDITIONAL]),
    st.sampled_from(DAYS),
    st.booleans(),
)
def test_a_hedge_never_raises_the_score(
    texts: tuple[str, str], plain: Modality, hedge: Modality, day: str, first: bool
) -> None:
    a, b = side(texts[0]), side(texts[1], day)

    def score(modality: Modality) -> float:
        hedged = replace(a if first else b, mention=replace((a if first else b).mention, modality=modality))
        return JUDGE.judge([Pair(hedged, b) if first else Pair(a, hedged)])[0].contradicts

    assert score(hedge) <= score(plain) + 1e-9


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(TEXTS), st.sampled_from(TEXTS))
def test_the_three_scores_are_probabilities_that_add_up_to_one(a: str, b: str) -> None:
    answer = judged(a, b)
    scores = (answer.contradicts, answer.supports, answer.neutral)
    assert all(0 <= score <= 1 for score in scores)
    assert sum(scores) == pytest.approx(1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The eastern gate of the zoo is open.", "The western gate of the zoo is closed."),
        ("The choir has 64 singers.", "Nine singers of the choir fell ill."),
        ("The council considered a merger with Tarrow.", "The council denied that it had agreed to merge with Tarrow."),
        ("The reviewer praised the cast.", "The reviewer praised the sets and criticised the cast's costumes."),
        ("The shift to trams is under way in Corrow.", "The shift to trams in Corrow does not happen by chance."),
    ],
)
def test_what_is_told_of_another_thing_or_act_is_no_contradiction(one: str, other: str) -> None:
    assert judged(one, other).relation is not Relation.CONTRADICTS


def test_bounds_of_other_values_are_not_the_same_statement() -> None:
    answer = judged("The storm killed at least 12 people.", "The storm injured more than 900 people.")
    assert answer.relation is not Relation.SAME


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The port authority will not close the old pier.", "The port authority will not open the old pier, it said."),
        ("The council did not approve the plan.", "The council did not reject the plan."),
    ],
)
def test_of_two_opposites_that_are_both_denied_neither_need_be_so(a: str, b: str) -> None:
    assert judged(a, b).relation is not Relation.CONTRADICTS
