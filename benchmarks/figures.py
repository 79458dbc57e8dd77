"""How fast figures are: the cube against the method in plain Python, and at ten times the data.

``python -m benchmarks.figures`` prints ratios; each side runs in the same process, one after the other.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import pandas as pd

from benchmarks import plain_loop
from benchmarks.invented_answers import invented
from compliance.cube import Cube, cube
from compliance.distribution import reported_distribution
from compliance.method import Method
from loaders import known

BAR = 0.05
BAR_AT_TEN = 1.3
CYCLES = 10


def seconds(work: Callable[[], object], times: int) -> float:
    """The least time of a call, in seconds: what else the machine does only adds to it."""
    taken = []
    for _ in range(times):
        begun = perf_counter()
        work()
        taken.append(perf_counter() - begun)
    return min(taken)


def main() -> None:
    """Measure and print."""
    scale = known.scale()
    method = Method(scale, known.levels(), known.missing(), known.constants()["answered_threshold"])
    small, large = invented(CYCLES), invented(CYCLES, times=10)
    quick = seconds(lambda: _cube(small, method), 7)
    slow = seconds(lambda: _plain(small, scale, method.threshold), 3)
    _verdict(
        f"figures of {len(small[0]):,} answers against a plain loop", quick / slow, BAR, f"{quick:.3f} s, {slow:.3f} s"
    )
    ten = seconds(lambda: _cube(large, method), 3)
    each = (ten / len(large[0])) / (quick / len(small[0]))
    _verdict(f"time an answer at {len(large[0]):,} answers", each, BAR_AT_TEN, f"{ten:.3f} s")
    one, many = _cube(small, method), _cube(invented(CYCLES * 10), method)
    groups = {"A": small[2][:54], "B": small[2][54:108], "C": small[2][108:]}
    slice_one = seconds(lambda: reported_distribution(one, one.cycles[-1], groups), 51)
    slice_many = seconds(lambda: reported_distribution(many, many.cycles[-1], groups), 51)
    bare = seconds(lambda: many.distribution(many.cycles[-1]), 201)
    _verdict(
        "a table of one cycle by group at 10 times the cycles",
        slice_many / slice_one,
        BAR_AT_TEN,
        f"{slice_many * 1e3:.2f} ms",
    )
    print(f"a slice of the cube, all provisions and levels of one cycle: {bare * 1e3:.3f} ms")


def _cube(data: tuple[pd.DataFrame, pd.DataFrame, list[str], list[str]], method: Method) -> Cube:
    answers, questions, states, cycles = data
    return cube(answers, questions, method, states=states, cycles=cycles)


def _plain(
    data: tuple[pd.DataFrame, pd.DataFrame, list[str], list[str]], scale: pd.DataFrame, threshold: float
) -> object:
    answers, questions, states, cycles = data
    rows = answers.itertuples(index=False, name=None)
    asked = [
        plain_loop.Asked(code, provision, weight if kind == "scale" else 0.0, rule)
        for code, provision, kind, weight, rule in zip(
            *(questions[name] for name in ("question", "provision", "kind", "weight", "relevance")), strict=True
        )
    ]
    scores = {
        value: None if pd.isna(score) else score for value, score in zip(scale["value"], scale["score"], strict=True)
    }
    return plain_loop.figures(rows, asked, scores, states, cycles, threshold)


def _verdict(what: str, ratio: float, bar: float, detail: str) -> None:
    word = "within" if ratio <= bar else "MISSES"
    print(f"{what}: {ratio:.3f}x, {word} the bar of {bar}x ({detail})")


if __name__ == "__main__":
    main()
