"""Who says it, and how it is meant."""

from __future__ import annotations

import pytest

from monitor.claims import analyse
from monitor.model import Modality, Polarity

SENTENCES = (
    ("The airline denied that the pilot had been drinking.", "denied", "The airline"),
    ("Volvo rejected the allegation.", "denied", "Volvo"),
    ('The minister dismissed reports of a rift as "pure invention".', "denied", "The minister"),
    ("The chief executive called the report false.", "denied", "The chief executive"),
    ("Reports that the plant will close are untrue, a spokeswoman said.", "denied", "a spokeswoman"),
    ("There is no truth in the rumours of a takeover, the bank said.", "denied", "the bank"),
    ("The ministry disputes that any warning was given.", "denied", "The ministry"),
    ("Kern denies having met the lobbyist.", "denied", "Kern"),
    ("The report was denied by the club.", "denied", "the club"),
    ("The company's lawyers have rejected the accusations as baseless.", "denied", "The company's lawyers"),
    ("Orlan denies wrongdoing", "denied", "Orlan"),
    ("Speculation about a leak is unfounded, according to the agency.", "denied", "the agency"),
    ("The mayor refuted claims that she had misled the council.", "denied", "The mayor"),
    ("The company did not pay any bribes, the company said.", "reported", "the company"),
    ("If talks fail, the union will strike from Monday.", "conditional", None),
    ("Unless the court intervenes, the sale goes ahead on 1 June.", "conditional", None),
    (
        "The grant will be paid out only if the village approves the plan, the ministry said.",
        "conditional",
        "the ministry",
    ),
    ("Should the vote fail, new elections will be held in May.", "conditional", None),
    (
        "The line would reopen in March provided that the tests succeed, the operator said.",
        "conditional",
        "the operator",
    ),
    ("The company must repay the loan if its rating falls below BBB.", "conditional", None),
    ("The ministry plans to sell its stake.", "planned", None),
    ("Amazon is to open a warehouse near Porto.", "planned", None),
    ("The city will replace all its street lights by 2028.", "planned", None),
    ("Nokia to cut 2,000 jobs in Finland", "planned", None),
    ("The museum is due to reopen in May.", "planned", None),
    ("The rocket is scheduled to lift off on Tuesday.", "planned", None),
    ("It intends to double output, the company said.", "planned", "the company"),
    ("Nurses will walk out on Friday, the union said.", "planned", "the union"),
    ("The government would introduce a bill in the spring, the minister said.", "planned", "the minister"),
    ("The trial is set to begin on 3 June.", "planned", None),
    ("The firm aims to list in London next year.", "planned", None),
    ("The two banks have agreed to merge their card units.", "planned", None),
    ("The airline has announced plans to buy 40 jets.", "planned", None),
    ("Finland is preparing to close two border crossings.", "planned", None),
    (
        "Renault is planning a smaller electric van, Reuters reported, citing two people.",
        "planned",
        "Reuters; two people",
    ),
    ("Analysts expect sales to fall 4% this quarter.", "forecast", "Analysts"),
    ("The institute forecasts growth of 1.1% next year.", "forecast", "The institute"),
    ("Rain is expected to reach the coast on Friday.", "forecast", None),
    ("Prices will rise by 3% next year, the bank said.", "forecast", "the bank"),
    ("Demand is likely to outstrip supply until 2027.", "forecast", None),
    ("The IMF predicts that the economy will shrink.", "forecast", "The IMF"),
    ("The population will reach 9 million in 2040, the agency estimates.", "forecast", "the agency"),
    ("Sales are projected to grow by a fifth.", "forecast", None),
    ("The company expects revenue of $3 billion this year.", "forecast", "The company"),
    ("The bank may close a third of its branches.", "possible", None),
    ("The government is considering a ban on short domestic flights.", "possible", None),
    ("The leak could have come from a contractor, officials said.", "possible", "officials"),
    (
        "Intel is weighing a sale of the unit, people familiar with the matter said.",
        "possible",
        "people familiar with the matter",
    ),
    ("A short circuit might have caused the blaze, investigators said.", "possible", "investigators"),
    ("The group is exploring a sale of its dairy arm.", "possible", None),
    ("The delay was possibly caused by a software fault.", "possible", None),
    ("The virus might be less harmful than feared, the professor said.", "possible", "the professor"),
    ("According to court papers, the trader lost $6 million in a day.", "reported", "court papers"),
    ("People briefed on the talks say a deal is close.", "reported", "People briefed on the talks"),
    ("Police said the driver had been arrested.", "reported", "Police"),
    ("The survey found that one in four drivers had used a phone at the wheel.", "reported", "The survey"),
    ("The suspect is believed to have fled to Spain.", "reported", None),
    ("The company reportedly paid $20 million for the domain.", "reported", None),
    ('"We have not sold a single share," founder Mia Torp said.', "reported", "founder Mia Torp"),
    ('"The brakes failed twice that week," the driver told police.', "reported", "the driver"),
    ("Berlin wants Brussels to relax the rules, two diplomats said.", "reported", "two diplomats"),
    (
        "Le Soir reported, quoting the prosecutor, that three arrests had been made.",
        "reported",
        "Le Soir; the prosecutor",
    ),
    ("The fund has sold its shares, the Financial Times reported.", "reported", "the Financial Times"),
    ("Staff were told on Monday, according to a memo.", "reported", "a memo"),
    (
        "A former employee told The Guardian that the files had been deleted.",
        "reported",
        "The Guardian; A former employee",
    ),
    ("It was the wettest June since 1951, the weather office announced.", "reported", "the weather office"),
    ("Mads Holt, who led the inquiry, said the valve had been left open.", "reported", "Mads Holt"),
    ("Chipmaker halts exports to Russia, sources say", "reported", "sources"),
    ("Two hurt in lab blast: report", "reported", "report"),
    ("Tourist killed in avalanche, police say", "reported", "police"),
    ("The drug halves the risk of relapse, a study in The Lancet suggests.", "reported", "a study in The Lancet"),
    ('"The firm did not keep records," the regulator wrote in its decision.', "reported", "the regulator"),
    ("Sales doubled in May, the company added.", "reported", "the company"),
    ("Bloomberg said the unit lost $40 million last year.", "reported", "Bloomberg"),
    ("The strike ended after nine days.", "asserted", None),
    ("Neither side has signed the agreement.", "asserted", None),
    ("The company declined to comment.", "asserted", None),
    ("The law bars firms from storing the data abroad.", "asserted", None),
    ("A court ordered the firm to pay €2 million.", "asserted", None),
    ("The museum is closed on Mondays.", "asserted", None),
    ("The mayor told staff to stop using the app.", "asserted", None),
    ("Shares rose 3%.", "asserted", None),
    ("Parliament rejected the bill by 80 votes to 61.", "asserted", None),
    ("Members rejected the pay offer.", "asserted", None),
    ("The agency published its annual report on Friday.", "asserted", None),
    ("The system allows users to see who opened a file.", "asserted", None),
    ("She asked the court whether it had jurisdiction.", "asserted", None),
    ("Correction: An earlier version of this article said the fund had 40 members; it has 14.", "asserted", None),
    ("The minister announced the closure of the mine.", "asserted", None),
    ("The firm was founded in 1998 and makes pumps.", "asserted", None),
    ("He was sentenced to four years in prison.", "asserted", None),
    ("The treaty entered into force in 2021.", "asserted", None),
    ("据港务局称，码头周一关闭。", "reported", "港务局"),
    ("港务局否认码头将关闭。", "denied", "港务局"),
    ("如果谈判失败，码头将关闭。", "conditional", None),
    ("码头计划明年扩建。", "planned", None),
    ("码头可能在年底前关闭。", "possible", None),
    ("预计货运量明年下降5%。", "forecast", None),
    ("码头已将收费下调了一半。", "asserted", None),
)


