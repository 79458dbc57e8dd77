"""How the store says no: exceptions whose text is a sentence for a person, with its facts apart for other languages."""

from __future__ import annotations


class StoreError(Exception):
    """Something cannot be done: ``str(error)`` says why; ``text`` and ``facts`` let a face say it in any language."""

    def __init__(self, text: str, **facts: object) -> None:
        super().__init__(text.format(**facts))
        self.text = text
        self.facts = facts


class Refused(StoreError):  # noqa: N818 - it reads as a sentence where it is raised
    """The actor may not do or see this."""


class WrongStep(StoreError):  # noqa: N818
    """The step does not fit where the thing stands now."""


class NotThere(StoreError):  # noqa: N818
    """There is no such thing, or it is not for this actor to know of it."""
