"""Percentages in a text that stand alone, without their n, their N and of whom."""

import re

SHARE_IN_WORDS = re.compile(
    r"(\S+|\S+ hundred( and \S+)?) of (the )?(\d+|\w+) [^.;()]*\((less than |more than )?\d+ per cent\)"
)


def bare_percentages(text):
    """Percentages that do not stand in brackets behind their n, N and of whom."""
    return re.findall(r"\d+ per cent", SHARE_IN_WORDS.sub("", text))