@pytest.mark.parametrize(("text", "modality", "attribution"), SENTENCES)
def test_a_sentence_has_its_strongest_modality_and_its_chain_of_sources(
    text: str, modality: str, attribution: str | None
) -> None:
    mention = analyse(text, None, {})
    assert (mention.modality, mention.attribution) == (Modality(modality), attribution)


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("The bank closed the branch.", Polarity.POSITIVE),
        ("The bank did not close the branch.", Polarity.NEGATIVE),
        ("Nobody was hurt.", Polarity.NEGATIVE),
        ("The agency found no evidence of fraud.", Polarity.NEGATIVE),
        ("Neither side signed the deal.", Polarity.NEGATIVE),
        ("The bank no longer lends to miners.", Polarity.NEGATIVE),
        ("The rocket failed to reach orbit.", Polarity.NEGATIVE),
        ("The bank declined to comment.", Polarity.POSITIVE),
        ("The bank denied that it had closed the branch.", Polarity.NEGATIVE),
        ("The bank said it had not closed the branch.", Polarity.NEGATIVE),
        ("码头没有关闭。", Polarity.NEGATIVE),
        ("码头关闭了。", Polarity.POSITIVE),
    ],
)
def test_polarity_is_that_of_the_main_statement(text: str, polarity: Polarity) -> None:
    assert analyse(text, None, {}).polarity is polarity
