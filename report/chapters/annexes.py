"""The annexes: treaty status by State, replies by question, States by group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from compliance.distribution import replies_by_question
from compliance.groups import ALL
from compliance.responses import responses
from desk.notes import SELF_ASSESSED, sources
from exports.word import literal
from language import day_short, day_text, listing
from loaders import known
from model import Question
from report.blocks import NIL, Block, Heading, Table, plain, quantity
from report.chapters.position import in_order_of_table
from report.matter import Matter, days_by, in_order, name_of, named

ACROSS = 6
"""Treaties side by side in a table of annex I: as many as stay legible on an upright page."""

TOPICS = {
    "Organized crime, corruption and arms": ("organized crime", "corruption", "arms", "cybercrime"),
    "Drug control": ("drugs",),
    "Terrorism": ("terrorism", "explosives"),
    "Weapons of mass destruction": ("wmd",),
}
"""The tables of annex I, each with the treaties of some topics (the first that a treaty has)."""

SIGNS = {
    "accession": "a",
    "acceptance": "A",
    "approval": "AA",
    "succession": "d",
    "definitive_signature": "s",
    "formal_confirmation": "c",
    "consent_to_be_bound": "b",
    "participation_via_protocol": "P",
}
"""The letters behind a day, as depositaries write them; a ratification has none."""

SIGNS_SAID = (
    "Day on which the State became party: ratification, unless followed by a (accession), A (acceptance), AA "
    "(approval), d (succession), s (definitive signature), c (formal confirmation), b (consent to be bound) or P "
    "(participation by virtue of the Protocol). In italics with an S: day of signature by a State that is not party; "
    "with a W: day of withdrawal."
)

STANDING = ["treaty", "state", "status", "action", "since"]

WORDS = {
    "fully": "Fully",
    "partly": "Partly",
    "in_preparation": "In preparation",
    "no": "No",
    "not_applicable": "Not applicable",
    "not_relevant": "Did not arise",
    "confidential": "For the Secretariat only",
    "blank": "Left blank",
}


def annexes(matter: Matter) -> list[Block]:
    """All annexes that the scope calls for."""
    return [*_status(matter), *_replies(matter), *_groups(matter)]


def _status(matter: Matter) -> list[Block]:
    wanted = set(matter.counted["treaty"][matter.counted["provision"].isin(matter.provisions("D."))])
    held = [code for code in known.treaties() if code in wanted and matter.held_in_full(code)]
    if not held:
        return []
    blocks: list[Block] = [Heading("Status of treaties by State", annex=True), plain(SIGNS_SAID)]
    for title, topics in TOPICS.items():
        own = [code for code in held if known.treaties()[code].topic.split(";")[0] in topics]
        own = in_order_of_table(pd.Series(own, dtype="str"))
        for number, start in enumerate(range(0, len(own), ACROSS), 1):
            more = f" ({number})" if len(own) > ACROSS else ""
            name = f"status-{topics[0].replace(' ', '-')}-{number}"
            blocks.append(_status_table(matter, own[start : start + ACROSS], title + more, name))
    return blocks


def _status_table(matter: Matter, treaties: list[str], title: str, name: str) -> Table:
    rows = matter.status[matter.status["treaty"].isin(treaties)]
    cells = {
        (treaty, state): _cell(status, action, since.date())
        for treaty, state, status, action, since in rows[STANDING].itertuples(index=False, name=None)
    }
    states = in_order({*matter.members, *rows["state"]})
    outside = set(states) - set(matter.members)
    lines: list[tuple[str | int, ...]] = [
        (f"{name_of(state)}{' ^a^' if state in outside else ''}", *(cells.get((code, state), NIL) for code in treaties))
        for state in states
    ]
    party = rows[rows["status"] == "party"]
    lines.append(("**Parties**", *(f"**{(party['treaty'] == code).sum()}**" for code in treaties)))
    heads = [known.treaties()[code].short_title for code in treaties]
    ends = [
        f"{head}: {day_text(end)}"
        for code, head in zip(treaties, heads, strict=True)
        if (end := matter.known_up_to(code))
    ]
    notes = ["Not a Member State of the United Nations."] if outside else []
    source = f"{sources(pd.Series(treaties))}. Known up to – {'; '.join(ends)}"
    widths = (8, *(6 for _ in treaties))
    said = f"{title}: status of treaties by State, as at {day_text(matter.as_at)}"
    return Table(name, said, ("State", *heads), tuple(lines), widths, tuple(notes), source)


def _cell(status: str, action: str, day: date) -> str:
    """One State and treaty: the day, and how."""
    written = day_short(day)
    if status == "party":
        sign = SIGNS.get(action, "")
        return f"{written}\u00a0{sign}" if sign else written
    return f"*{written}*\u00a0{'W' if status == 'withdrawn' else 'S' if status == 'signatory' else 'p'}"


def _replies(matter: Matter) -> list[Block]:
    if not matter.replied:
        return []
    blocks: list[Block] = [Heading("Replies by question", annex=True)]
    for prefix, title in (("D.", "The Declaration"), ("C.", "The Code of Conduct")):
        blocks += _scored(matter, prefix, title)
    blocks += _positions(matter)
    for ending, title in ASPECTS.items():
        blocks += _aspect(matter, ending, title)
    return blocks


ASPECTS = {
    "cover": "Public officials whom the provisions cover",
    "breach": "How breaches are dealt with",
    "training": "Training that public officials receive",
}
EVERY = "every_paragraph"


def _scored(matter: Matter, prefix: str, title: str) -> list[Block]:
    """How many States gave each answer to each scored question; each row adds up to the replies."""
    cube = matter.reading.cube_on(matter.as_at)
    table = replies_by_question(cube, matter.request.cycle, {ALL: matter.members})
    wanted = {item.code: item for item in matter.form.questions if item.provision.startswith(prefix)}
    table = table[table["question"].map(lambda code: code in wanted and matter.wants(wanted[code].provision))]
    if table.empty:
        return []
    values = [value for value in WORDS if table.loc[table["value"] == value, "n"].sum()]
    rows: list[tuple[str | int, ...]] = []
    for code in dict.fromkeys(table["question"]):
        part = table[table["question"] == code]
        n = dict(zip(part["value"], part["n"], strict=True))
        total = int(part["of_n"].iloc[0])
        assert sum(n.values()) == total, f"answers to {code} do not add up to the replies"
        rows.append((_asked(wanted[code]), *(quantity(int(n[value])) for value in values), total))
    head = ("Question", *(WORDS[value] for value in values), "Replies")
    said = f"{title}: answers to each question, as at {day_text(matter.as_at)}"
    return [Table(f"answers-{prefix[0].lower()}", said, head, tuple(rows), source=SELF_ASSESSED)]


def _asked(question: Question) -> str:
    return literal(question.labels["en"])


def _positions(matter: Matter) -> list[Block]:
    """What States said of each treaty; a reply that says nothing of one is in its last column but one."""
    questions = [item for item in matter.form.questions if item.part == "A" and matter.wants(item.provision)]
    if not questions:
        return []
    words = {choice.value: choice.labels["en"] for choice in matter.form.choices[questions[0].choices]}
    given = matter.answers.groupby(["question", "value"]).size()
    rows: list[tuple[str | int, ...]] = []
    total = len(matter.replied)
    for item in questions:
        n = [int(given.get((item.code, value), 0)) for value in words]
        rows.append((known.treaties()[item.treaty].short_title, *map(quantity, n), quantity(total - sum(n)), total))
    head = ("Treaty", *words.values(), "No answer shown", "Replies")
    said = f"Positions on treaties as reported by States, as at {day_text(matter.as_at)}"
    return [Table("positions", said, head, tuple(rows), source=SELF_ASSESSED)]


def _aspect(matter: Matter, ending: str, title: str) -> list[Block]:
    """One aspect of every paragraph of the Code: how many States gave each of several answers."""
    questions = [
        item for item in matter.form.questions if item.code.endswith(f"_{ending}") and matter.wants(item.provision)
    ]
    if not questions:
        return []
    answers = matter.answers.set_index("question")
    first = answers[answers.index == f"c1_{ending}"]
    for_all = first[first["value"].str.split().map(lambda said: EVERY in said).astype(bool)]
    options = [choice for choice in matter.form.choices[questions[-1].choices] if choice.value != EVERY]
    rows: list[tuple[str | int, ...]] = []
    for item in questions:
        own = answers[answers.index == item.code]
        both = own if item.code == f"c1_{ending}" else pd.concat([own, for_all[~for_all["state"].isin(own["state"])]])
        said = both["value"].str.split()
        n = [int(said.map(lambda words, value=option.value: value in words).sum()) for option in options]
        rows.append((f"Paragraph {item.provision.partition('.')[2]}", *map(quantity, n)))
    head = ("Paragraph", *(option.labels["en"] for option in options))
    said_title = f"{title}, as at {day_text(matter.as_at)}"
    source = f"{SELF_ASSESSED}; several answers were possible"
    return [Table(f"code-{ending}", said_title, head, tuple(rows), source=source)]


def _groups(matter: Matter) -> list[Block]:
    """Who is in which group, and the day of each State's reply."""
    cycle = matter.reading.cycles[matter.request.cycle]
    sent = responses(matter.reading.returns, matter.request.cycle, cycle.due, matter.members, matter.as_at)
    received = days_by(sent, "state", "received")
    plural = {"regional": "regional group", "m49": "region"}.get(matter.request.scheme, "group")
    blocks: list[Block] = [Heading(f"States by {plural}", annex=True)]
    for group, states in matter.groups.items():
        blocks.append(plain(f"**{group}** ({len(states)} Member States). {_listed(states, received)}"))
    return blocks


def _listed(states: Sequence[str], received: Mapping[str, date]) -> str:
    """The States that replied with the day of the reply, then those that did not."""
    if not received:
        return f"{listing(named(states))}."
    came = [code for code in in_order(states) if code in received]
    silent = set(states) - set(came)
    told = []
    if came:
        days = [f"{name_of(code)} ({day_text(received[code])})" for code in came]
        told.append(f"Replied, with the day on which the reply was received: {'; '.join(days)}.")
    if silent:
        told.append(f"No reply: {listing(named(silent))}.")
    return " ".join(told)
