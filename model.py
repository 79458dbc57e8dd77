"""The nouns of the Implementation Monitor: frozen, without behaviour that touches a file or a clock.

Every room knows this module; it knows none of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
"""The six official languages of the United Nations, by ISO 639-1."""

NOTHING: Mapping[str, str] = MappingProxyType({})


class EntityKind(StrEnum):
    """What an entity that may stand in a list of participants is."""

    MEMBER = "member"
    OBSERVER = "observer"
    OTHER = "other"
    HISTORICAL = "historical"


class ActionKind(StrEnum):
    """What a State may do towards a treaty."""

    SIGNATURE = "signature"
    SUCCESSION_TO_SIGNATURE = "succession_to_signature"
    RATIFICATION = "ratification"
    ACCESSION = "accession"
    ACCEPTANCE = "acceptance"
    APPROVAL = "approval"
    SUCCESSION = "succession"
    DEFINITIVE_SIGNATURE = "definitive_signature"
    FORMAL_CONFIRMATION = "formal_confirmation"
    CONSENT_TO_BE_BOUND = "consent_to_be_bound"
    PARTICIPATION_VIA_PROTOCOL = "participation_via_protocol"
    PROVISIONAL_APPLICATION = "provisional_application"
    WITHDRAWAL = "withdrawal"


SIGNING = frozenset({ActionKind.SIGNATURE, ActionKind.SUCCESSION_TO_SIGNATURE})
"""Shown, never scored."""

BINDING = frozenset(ActionKind) - SIGNING - {ActionKind.PROVISIONAL_APPLICATION, ActionKind.WITHDRAWAL}
"""Each of these makes a State a party from its day on, until a withdrawal."""


class Coverage(StrEnum):
    """How much of a treaty's list of participants is held."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NONE = "none"


class Basis(StrEnum):
    """Why a treaty counts under a provision."""

    NAMED = "named"
    EXISTING = "existing"
    SINCE = "since"


class Severity(StrEnum):
    """How much a finding weighs: only a blocker keeps a file out."""

    BLOCKER = "blocker"
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Role(StrEnum):
    """What a person may do, from least to most."""

    PUBLIC = "public"
    CONTRIBUTOR = "contributor"
    FOCAL_POINT = "focal_point"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


class Visibility(StrEnum):
    """Whether an answer may leave the Secretariat."""

    OPEN = "open"
    SECRETARIAT = "secretariat"


class Missing(StrEnum):
    """Why there is no answer; each keeps its own word and mark."""

    NO_RETURN = "no_return"
    NOT_ASKED = "not_asked"
    NOT_APPLICABLE = "not_applicable"
    BLANK = "blank"
    CONFIDENTIAL = "confidential"


