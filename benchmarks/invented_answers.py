"""Answers invented for measuring, always the same for the same seed, in the shape of the real questionnaire."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loaders import known
from loaders.questionnaire import questionnaire, questions_frame

RETURN_SHARE = 0.92
"""How many States send a return in a cycle; so that 193 States, 10 cycles and 118 questions give about 200,000."""


def invented(
    cycles: int, times: int = 1, seed: int = 20260331
) -> tuple[pd.DataFrame, pd.DataFrame, list[str], list[str]]:
    """Answers (state, cycle, question, value), questions, States and cycles; ``times`` repeats the States."""
    chance = np.random.default_rng(seed)
    questions = questions_frame(questionnaire("2026"))
    members = [code for code, state in known.states().items() if state.kind == "member"]
    states = [code if not copy else f"{code}{copy}" for copy in range(times) for code in members]
    rounds = [f"{2017 + number}" for number in range(cycles)]
    words = {"scale": ["fully", "partly", "in_preparation", "no", "not_applicable"]}
    values = [
        words.get(kind, ["party", "signatory", "not_party", "intends"] if part == "A" else ["all", "other", "criminal"])
        for kind, part in zip(questions["kind"], questions["part"], strict=True)
    ]
    shape = (len(states), len(rounds), len(questions))
    picked = np.stack([chance.integers(0, len(options), shape[:2]) for options in values], axis=-1)
    there = (chance.random(shape[:2]) < RETURN_SHARE)[:, :, None] & (chance.random(shape) < 0.97)
    state, cycle, question = np.nonzero(there)
    flat = np.array([options + [""] * (5 - len(options)) for options in values], dtype=object)
    frame = pd.DataFrame(
        {
            "state": np.array(states, dtype=object)[state],
            "cycle": np.array(rounds, dtype=object)[cycle],
            "question": questions["question"].to_numpy(dtype=object)[question],
            "value": flat[question, picked[state, cycle, question]],
        }
    ).astype("str")
    return frame, questions, states, rounds
