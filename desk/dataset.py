"""The tables of the data set, as far as one person may read them, on one day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from compliance.distribution import adherence_distribution, reported_distribution
from compliance.groups import groups_on
from compliance.replies import NOT_RELEVANT
from compliance.responses import responses
from desk.reading import Reading, adherence, counted, method, reported, status, treaty_days
from exports.data import codes
from loaders import known
from model import LANGUAGES, ActionKind, Missing, Visibility
from relevance import holds

DAYS_OF_STATES = ("admitted", "ended")

NORMAL, FREE = "A", "F"
"""The codes of SDMX for a figure that is there and may be published."""


@dataclass(frozen=True)
class Asked:
    """What a table of the data set is asked for: whose reading, on which day, of which cycles, on which basis."""

    reading: Reading
    as_at: date
    cycles: tuple[str, ...]
    basis: str = "all"

    def each_cycle(self, of_cycle: Callable[[Reading, str, date], pd.DataFrame]) -> pd.DataFrame | None:
        """The tables of the cycles, one below the other; None where there is no cycle."""
        parts = [of_cycle(self.reading, cycle, self.as_at).assign(cycle=cycle) for cycle in self.cycles]
        return pd.concat(parts, ignore_index=True) if parts else None


FRAMES: Mapping[str, Callable[[Asked], pd.DataFrame | None]] = {
    "states": lambda asked: _states(),
    "groups": lambda asked: known.groups(),
    "provisions": lambda asked: _provisions(),
    "treaties": lambda asked: _treaties(asked.reading),
    "treaty_provisions": lambda asked: counted(asked.reading, asked.as_at, asked.basis),
    "treaty_actions": lambda asked: _until(asked.reading.actions, asked.as_at),
    "positions": lambda asked: status(asked.reading, asked.as_at),
    "adherence": lambda asked: _adherence(asked.reading, asked.as_at, asked.basis),
    "adherence_by_group": lambda asked: _adherence_by_group(asked.reading, asked.as_at, asked.basis),
    "responses": lambda asked: asked.each_cycle(_responses),
    "questions": lambda asked: asked.reading.questions,
    "answers": lambda asked: asked.each_cycle(_answers),
    "reported": lambda asked: asked.each_cycle(_reported),
    "reported_by_group": lambda asked: asked.each_cycle(_reported_by_group),
    "code_lists": lambda asked: _code_lists(),
}
"""How each table of ``exports.data.schema()`` is made."""


def data_frames(reading: Reading, as_at: date) -> dict[str, pd.DataFrame | None]:
    """A frame for each table of ``exports.data.schema()`` by its name; cycles are those that have opened."""
    asked = Asked(reading, as_at, opened_cycles(reading, as_at))
    return {name: of(asked) for name, of in FRAMES.items()}


def opened_cycles(reading: Reading, as_at: date) -> tuple[str, ...]:
    """The cycles that had opened by the day, by their codes."""
    return tuple(code for code, cycle in sorted(reading.cycles.items()) if cycle.opens <= as_at)


def _treaties(reading: Reading) -> pd.DataFrame:
    lists = reading.lists[["treaty", "coverage", "known_as_at", "source"]]
    return treaty_days().merge(lists, on="treaty", validate="one_to_one")


def _until(actions: pd.DataFrame, as_at: date) -> pd.DataFrame:
    return actions[actions["day"] <= pd.Timestamp(as_at)]


def _states() -> pd.DataFrame:
    rows = pd.DataFrame(known.rows("states.csv")).rename(columns={"iso3": "state"})
    days = {name: pd.to_datetime((rows[name] + "-01-01").str[:10].where(rows[name] != "")) for name in DAYS_OF_STATES}
    names = {
        f"name_{language}": rows[f"name_{language}"].where(lambda text: text != "", rows["name_en"])
        for language in LANGUAGES
    }
    return rows.assign(**days, **names)


def _provisions() -> pd.DataFrame:
    provisions = known.provisions().values()
    return pd.DataFrame(
        [
            (each.code, each.instrument, each.part, each.parent or "", each.short_title, each.text)
            for each in provisions
        ],
        columns=["provision", "instrument", "part", "parent", "short_title", "text"],
    )


def _adherence(reading: Reading, as_at: date, basis: str) -> pd.DataFrame:
    """Adherence with M49 codes; where no treaty counts the figure cannot exist."""
    table = adherence(reading, as_at, basis)
    there = table["level"] != ""
    status_code = pd.Series(NORMAL, index=table.index, dtype="str").where(there, _statuses()[Missing.NOT_APPLICABLE][0])
    return table.assign(m49=_m49(table["state"]), obs_status=status_code, conf_status=FREE)


def _adherence_by_group(reading: Reading, as_at: date, basis: str) -> pd.DataFrame:
    table = adherence(reading, as_at, basis)
    members = reading.register.members(as_at)
    return _by_scheme(as_at, members, lambda groups: adherence_distribution(table, groups, method()))


def _reported_by_group(reading: Reading, cycle: str, as_at: date) -> pd.DataFrame:
    figures, members = reading.cube_on(as_at), reading.register.members(as_at)
    return _by_scheme(as_at, members, lambda groups: reported_distribution(figures, cycle, groups))


def _by_scheme(
    as_at: date, members: list[str], counted_in: Callable[[Mapping[str, list[str]]], pd.DataFrame]
) -> pd.DataFrame:
    groups = known.groups()
    parts = [
        counted_in(groups_on(groups, scheme, members, as_at)).assign(scheme=scheme)
        for scheme in sorted(set(groups["scheme"]))
    ]
    return pd.concat(parts, ignore_index=True)


def _responses(reading: Reading, cycle: str, as_at: date) -> pd.DataFrame:
    members = reading.register.members(as_at)
    return responses(reading.returns, cycle, reading.cycles[cycle].due, members, as_at)


def _reported(reading: Reading, cycle: str, as_at: date) -> pd.DataFrame:
    """The reported figures of one cycle, why there is none, and the codes of SDMX for it."""
    table = reported(reading, cycle, as_at)
    kinds = _statuses()
    missing = table["level"].where(table["level"].isin(kinds), "")
    return table.assign(
        m49=_m49(table["state"]),
        level=table["level"].where(missing == "", ""),
        missing=missing,
        obs_status=[kinds[kind][0] if kind else NORMAL for kind in missing],
        conf_status=[kinds[kind][1] if kind else FREE for kind in missing],
    )


def _answers(reading: Reading, cycle: str, as_at: date) -> pd.DataFrame:
    """Every question of the edition for every State that sent a return, with its answer or why there is none."""
    sent = reading.returns[
        (reading.returns["cycle"] == cycle) & (reading.returns["received"] < pd.Timestamp(as_at) + pd.Timedelta(days=1))
    ]
    form = reading.questions[reading.questions["edition"] == reading.cycles[cycle].edition]
    grid = sent[["return", "state", "shown"]].merge(form[["question", "part", "relevance"]], how="cross")
    given = reading.answers.drop(columns=["state", "cycle"])
    table = grid.merge(given, on=["return", "question"], how="left", validate="one_to_one")
    coded = table["coded_value"].fillna("")
    value = coded.where(coded != "", table["value"].fillna(""))
    table = table.assign(value=value, since=pd.to_datetime(table["since"]))
    missing = _why_missing(table)
    kinds = _statuses()
    kept_back = table["visibility"].eq(Visibility.SECRETARIAT).fillna(False)
    conf = [kinds[kind][1] if kind else FREE for kind in missing]
    return table.assign(
        missing=missing,
        obs_status=[kinds[kind][0] if kind else NORMAL for kind in missing],
        conf_status=pd.Series(conf, index=table.index, dtype="str").mask(
            kept_back, _statuses()[Missing.CONFIDENTIAL][1]
        ),
    )


def _why_missing(table: pd.DataFrame) -> list[str]:
    """For each row why it has no value, empty where it has one."""
    held = {number: dict(zip(rows["question"], rows["value"], strict=True)) for number, rows in table.groupby("return")}
    kept_back = table["visibility"].eq(Visibility.SECRETARIAT).fillna(False)
    columns = (table["return"], table["value"], table["relevance"], table["part"], table["shown"], kept_back)
    found = []
    for number, value, rule, part, shown, hidden in zip(*columns, strict=True):
        if value:
            found.append(Missing.NOT_APPLICABLE.value if value == Missing.NOT_APPLICABLE else "")
        elif hidden or part not in shown:
            found.append(Missing.CONFIDENTIAL.value)
        elif rule and not holds(rule, held[number]):
            found.append(NOT_RELEVANT)
        else:
            found.append(Missing.BLANK.value)
    return found


def _statuses() -> dict[str, tuple[str, str]]:
    """Observation status and confidentiality status by kind of missing, as SDMX codes them."""
    table = known.missing()
    kinds = dict(zip(table["kind"], zip(table["obs_status"], table["conf_status"], strict=True), strict=True))
    return kinds | {NOT_RELEVANT: kinds[Missing.NOT_APPLICABLE]}


def _m49(states: pd.Series) -> pd.Series:
    return states.map({code: state.m49 for code, state in known.states().items()})


def _code_lists() -> pd.DataFrame:
    """The code lists of the data set and those that the method's own tables define."""
    levels, missing = known.levels(), known.missing()
    parts = [
        codes(),
        pd.DataFrame({"list": levels["scheme"] + "_level", "code": levels["level"], "label": levels["label"]}),
        pd.DataFrame({"list": "missing", "code": missing["kind"], "label": missing["label"]}),
        pd.DataFrame(
            {
                "list": "action",
                "code": list(ActionKind),
                "label": [kind.replace("_", " ").capitalize() for kind in ActionKind],
            }
        ),
    ]
    return pd.concat(parts, ignore_index=True).fillna("")