class ReturnStatus(StrEnum):
    """Where a return stands in its life."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"


class Outcome(StrEnum):
    """What became of a file that was handed in."""

    STORED = "stored"
    CHECKED = "checked"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class State:
    """A Member State, an observer State, or another entity that takes part in treaties.

    ``iso3`` is ISO 3166-1 alpha-3 (or the entity's code in ``data/states.csv`` where ISO has none);
    ``names`` and ``formal`` map a language to the name as UNTERM writes it.
    """

    iso3: str
    kind: EntityKind
    m49: str
    names: Mapping[str, str]
    formal: Mapping[str, str]
    admitted: date | None = None
    ended: date | None = None
    successors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Provision:
    """What is monitored: an article of the Declaration (``D.5``, ``D.7.a``) or a paragraph of the Code (``C.8``)."""

    code: str
    short_title: str
    text: str
    instrument: str
    part: str = ""
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Treaty:
    """An instrument named or meant by a provision; days are of adoption and of general entry into force."""

    code: str
    short_title: str
    adopted: date
    in_force: date | None
    depositary: str
    topic: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands, as the sender sees it.

    ``cell`` is ``E12`` or ``N9:N24``, empty for a whole sheet or file.
    """

    file: str
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to tell a person about an input.

    ``code`` names the sentence in the table of sentences; ``facts`` fills it. The sentence itself is formed at
    the face, in the reader's language.
    """

    code: str
    severity: Severity
    place: Place
    facts: Mapping[str, str] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class TreatyAction:
    """One act of one participant towards one treaty.

    ``state`` is the code in ``data/states.csv``; ``day`` is the day of the act, ``effective`` the day it took
    effect where that is another day and is known; ``source`` names the list it was read from.
    """

    treaty: str
    state: str
    participant: str
    action: ActionKind
    day: date
    source: str
    source_as_at: str = ""
    effective: date | None = None
    note: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class TreatyList:
    """A depositary's list as read: what it says of itself beside the actions read from it.

    ``known_as_at`` is the last day for which the list can be relied on, None when no list is held; ``parties_stated``
    and ``signatories_stated`` are the list's own totals, None where it prints none; ``silent_on`` are participants of
    which a list of this kind says nothing even when it is complete (States of the past).
    """

    treaty: str
    source: str
    known_as_at: date | None
    coverage: Coverage
    actions: tuple[TreatyAction, ...]
    parties_stated: int | None = None
    signatories_stated: int | None = None
    note: str = ""
    silent_on: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cycle:
    """A reporting round, the edition of the questionnaire it used, and the languages it is held in."""

    code: str
    name: str
    edition: str
    opens: date
    due: date
    closes: date
    languages: tuple[str, ...] = LANGUAGES


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a list of choices: ``value`` is stored, ``labels`` are shown, by language."""

    list_name: str
    value: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A row of the questionnaire.

    ``kind`` is ``scale`` (scored choice), ``one`` (choice), ``many`` (choices), ``text``, ``integer`` or ``day``;
    ``relevance`` is the XLSForm expression, empty when always asked; ``treaty`` is set in part A.
    """

    code: str
    part: str
    provision: str
    kind: str
    labels: Mapping[str, str]
    guidance: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    choices: str = ""
    relevance: str = ""
    weight: float = 0.0
    treaty: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One edition: its questions in order, its choices by list name, its settings."""

    edition: str
    questions: tuple[Question, ...]
    choices: Mapping[str, tuple[Choice, ...]]
    settings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """One value as a State wrote it.

    ``value`` is the stored word (choice value, text, number as text, ISO day; several choices separated by a
    blank); ``since`` is the day a State says it became party (part A); ``reason`` why a question does not apply.
    """

    question: str
    value: str
    comment: str = ""
    legal_reference: str = ""
    reason: str = ""
    since: date | None = None
    visibility: Visibility = Visibility.OPEN
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """What one State sent for one cycle, as read from one file.

    ``consent`` holds the parts (``A`` to ``D``) that may be published; ``cover`` what the cover sheet says of the
    sender (name, office, e-mail); ``unread`` cells that no question claims, kept as (place, text).
    """

    state: str
    cycle: str
    edition: str
    language: str
    answers: tuple[Answer, ...]
    consent: frozenset[str] = frozenset()
    cover: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    unread: tuple[tuple[Place, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was handed in; it is kept by the SHA-256 of its bytes."""

    name: str
    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking. ``state`` is the State of a focal point or contributor; ``until`` the last day of access."""

    role: Role
    subject: str
    state: str | None = None
    until: date | None = None


PUBLIC = Actor(Role.PUBLIC, "public")
"""Whoever is not known is this one."""


@dataclass(frozen=True, slots=True)
class Share:
    """The only way a percentage travels: ``n`` of ``of_n``, of whom, as at which day, from which source.

    >>> Share(50, 107, "States parties", date(2005, 7, 29)).sentence()
    '50 of 107 States parties (47 per cent), as at 29 July 2005'
    >>> Share(0, 0, "States", date(2005, 7, 29)).sentence()
    'no States, as at 29 July 2005'
    """

    n: int
    of_n: int
    of_whom: str
    as_at: date
    source: str = ""

    @property
    def per_cent(self) -> int | None:
        """Rounded half up to a whole number; None when there is nobody to count."""
        return (200 * self.n + self.of_n) // (2 * self.of_n) if self.of_n else None

    def sentence(self) -> str:
        """The share in words: ``n of N of whom (p per cent), as at day``."""
        day = f"{self.as_at.day} {self.as_at:%B %Y}"
        if not self.of_n:
            return f"no {self.of_whom}, as at {day}"
        return f"{self.n} of {self.of_n} {self.of_whom} ({self.per_cent} per cent), as at {day}"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a reader has chosen to look at; lives in the address of a page, and names a figure exactly.

    ``scheme`` is a grouping (``regional``, ``m49``, ``special``) and ``group`` one group of it, empty for all
    Member States; ``states`` a group of the reader's own; ``basis`` is ``all`` treaties in force or ``text`` for
    those the texts themselves knew; ``known_on`` is the day whose knowledge is used, None for all there is.
    """

    as_at: date
    cycle: str = ""
    scheme: str = "regional"
    group: str = ""
    states: tuple[str, ...] = ()
    provision: str = ""
    treaty: str = ""
    state: str = ""
    basis: str = "all"
    known_on: date | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Caption:
    """What every figure says of itself, so that it is a finished document wherever it goes.

    ``count`` is the n/N line, ``notes`` further sentences (known as at, left out, withheld), ``map_disclaimer``
    whether the boundaries' disclaimer is owed, ``demonstration`` whether the data are invented.
    """

    title: str
    count: str
    source: str
    as_at: date
    revision: str = ""
    notes: tuple[str, ...] = ()
    map_disclaimer: bool = False
    demonstration: bool = False
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """A return as the store holds it: which version, when it came, where it stands."""

    number: int
    state: str
    cycle: str
    version: int
    status: ReturnStatus
    received: datetime
    sha256: str
    supersedes: int | None = None
    reason: str = ""


def by_code(items: Sequence[Question]) -> dict[str, Question]:
    """The questions by their code."""
    return {item.code: item for item in items}
