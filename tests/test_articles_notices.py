"""An article's own corrections are found, and other people's are not."""

from __future__ import annotations

import json
import time

import pytest

from monitor.articles import (
    NoticeKind,
    extract,
    find_notice,
    find_notices,
    new_notices,
    new_update_note,
    only_of_article,
)

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
    (C, "This version corrects the number of berths in the eastern basin."),
    (C, "A figure in an earlier version of this article has been corrected."),
    (C, "We have corrected this story: the pier is 90 metres long."),
    (L, "Editor's note: We are reviewing this article after the port authority disputed its account."),
    (L, "Editor's note: The author did not disclose that he owns shares in the yard this article describes."),
    (C, "订正：原文将疏浚长度写作九公里，应为九百米。"),
    (C, "原文中吨位数据有误，应为三万吨。"),
    (C, "更正及致歉：此前稿件中的船名应为“北风号”，特此向读者致歉。"),
    (R, "撤文声明：本网撤下此前关于港务局的报道。"),
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
    "Editor's note: The reviews below are by our readers.",
    "港务局表示，原文件中的数据有误。",
    "The ministry is reviewing this version of the bill.",
)


@pytest.mark.parametrize(("kind", "notice"), NOTICES, ids=[n for _, n in NOTICES])
def test_a_notice_is_found_with_its_kind(kind: NoticeKind, notice: str) -> None:
    for text in (f"{STORY}\n{notice}", f"{notice}\n{STORY}"):
        found = find_notice(text)
        assert found is not None
        assert (found.kind, found.text) == (kind, notice)


UPDATES = (
    "Update: the vote has been put off until June.",
    "UPDATE 14:05 GMT: The port authority has answered our questions.",
    "Update 2 (June 3): Two more ships have arrived.",
    "Updated at 14:05 with new quotes.",
    "This article was updated with a comment from the port authority.",
    "Editor's note: This story has been updated with new figures.",
    "更新：港务局已作出回应。",
    "【更新】投票推迟至六月。",
    "本文已更新，增加了港务局的回应。",
)


@pytest.mark.parametrize("note", UPDATES)
def test_a_note_that_something_was_added_is_an_update_and_no_correction(note: str) -> None:
    assert find_notices(f"{STORY}\n{note}") == ()
    found = new_update_note(STORY, f"{STORY}\n{note}")
    assert found is not None
    assert (found.kind, found.text) == (NoticeKind.UPDATE, note)
    assert new_update_note(f"{note}\n{STORY}", f"{STORY}\n{note}") is None


@pytest.mark.parametrize(
    "line", ["Updates to the harbour plan are due in May.", "The story was updated by hand in the old days."]
)
def test_a_sentence_about_updates_is_no_update_note(line: str) -> None:
    assert new_update_note(STORY, f"{STORY}\n{line}") is None


def test_an_update_that_corrects_is_a_correction() -> None:
    text = f"{STORY}\nUpdated on Tuesday to correct the number of ships."
    assert new_update_note(STORY, text) is None
    assert find_notice(text) is not None


def test_an_update_on_somebody_who_clarifies_what_he_said_is_no_correction() -> None:
    assert find_notices(f"{STORY}\nUpdated: Ilmar Voss tried on Sunday to clarify his remark about the port.") == ()
    assert find_notice(f"{STORY}\nUpdate: This story has been changed to clarify who owns the port.") is not None


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


WRONG = "The tonnage was given as nine; it is six."
DECLARED = {
    "a comment": {"correction": {"@type": "CorrectionComment", "text": WRONG}},
    "a list": {"correction": [{"@type": "CorrectionComment", "text": WRONG}, "https://gazette.example/corrections"]},
    "a text": {"correction": WRONG},
}


def described(**declared: object) -> bytes:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Harbour dredged", **declared}
    body = f"<article><h1>Harbour dredged</h1><p>{STORY} It took nine days and cost a great deal.</p></article>"
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return f"<html><head><title>Harbour dredged</title>{script}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize("declared", DECLARED.values(), ids=DECLARED)
def test_a_correction_that_only_the_pages_description_carries_is_a_notice(declared: dict[str, object]) -> None:
    read = extract(described(**declared), "https://gazette.example/n")
    found = find_notices(read.text)
    assert [(n.kind, n.text) for n in found] == [(C, f"Correction: {WRONG}")]
    assert find_notices(extract(described(), "https://gazette.example/n").text) == ()


def test_a_declared_withdrawal_is_a_retraction() -> None:
    read = extract(described(creativeWorkStatus="Retracted"), "https://gazette.example/n")
    assert [n.kind for n in find_notices(read.text)] == [R]
    assert not find_notices(extract(described(creativeWorkStatus="Published"), "https://gazette.example/n").text)


def test_a_correction_that_is_printed_and_declared_is_one_notice() -> None:
    page = described(correction=WRONG).replace(b"</article>", f"<p>Correction: {WRONG}</p></article>".encode())
    assert len(find_notices(extract(page, "https://gazette.example/n").text)) == 1


@pytest.mark.parametrize(
    "unit",
    [
        "this article ",
        "an earlier version of this article ",
        "(corrects ",
        "Mr. ",
        "更正 ",
        "update ",
        "review this article ",
    ],
)
def test_a_text_made_to_match_for_ever_is_over_quickly(unit: str) -> None:
    started = time.monotonic()
    find_notices(unit * 20_000)
    new_update_note("", unit * 20_000)
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    "note",
    [
        "(Corrects result of the vote to 81 per cent from 91 per cent.)",
        "Editor's note: the premium that is usual for such museums was given wrongly. It is about 250,000 euros.",
        "Editor's note: A passage about a juror has been removed from this article. It could not be borne out.",
        "Editor\u2019s note: Two quotes were deleted from this story because their source was invented.",
    ],
)
def test_a_note_that_something_was_wrong_or_taken_out_is_a_correction(note: str) -> None:
    notice = find_notice(f"The trial went on.\n{note}")
    assert notice is not None
    assert notice.kind is NoticeKind.CORRECTION


def test_a_sentence_of_a_notice_that_speaks_of_the_article_claims_nothing_of_the_story() -> None:
    text = "Halden has 120 lifts.\nCorrection: An earlier version of this article said 210. The lifts opened in May."
    notices = find_notices(text)
    said = [s for s in ("Halden has 120 lifts.", "The lifts opened in May.") if only_of_article(s, notices)]
    assert said == []
    assert only_of_article("Correction: An earlier version of this article said 210.", notices)
    assert only_of_article("本文此前版本将人数误作2900名。", find_notices("勘误：本文此前版本将人数误作2900名。"))
    assert not only_of_article("An earlier version of this article said 210.", ())
    amended = find_notices("This article was amended on 3 May. It had said that the lifts had 210 doors.")
    assert only_of_article("It had said that the lifts had 210 doors.", amended)


def test_a_wires_note_names_its_story_by_its_day() -> None:
    note = "(This July 8 story has been corrected to say that the contract is for four years, not five, in paragraph 1)"
    notice = find_notice(f"The club has signed a winger.\n{note}")
    assert notice is not None
    assert notice.kind is NoticeKind.CORRECTION
