"""The parts of several ministries made one: what they say together, and where they differ, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from desk.request import CONTENT
from model import Answer, Visibility

Content = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one file, or the draft, answers; ``name`` is what the person calls it."""

    name: str
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A question that parts answer differently: each different answer once, with the names of those who give it.

    ``suggested`` is the place of the one answer that somebody wrote, where all others were filled in beforehand and
    left as they were; None where nothing speaks for either.
    """

    question: str
    said: tuple[tuple[str, Answer], ...]
    suggested: int | None = None


def merged(
    parts: Sequence[Part], issued: Mapping[str, Answer] | None = None
) -> tuple[dict[str, Answer], tuple[Conflict, ...]]:
    """The answers on which the parts agree or complete each other, by question, and the conflicts.

    A question in conflict is not among the answers. What one part keeps for the Secretariat is kept for it. ``issued``
    are the answers that were filled in beforehand.
    """
    answers: dict[str, Answer] = {}
    conflicts = []
    for code in dict.fromkeys(code for part in parts for code in part.answers):
        given = [(part.name, part.answers[code]) for part in parts if code in part.answers]
        whole = _together([answer for _, answer in given])
        if whole is None:
            conflicts.append(_conflict(code, given, (issued or {}).get(code)))
        else:
            answers[code] = whole
    return answers, tuple(conflicts)


def settled(conflicts: Sequence[Conflict], chosen: Mapping[str, int]) -> dict[str, Answer]:
    """The answer chosen in each conflict, by question. Raises KeyError when one is left open."""
    return {conflict.question: conflict.said[chosen[conflict.question]][1] for conflict in conflicts}


def _together(given: Sequence[Answer]) -> Answer | None:
    """One answer of several that complete each other; None where two say different things."""
    said = {}
    for name in CONTENT:
        written = {getattr(answer, name) for answer in given} - {"", None}
        if len(written) > 1:
            return None
        said[name] = written.pop() if written else getattr(given[0], name)
    base = next((answer for answer in given if answer.value), given[0])
    secret = any(answer.visibility is Visibility.SECRETARIAT for answer in given)
    return replace(base, **said, visibility=Visibility.SECRETARIAT if secret else Visibility.OPEN)


def _conflict(code: str, given: Sequence[tuple[str, Answer]], issued: Answer | None) -> Conflict:
    names: dict[Content, list[str]] = {}
    first: dict[Content, Answer] = {}
    for name, answer in given:
        names.setdefault(content(answer), []).append(name)
        first.setdefault(content(answer), answer)
    said = tuple((", ".join(names[key]), answer) for key, answer in first.items())
    written = [place for place, (_, answer) in enumerate(said) if not issued or content(answer) != content(issued)]
    return Conflict(code, said, written[0] if issued and len(written) == 1 else None)


def content(answer: Answer) -> Content:
    """What a State wrote of the question, without where it stands."""
    return tuple(getattr(answer, name) or "" for name in CONTENT)
