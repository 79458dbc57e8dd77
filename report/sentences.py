"""Sentences from numbers, written as the Organization writes them. English; pure.

Numbers below 10 are in words, none begins a sentence in figures, a percentage never travels without its n, its N and of
whom, and zero, one, two and all have their own grammar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from compliance.arithmetic import Mean
from compliance.responses import Repliers
from language import SMALL_NUMBERS, day_text, listing, number_in_words, number_text
from loaders import known
from model import Share

ENOUGH = int(known.constants()["least_replies"])
"""From how many answers on the States that gave them may be spoken of together (docs/method.md, rule 13)."""

TEENS = (
    *SMALL_NUMBERS,
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}

MEASURE = 10
"""From this number on figures are written within a sentence, and then for the smaller numbers beside it too."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Of whom something is said: ``State that replied`` and ``States that replied``."""

    one: str
    many: str

    def of(self, number: int) -> str:
        """The word for that many of them."""
        return self.one if number == 1 else self.many


STATES = Whom("State", "States")
MEMBERS = Whom("Member State", "Member States")
REPLIED = Whom("State that replied", "States that replied")
PARTIES = Whom("State party", "States parties")


def spelled(number: int) -> str:
    """A whole number from 0 to 999,999 in words.

    >>> spelled(23), spelled(193), spelled(1001)
    ('twenty-three', 'one hundred and ninety-three', 'one thousand and one')
    """
    if number < len(TEENS):
        return TEENS[number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return TENS[tens] + (f"-{TEENS[rest]}" if rest else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{TEENS[hundreds]} hundred" + (f" and {spelled(rest)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    joint = " and " if rest < 100 else " "
    return f"{spelled(thousands)} thousand" + (f"{joint}{spelled(rest)}" if rest else "")


def ordinal(number: int) -> str:
    """The place of a session in words: ``thirty-fifth``.

    >>> ordinal(35), ordinal(30), ordinal(12)
    ('thirty-fifth', 'thirtieth', 'twelfth')
    """
    head, dash, last = spelled(number).rpartition("-")
    if last in ORDINALS:
        last = ORDINALS[last]
    elif last.endswith("y"):
        last = last[:-1] + "ieth"
    else:
        last += "th"
    return head + dash + last


def begun(sentence: str) -> str:
    """The sentence with a capital letter, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def opening(number: int) -> str:
    """A number that begins a sentence: in words, with a capital."""
    return begun(spelled(number))


def number(value: int, beside: int = 0) -> str:
    """A number within a sentence: in words below 10, unless it stands beside one of 10 or more."""
    return number_in_words(value) if beside < MEASURE else number_text(value)


def counted(value: int, whom: Whom, beside: int = 0) -> str:
    """A number and what it counts, within a sentence: ``one treaty``, ``no treaties``, ``12 treaties``."""
    return f"no {whom.many}" if value == 0 else f"{number(value, beside)} {whom.of(value)}"


def per_cent(share: Share) -> str:
    """The percentage of a share in its brackets; it says so where rounding would make some of none, or all of most."""
    whole = share.per_cent
    assert whole is not None
    if whole == 0 and share.n:
        return "(less than 1 per cent)"
    if whole == 100 and share.n < share.of_n:
        return "(more than 99 per cent)"
    return f"({whole} per cent)"


def was(number: int) -> str:
    """``was`` for none and one, ``were`` for more."""
    return "was" if number <= 1 else "were"


def of_all(share: Share) -> str:
    """A share within a sentence, without its day: ``50 of 107 States parties (47 per cent)``.

    >>> of_all(Share(50, 107, "States parties", date(2005, 7, 29)))
    '50 of 107 States parties (47 per cent)'
    >>> of_all(Share(3, 5, "levels", date(2005, 7, 29)))
    'three of five levels (60 per cent)'
    """
    if not share.of_n:
        return f"no {share.of_whom}"
    return f"{number(share.n, share.of_n)} of {number(share.of_n)} {share.of_whom} {per_cent(share)}"


def as_at(day: date) -> str:
    """``as at 31 March 2026``."""
    return f"as at {day_text(day)}"


def who(n: int, of_n: int, whom: Whom, note: str = "") -> str:
    """Who did something, within a sentence: ``23 of the 64 States that replied (36 per cent)``.

    None, one, both and all have their own words and need no percentage. ``note`` is a footnote, put behind it.
    Raises ValueError when more did it than there are.
    """
    if not 0 <= n <= of_n:
        raise ValueError(f"{n} of {of_n}")
    if n == 0:
        return f"no {whom.one}" if of_n <= 1 else f"none of the {number(of_n)} {whom.many}"
    if n == of_n:
        quantity = {1: "the one", 2: "both"}.get(n, f"all {number(n)}")
        return f"{quantity} {whom.of(n)}{note}"
    share = Share(n, of_n, whom.many, date.min)
    return f"{number(n, of_n)} of the {number(of_n)} {whom.many} {per_cent(share)}{note}"


def subject(n: int, of_n: int, whom: Whom, note: str = "") -> str:
    """As ``who``, at the start of a sentence: ``Twenty-three of the 64 States that replied (36 per cent)``."""
    said = who(n, of_n, whom, note)
    if 0 < n < of_n:
        return opening(n) + said[len(number(n, of_n)) :]
    return begun(said)


def reported(n: int, of_n: int, did: str, whom: Whom = REPLIED, note: str = "", lead: str = "") -> str:
    """How many did something; of too few it is said that they are too few.

    ``did`` is the past tense, the same for one and many: ``reported that legislation was in force``. ``lead`` begins
    the sentence instead of the number: ``As at 31 March 2026,``.

    >>> reported(23, 64, "reported that a code of conduct was in force")
    'Twenty-three of the 64 States that replied (36 per cent) reported that a code of conduct was in force.'
    >>> reported(2, 3, "reported that a code of conduct was in force")
    'Three States that replied gave an answer: too few for a statement, which is made from five on.'
    """
    if of_n < ENOUGH:
        return too_few(of_n, whom, lead)
    said = f"{lead} {who(n, of_n, whom, note)}" if lead else subject(n, of_n, whom, note)
    return f"{said} {did}."


def too_few(of_n: int, whom: Whom = REPLIED, lead: str = "") -> str:
    """What stands in place of a sentence that too few replies would bear; ``lead`` begins it, as in ``reported``."""
    if of_n == 0:
        said = f"no {whom.one} gave an answer on which a statement could rest."
    else:
        least = number(ENOUGH)
        said = f"{number(of_n)} {whom.of(of_n)} gave an answer: too few for a statement, which is made from {least} on."
    return f"{lead} {said}" if lead else begun(said)


def broken_down(
    n: int, of_n: int, did: str, parts: Sequence[tuple[int, str]], whom: Whom, note: str = "", lead: str = ""
) -> str:
    """A share, then what the others of the same N did: ``...; 12 in part[a] and 3 not at all[b]``.

    ``parts`` are (how many, what they did); those with nobody are left out. Raises ValueError unless ``n`` and the
    parts add up to ``of_n``.
    """
    if n + sum(size for size, _ in parts) != of_n:
        raise ValueError(f"{n} and {[size for size, _ in parts]} do not add up to {of_n}")
    told = [f"{number(size, of_n)} {what}" for size, what in parts if size]
    said = f"{lead} {who(n, of_n, whom, note)}" if lead else subject(n, of_n, whom, note)
    return f"{said} {did}" + (f"; {listing(told)}" if told else "") + "."


def replied_and_party(found: Repliers) -> str:
    """What the States that replied are to one treaty, and how many of its parties replied: each with its own N."""
    kinds = ((found.parties, "parties"), (found.signatories, "signatories"), (found.neither, "neither"))
    told = listing(f"{number(n, found.replied)} {was(n)} {word}" for n, word in kinds if n)
    share = found.of_parties
    who_did = "no State party" if not share.of_n else of_all(share)
    return f"Of the {counted(found.replied, REPLIED)}, {told}; {who_did}, {as_at(share.as_at)}, had replied."


def averaged(found: Mean, of_what: str) -> str:
    """A mean with all that it is the mean of, which it never goes without.

    >>> averaged(Mean(87, {"law": 100, "practice": 80, "training": 80}), "the three aspects")
    'an average over the three aspects of 87 per cent (law, 100; practice, 80; training, 80)'
    """
    items = "; ".join(f"{name}, {value}" for name, value in found.items.items())
    return f"an average over {of_what} of {found.per_cent} per cent ({items})"


def footnote(text: str) -> str:
    """A footnote, where it is referred to; ``text`` is Markdown, closed by a full stop."""
    return f"^[{text.rstrip('.')}.]" if text else ""


def names(states: Sequence[str]) -> str:
    """A footnote that lists States, already in alphabetical order; nothing for nobody."""
    return footnote(listing(states)) if states else ""
