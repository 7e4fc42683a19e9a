"""An article's own corrections are found, and other people's are not."""

from __future__ import annotations

import time

import pytest

from monitor.articles import NoticeKind, find_notice, find_notices, new_notices

STORY = "The harbour was dredged in May."
C, L, R = NoticeKind.CORRECTION, NoticeKind.CLARIFICATION, NoticeKind.RETRACTION

NOTICES = (
    (C, "Correction: This article gave the wrong depth for the eastern basin."),
    (C, "Correction 3 June: we overstated the number of dredgers at work."),
    (C, "Correction, June 3, 2026: The pilot's name was misspelled."),
    (C, "Correction (June 3): The basin is nine metres deep, not six."),
    (C, "CORRECTION — The chart with this story had the wrong scale."),
    (C, "Corrections and clarifications: The caption named the wrong ship."),
    (C, "[Correction: the harbour master is Ms Holm, not Mr Holm.]"),
    (C, "Corrected: the fee is £5 a day, not £50."),
    (C, "Erratum: the tonnage in the table is for both basins."),
    (C, "Editor's note: An earlier version of this article misstated the date of the vote."),
    (C, "Editor’s Note: This story has been corrected to say that nine people were on board."),
    (C, "Editors' note — A previous version of this post named the wrong port."),
    (C, "An earlier version of this article said the basin would open in May. It will open in June."),
    (C, "In an earlier version of this story, the ship was described as Danish."),
    (C, "Because of an editing error, an earlier version of this story misidentified the chairman."),
    (C, "The headline on an earlier version of this article misstated the size of the fine."),
    (C, "This article has been amended. It had put the cost at €3 million."),
    (C, "This article was amended on 3 June 2026 because an earlier version gave the wrong date."),
    (C, "This story was updated to correct the spelling of a name."),
    (C, "This post has been updated to fix an error in the second table."),
    (C, "This article incorrectly stated that the port employs 400 people. It employs 40."),
    (C, "The article originally misstated the year in which the pier was built."),
    (C, "Our original headline misstated who had won the tender."),
    (C, "A previous version of our story wrongly said that the yard had closed. We regret the error."),
    (C, "(Corrects spelling of name in paragraph 3)"),
    (C, "Updated on Tuesday to correct the number of ships."),
    (L, "Clarification: This story has been updated to make clear that the plan is a draft."),
    (L, "This article has been clarified: the fee is paid by the shipper."),
    (R, "Retraction: The Herald withdraws its report on the harbour master of 2 May."),
    (R, "This report has been retracted."),
    (R, "This article has been withdrawn while we look into a complaint."),
    (C, "更正：本文此前版本将疏浚费用误写为三亿元，实际为三千万元。"),
    (C, "勘误：第三段中的日期应为5月3日，而非3月5日。"),
    (C, "【更正】港务局负责人姓名有误，现予以改正。"),
    (C, "编者按：本文此前版本中的数字有误，现已更正。"),
    (C, "本文早前版本称码头将于五月开放，有误。"),
    (L, "澄清声明：报道中的吨位数据来自船东而非港务局。"),
    (R, "撤稿声明：因事实不清，本报撤回该文章。"),
)
OTHERS = (
    "Updated at 14:05 with new quotes.",
    "This article was updated with a comment from the port authority.",
    "This story has been updated throughout.",
    "Update: the vote has been put off until June.",
    "Editor's note: This is the first part of a series about harbours.",
    "The company issued a correction to its guidance on Monday.",
    "Analysts called it a correction: the market had risen for nine months.",
    "The market correction wiped out a tenth of the yard's value.",
    "The minister said an earlier version of the bill had errors.",
    "An earlier version of the model scored 80 per cent, the firm wrongly said.",
    '"An earlier version of this report was wrong," the harbour master said.',
    "This report is incorrect, the ministry said in a statement.",
    "The bank clarified its position and regretted the error in its filing.",
    "The regulator corrected the record in a letter.",
    "The journal's retraction of the paper surprised marine biologists.",
    "Correction fluid is carried on the upper deck.",
    "Clarification: what is a deep-water port?",
    "The company said its earlier statement was incorrect.",
    "公司发布澄清公告，否认裁员传闻。",
    "监管机构要求该公司更正其财务报告。",
    "编者按：本文是港口系列报道的第一篇。",
)


@pytest.mark.parametrize(("kind", "notice"), NOTICES, ids=[n for _, n in NOTICES])
def test_a_notice_is_found_with_its_kind(kind: NoticeKind, notice: str) -> None:
    for text in (f"{STORY}\n{notice}", f"{notice}\n{STORY}"):
        found = find_notice(text)
        assert found is not None
        assert (found.kind, found.text) == (kind, notice)


@pytest.mark.parametrize("sentence", OTHERS)
def test_a_story_about_a_correction_is_no_notice(sentence: str) -> None:
    assert find_notices(f"{STORY}\n{sentence}\n{STORY} {sentence}") == ()


def test_a_notice_says_what_was_wrong_if_it_does() -> None:
    says = find_notice("This article has been amended. An earlier version put the cost at €3 million, which was wrong.")
    assert says is not None
    assert says.wrong == "An earlier version put the cost at €3 million, which was wrong."
    silent = find_notice("This post has been corrected.")
    assert silent is not None
    assert silent.wrong is None


def test_a_notice_at_the_end_of_a_paragraph_starts_at_its_own_sentence() -> None:
    found = find_notice(f"{STORY} An earlier version of this article said that it was dredged in June.")
    assert found is not None
    assert found.text == "An earlier version of this article said that it was dredged in June."


def test_a_label_on_its_own_line_belongs_to_the_line_below() -> None:
    found = find_notices(f"{STORY}\nCorrection\nThe story above misspelled the name of the pilot.")
    assert [n.text for n in found] == ["Correction The story above misspelled the name of the pilot."]


def test_a_label_in_the_title_is_a_notice() -> None:
    found = find_notice(STORY, "Correction: Harbour dredged in May, not June")
    assert found is not None
    assert found.kind is C
    assert find_notice(STORY, "Market correction hits harbours") is None


def test_only_a_notice_that_the_former_text_lacked_is_new() -> None:
    first = "Correction: This article gave the wrong depth for the eastern basin."
    second = "Correction: This article named the wrong pilot."
    old = f"{STORY}\n{first}"
    assert new_notices(old, f"{first.replace(':', ': ')}\n{STORY} It took nine days.") == ()
    assert [n.text for n in new_notices(old, f"{STORY}\n{first}\n{second}")] == [second]
    assert [n.text for n in new_notices(STORY, old)] == [first]


@pytest.mark.parametrize(
    "unit", ["this article ", "an earlier version of this article ", "(corrects ", "Mr. ", "更正 "]
)
def test_a_text_made_to_match_for_ever_is_over_quickly(unit: str) -> None:
    started = time.monotonic()
    find_notices(unit * 20_000)
    assert time.monotonic() - started < 3
