"""The first day: facts are held, no return has arrived; or not even a fact."""

from datetime import date

import pandas as pd

from compliance.change import acts_between, level_moves, status_changes
from compliance.cube import cube
from compliance.discrepancies import comparisons, comparisons_counted, discrepancies
from compliance.distribution import adherence_distribution, replies_by_question, reported_distribution
from compliance.groups import ALL
from compliance.measures import reported_table
from compliance.register import Register
from compliance.responses import response_distribution, responses
from compliance.series import adherence_over_time, parties_over_time
from loaders import known
from tests.register import METHOD, shipped_register
from tests.tables import actions, table

DAY = date(2026, 3, 31)
ANSWERS = table("", "state cycle question value since visibility sheet cell")
RETURNS = table("", "state cycle received consent").assign(received=pd.Series(dtype="datetime64[us]"))
QUESTIONS = table("d9_1 D.9 1 | a_t D.6 0", "question provision weight").assign(
    kind=["scale", "one"], part=["B", "A"], relevance="", treaty=["", "UNTC:VI-19"]
)
MEMBERS = ["KEN", "UGA"]


def test_every_state_is_there_without_a_return():
    figures = cube(ANSWERS, QUESTIONS, METHOD, states=MEMBERS, cycles={"2026": ""}, returns=RETURNS)
    found = reported_table(figures)
    assert found["level"].tolist() == ["no_return", "no_return"]
    assert found["score"].isna().all()
    assert reported_distribution(figures, "2026", {ALL: MEMBERS})["n"].sum() == 2
    assert replies_by_question(figures, "2026", {ALL: MEMBERS})["of_n"].eq(0).all()


def test_no_cycle_gives_no_rows():
    assert reported_table(cube(ANSWERS, QUESTIONS, METHOD, states=MEMBERS, cycles=[])).empty


def test_nobody_has_replied():
    found = responses(RETURNS, "2026", DAY, MEMBERS, DAY)
    assert found["response"].tolist() == ["none", "none"]
    assert response_distribution(found, {ALL: MEMBERS})["n"].tolist() == [0, 0, 2]


def test_there_is_nothing_to_compare_with_the_lists():
    kinds = known.discrepancy_kinds()
    found = comparisons(ANSWERS, QUESTIONS, RETURNS, shipped_register(), kinds)
    assert found.empty
    assert discrepancies(found, kinds).empty
    assert comparisons_counted(found, kinds)["n"].sum() == 0


def test_a_register_without_a_single_act():
    register = Register(
        actions=actions("").assign(source=pd.Series(dtype="str")),
        lists=table("", "treaty coverage known_as_at"),
        treaties=table("UNTC:VI-19 1988-12-20 1990-11-11", "treaty adopted in_force"),
        treaty_provisions=table("D.6 UNTC:VI-19 named yes", "provision treaty basis counted").assign(reason=""),
        seats=known.seats(),
        method=METHOD,
    )
    figures = register.adherence(DAY)
    assert set(figures["level"]) == {""}
    assert register.counted(DAY)["left_out"].tolist() == ["no_list"]
    assert adherence_distribution(figures, {ALL: register.members(DAY)}, METHOD).empty
    assert adherence_over_time(register, [DAY]).empty
    assert parties_over_time(register.actions, register.seats, DAY).empty
    assert acts_between(register.actions, date(2000, 1, 1), DAY).empty
    assert status_changes(register.actions, date(2000, 1, 1), DAY).empty
    assert set(level_moves(figures, figures, METHOD, "adherence")["move"]) == {"no_figure"}
