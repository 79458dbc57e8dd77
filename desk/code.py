"""The Code of Conduct: its paragraphs as States reported them, and one paragraph aspect by aspect."""

from __future__ import annotations

import pandas as pd

from charts.levels import level_bars
from charts.theme import Theme
from desk import scope
from desk.drawn import Drawn
from desk.reading import Reading, returns_of
from desk.responses import reported_caption
from language import say
from loaders.questionnaire import questionnaire
from model import Choices

ASPECTS = {
    "law": "Provided for in law, regulation or code of conduct",
    "cover": "Whom it covers",
    "breach": "How breaches are dealt with",
    "training": "Training",
}
"""The four questions that each paragraph has, by the end of their codes."""

SAME_AS_FIRST = "every_paragraph"
"""The choice under paragraph 1 that answers for all the others."""


def aspects_figure(reading: Reading, choice: Choices, theme: Theme) -> Drawn:
    """One paragraph: how many States that replied gave each answer to each of its four questions."""
    table = aspects(reading, choice)
    said = table.assign(row=table["aspect"] + ": " + table["label"])
    rest = said.assign(level="other", n=said["of_n"] - said["n"])
    bars = pd.concat([said.assign(level="said"), rest], ignore_index=True)[["row", "level", "n", "of_n"]]
    levels = pd.DataFrame(
        [("said", say("Reported it"), 1, False), ("other", say("Replied without reporting it"), 2, False)],
        columns=["level", "label", "order", "missing"],
    )
    title = say("{cited}, aspect by aspect", cited=scope.cited(choice.provision))
    note = say("Several answers are possible except on the first aspect; each bar is out of the States that replied.")
    caption = reported_caption(reading, choice, title, note)
    return Drawn(table, caption, level_bars(bars.rename(columns={"row": "provision"}), levels, caption, theme))


def aspects(reading: Reading, choice: Choices) -> pd.DataFrame:
    """Counts of answers to the four questions of a paragraph: aspect, answer, label, n, of_n (States that replied).

    An answer that a State gave once for every paragraph is counted under each.
    """
    came = returns_of(reading, choice)
    came = came[came["state"].isin(scope.states_in(choice))]
    answers = reading.answers[reading.answers["return"].isin(came["return"])]
    edition = questionnaire(reading.cycles[choice.cycle].edition)
    kinds = {question.code: question for question in edition.questions}
    number = choice.provision.partition(".")[2]
    rows = []
    for end, aspect in ASPECTS.items():
        question = kinds[f"c{number}_{end}"]
        said = _words_said(answers, question.code, f"c1_{end}")
        for option in edition.choices[question.choices]:
            if option.value != SAME_AS_FIRST:
                label = option.labels[choice.language]
                rows.append((say(aspect), option.value, label, int(said.get(option.value, 0)), len(came)))
    return pd.DataFrame(rows, columns=["aspect", "answer", "label", "n", "of_n"])


def _words_said(answers: pd.DataFrame, question: str, first: str) -> pd.Series:
    """How often each word was said in answer to a question, or once for all paragraphs under the first."""
    own = answers.loc[answers["question"] == question, ["state", "value"]]
    general = answers.loc[answers["question"] == first, ["state", "value"]]
    for_all = general[general["value"].str.split().map(lambda words: SAME_AS_FIRST in words)]
    both = own if question == first else pd.concat([own, for_all])
    words = both.assign(value=both["value"].str.split()).explode("value").dropna().drop_duplicates()
    return words["value"].value_counts()
