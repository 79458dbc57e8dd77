"""The register of the shipped facts, and the method, as tests ask for them."""

from __future__ import annotations

import pandas as pd

from compliance.method import Method
from compliance.register import Register
from loaders import known

METHOD = Method(known.scale(), known.levels(), known.missing(), known.constants()["answered_threshold"])


def shipped_register() -> Register:
    """What ``data/`` says of treaties, read without a store."""
    lists = known.treaty_lists()
    acts = pd.DataFrame([_act(act) for treaty in lists for act in treaty.actions])
    held = pd.DataFrame(
        [{"treaty": one.treaty, "coverage": str(one.coverage), "known_as_at": one.known_as_at} for one in lists]
    )
    treaties = pd.DataFrame(
        [{"treaty": one.code, "adopted": one.adopted, "in_force": one.in_force} for one in known.treaties().values()]
    )
    return Register(
        actions=_days(acts, "day", "effective"),
        lists=_days(held, "known_as_at"),
        treaties=_days(treaties, "adopted", "in_force"),
        treaty_provisions=known.treaty_provisions(),
        seats=known.seats(),
        method=METHOD,
        ended=known.ended(),
    )


def _act(act: object) -> dict[str, object]:
    names = ("treaty", "state", "participant", "action", "day", "effective", "source")
    found = {name: getattr(act, name) for name in names}
    return found | {"action": str(found["action"])}


def _days(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    return frame.assign(**{name: pd.to_datetime(frame[name]).astype("datetime64[us]") for name in names})
