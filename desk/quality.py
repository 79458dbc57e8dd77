"""Data quality: where depositary and return, or two sources, differ; and what is not known."""

from __future__ import annotations

import pandas as pd

from compliance.discrepancies import comparisons
from desk import scope
from desk.drawn import Tabled, captioned
from desk.notes import DEPOSITARY, SELF_ASSESSED
from desk.reading import Reading, returns_of
from language import day_text, number_in_words, say
from loaders import known
from model import Choices, Coverage

COVERAGES = {
    Coverage.COMPLETE: "held in full",
    Coverage.PARTIAL: "held in part: absence means nothing",
    Coverage.NONE: "no list held",
}


def differences(reading: Reading, choice: Choices) -> pd.DataFrame:
    """Each answer on a treaty that contradicts the depositary's list or cannot be checked against it."""
    came = returns_of(reading, choice)
    answers = reading.answers[reading.answers["return"].isin(came["return"])]
    compared = comparisons(answers, reading.questions, came, reading.register, known.discrepancy_kinds())
    return compared[compared["kind"] != "agrees"].reset_index(drop=True)


def shown_differences(reading: Reading, choice: Choices, rows: pd.DataFrame, title: str) -> Tabled:
    """Differences as people read them: both values, both days, and what kind of difference it is."""
    kinds = known.discrepancy_kinds().set_index("kind")["label"]
    named = scope.with_names(rows).sort_values(["order", "treaty"], kind="stable", ignore_index=True)
    shown = pd.DataFrame(
        {
            say("State"): named["name"],
            say("Treaty"): [known.treaties()[code].short_title for code in named["treaty"]],
            say("What differs"): named["kind"].map(kinds),
            say("Reported"): named["said"].str.replace("_", " "),
            say("Reported since"): named["said_since"].dt.date,
            say("Depositary"): named["depositary"].str.replace("_", " "),
            say("Depositary since"): named["depositary_since"].dt.date,
            say("List known up to"): named["known_as_at"].dt.date,
        }
    )
    n = len(shown)
    count = say("{n} to be looked at by people.", n=n) if n else say("No difference is known.")
    return Tabled(shown, captioned(reading, choice, title, count, f"{DEPOSITARY}; {SELF_ASSESSED.lower()}"))


def discrepancies_table(reading: Reading, choice: Choices) -> Tabled:
    """Where returns and the depositaries' lists contradict each other, or cannot be compared."""
    title = say("Depositary and return side by side")
    return shown_differences(reading, choice, differences(reading, choice), title)


def coverage_table(reading: Reading, choice: Choices) -> Tabled:
    """Which list is held, in full, in part or not at all, up to which day, and from which source."""
    lists = reading.lists.set_index("treaty").reindex(list(known.treaties()))
    shown = pd.DataFrame(
        {
            say("Treaty"): [known.treaties()[code].short_title for code in lists.index],
            say("Depositary"): [known.treaties()[code].depositary for code in lists.index],
            say("List"): [say(COVERAGES[Coverage(word)]) for word in lists["coverage"].fillna(Coverage.NONE)],
            say("Known up to"): lists["known_as_at"].dt.date.to_numpy(),
            say("Source"): lists["source"].fillna("").to_numpy(),
            say("Note"): lists["note"].fillna("").to_numpy(),
        }
    )
    numbers = lists["coverage"].fillna(Coverage.NONE).value_counts()
    count = say(
        "Of {n} treaties, {full} lists are held in full, {part} in part, {none} not at all.",
        n=len(lists),
        full=numbers.get(Coverage.COMPLETE, 0),
        part=number_in_words(int(numbers.get(Coverage.PARTIAL, 0))),
        none=number_in_words(int(numbers.get(Coverage.NONE, 0))),
    )
    return Tabled(shown, captioned(reading, choice, say("Which lists are held"), count, DEPOSITARY))


def conflicting_days_table(reading: Reading, choice: Choices) -> Tabled:
    """Acts for which another source gives another day."""
    rows = pd.DataFrame(known.rows("treaty_actions.csv"))
    rows = scope.with_names(rows[rows["other_days"] != ""])
    shown = pd.DataFrame(
        {
            say("State"): rows["name"],
            say("Treaty"): [known.treaties()[code].short_title for code in rows["treaty"]],
            say("Act"): rows["action"].str.replace("_", " "),
            say("Day used"): rows["day"],
            say("Source"): rows["source"],
            say("Other days given"): rows["other_days"],
        }
    )
    count = say("{n} acts have another day in another source; the day used is shown.", n=len(shown))
    return Tabled(shown, captioned(reading, choice, say("Two sources, two days"), count, DEPOSITARY))


def leads_table(reading: Reading, choice: Choices) -> Tabled:
    """Standings that are known without a day: shown, counted nowhere."""
    rows = pd.DataFrame(known.rows("treaty_leads.csv"))
    states = known.states()
    shown = pd.DataFrame(
        {
            say("Treaty"): [known.treaties()[code].short_title for code in rows["treaty"]],
            say("State"): [states[code].names["en"] if code in states else say("not named") for code in rows["state"]],
            say("Standing"): rows["status"],
            say("Day or bound"): rows["day_or_bound"],
            say("Evidence"): rows["evidence"],
            say("Confidence"): rows["confidence"],
        }
    )
    count = say("{n} leads without a day; none of them is counted in any figure.", n=len(shown))
    return Tabled(shown, captioned(reading, choice, say("Known without a day"), count, DEPOSITARY))


def not_known_table(reading: Reading, choice: Choices) -> Tabled:
    """What the figures cannot say: lists not held, days not reached, States that have not replied."""
    lists = reading.lists
    full = lists[lists["coverage"] == Coverage.COMPLETE]
    short = full[full["known_as_at"] < pd.Timestamp(choice.as_at)]
    states = scope.states_in(choice)
    sent = set(returns_of(reading, choice)["state"])
    rows = [
        (say("Lists of participants held in part"), int((lists["coverage"] == Coverage.PARTIAL).sum()), len(lists)),
        (say("Lists of participants not held"), int((lists["coverage"] == Coverage.NONE).sum()), len(lists)),
        (say("Full lists that end before the day asked about"), len(short), len(full)),
        (say("Member States without a return in this cycle"), len(set(states) - sent), len(states)),
    ]
    shown = pd.DataFrame(rows, columns=[say("What is not known"), "n", "N"])
    count = say("As at {day}.", day=day_text(choice.as_at))
    return Tabled(shown, captioned(reading, choice, say("What is not known"), count, DEPOSITARY))


def operative_table(reading: Reading, choice: Choices) -> Tabled:
    """The operative paragraphs of both resolutions that ask something, and what in the system answers to each."""
    rows = pd.DataFrame(known.rows("operative_paragraphs.csv"))
    shown = rows.rename(columns=lambda column: say(column.replace("_", " ").capitalize()))
    count = say("{n} operative paragraphs ask something of States or of the Secretary-General.", n=len(shown))
    return Tabled(shown, captioned(reading, choice, say("The operative paragraphs"), count, "A/RES/51/59; A/RES/51/60"))
