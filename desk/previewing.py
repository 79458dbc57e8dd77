"""What the figures would be: the answers of one return counted by the method, before it is sent."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from compliance.discrepancies import comparisons, discrepancies
from compliance.measures import reported_level
from desk import scope
from desk.notes import label_of, reported_levels
from desk.reading import Reading, method
from desk.request import Request
from language import say
from loaders import known
from loaders.questionnaire import questions_frame
from model import Answer


def figures(answers: Iterable[Answer], request: Request) -> pd.DataFrame:
    """The reported figures of the return, one row a provision, columns as ``reported_level`` gives them."""
    return reported_level(
        _frame(answers, request),
        questions_frame(request.edition),
        method(),
        states=(request.state,),
        cycles=(request.cycle.code,),
        returns=pd.DataFrame({"state": [request.state], "cycle": [request.cycle.code]}),
        provisions=tuple(known.provisions()),
    )


def figures_table(found: pd.DataFrame, language: str = "en") -> pd.DataFrame:
    """The figures in words: provision, reported level, questions answered, figure, and its two bounds."""
    words = label_of(reported_levels())
    titles = known.provisions()
    return pd.DataFrame(
        {
            say("Provision", language): [
                f"{scope.cited(code, language)}: {say(titles[code].short_title, language)}"
                for code in found["provision"]
            ],
            say("Level as reported", language): [say(words[level], language) for level in found["level"]],
            say("Answered", language): [
                say("{n} of {of_n}", language, n=n, of_n=of_n)
                for n, of_n in zip(found["scored"], found["applicable"], strict=True)
            ],
            say("Figure", language): [_figure(score) for score in found["score"]],
            say("If all that is open were worst, or best", language): [
                "" if pd.isna(low) else f"{low:.2f} – {high:.2f}"
                for low, high in zip(found["low"], found["high"], strict=True)
            ],
        }
    )


def differing(answers: Iterable[Answer], request: Request, reading: Reading) -> pd.DataFrame:
    """Where the answers of part A and the depositaries' lists contradict each other, in words."""
    returns = pd.DataFrame(
        {"state": [request.state], "cycle": [request.cycle.code], "received": [pd.Timestamp(request.today)]}
    )
    kinds = known.discrepancy_kinds()
    questions = questions_frame(request.edition)
    compared = comparisons(_frame(answers, request), questions, returns, reading.register, kinds)
    rows = discrepancies(compared, kinds)
    labels = kinds.set_index("kind")["label"]
    return pd.DataFrame(
        {
            say("Treaty"): [known.treaties()[code].short_title for code in rows["treaty"]],
            say("What differs"): rows["kind"].map(labels),
            say("You report"): rows["said"].str.replace("_", " "),
            say("since"): rows["said_since"].dt.date,
            say("Depositary"): rows["depositary"].str.replace("_", " "),
            say("Depositary since"): rows["depositary_since"].dt.date,
            say("List known up to"): rows["known_as_at"].dt.date,
        }
    )


def _figure(score: float | None) -> str:
    return "" if pd.isna(score) else f"{score:.2f}"


def _frame(answers: Iterable[Answer], request: Request) -> pd.DataFrame:
    columns = ["state", "cycle", "question", "value", "since"]
    rows = [(request.state, request.cycle.code, item.question, item.value, item.since) for item in answers]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(since=pd.to_datetime(frame["since"]))
