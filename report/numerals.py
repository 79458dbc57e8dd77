"""Numerals for headings: roman for chapters and figures, letters for sections and notes."""

from __future__ import annotations

ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """A number from 1 to 89 in roman numerals.

    >>> roman(4), roman(19), roman(41)
    ('IV', 'XIX', 'XLI')
    """
    text = ""
    for value, numeral in ROMAN:
        times, number = divmod(number, value)
        text += numeral * times
    return text


def letter(number: int) -> str:
    """The letter of a section or note: a to z, then aa, bb and so on.

    >>> letter(1), letter(26), letter(27), letter(28)
    ('a', 'z', 'aa', 'bb')
    """
    times, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (times + 1)
