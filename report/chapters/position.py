"""Who is party to the treaties an article rests on: how many, since the last session, who is not, with days."""

from __future__ import annotations

import pandas as pd

from compliance.responses import repliers
from desk import scope
from desk.notes import WHY_LEFT_OUT, sources
from language import day_short, day_text, listing
from loaders import known
from report.blocks import NOT_AVAILABLE, Block, Paragraph, Picture, Table, paired, quantity
from report.matter import Matter, days_by, in_order, name_of, notes_of, titled
from report.pictures import drawing
from report.sentences import (
    ENOUGH,
    MEMBERS,
    Whom,
    begun,
    broken_down,
    footnote,
    number,
    opening,
    replied_and_party,
    subject,
    was,
)

TREATIES = Whom("treaty", "treaties")

MOST_NAMED = 100
"""Up to this many States that are not party are named under a table; beyond it the reader is sent to annex I."""

ACTS = {
    "ratification": "ratified",
    "accession": "acceded to",
    "acceptance": "accepted",
    "approval": "approved",
    "succession": "succeeded to",
    "signature": "signed",
    "withdrawal": "withdrew from",
    "definitive_signature": "definitively signed",
}


def position(matter: Matter, provision: str, seen: dict[frozenset[str], str]) -> list[Block]:
    """The depositary position of one article; empty for one that rests on no treaty.

    ``seen`` holds the sets of treaties told already, with the article under which they were: the same set is not told
    twice.
    """
    rows = matter.counted[matter.counted["provision"] == provision]
    if rows.empty:
        return []
    counts = rows[rows["in_count"]]
    cited = scope.cited(provision).lower()
    if counts.empty:
        return [Paragraph(f"{matter.lead} no treaty counted under {cited}{_left_out(rows)}.")]
    treaties = in_order_of_table(counts["treaty"])
    same = seen.setdefault(frozenset(treaties), provision)
    if same != provision:
        return [Paragraph(_as_before(matter, provision, same, treaties, rows))]
    first = Paragraph(_counted(matter, provision, treaties, rows))
    return [
        first,
        _table(matter, provision, treaties),
        Paragraph(_since(matter, treaties)),
    ]


def plate(matter: Matter, provision: str) -> list[Picture]:
    """A page of pictures: where on the map, and in which groups, States stand at which level of adherence."""
    return paired([*drawing(matter, "article-world", provision), *drawing(matter, "article-by-group", provision)])


def _as_before(matter: Matter, provision: str, same: str, treaties: list[str], rows: pd.DataFrame) -> str:
    """That an article rests on the treaties of an earlier one, under which their parties are set out."""
    cited, earlier = scope.cited(provision).lower(), scope.cited(same).lower()
    if len(treaties) == 1:
        what = f"one treaty counted under {cited}, the {titled(treaties[0])}{_left_out(rows)}, as"
        return f"{matter.lead} {what} under {earlier}, where its parties are set out."
    what = f"the same {number(len(treaties))} treaties counted under {cited} as under {earlier}{_left_out(rows)}"
    return f"{matter.lead} {what}; their parties are set out there."


def measure_position(matter: Matter, provision: str) -> list[Block]:
    """The same for a measure of an article, in one paragraph: the article's table has its treaties."""
    rows = matter.counted[matter.counted["provision"] == provision]
    treaties = in_order_of_table(rows.loc[rows["in_count"], "treaty"])
    return [Paragraph(_counted(matter, provision, treaties, rows))] if treaties else []


def in_order_of_table(treaties: pd.Series) -> list[str]:
    """Treaties in the order in which they were adopted."""
    held = known.treaties()
    return sorted(set(treaties), key=lambda code: (held[code].adopted, code))


def _counted(matter: Matter, provision: str, treaties: list[str], rows: pd.DataFrame) -> str:
    """Which treaties count, and how many Member States are party to all, to some, to none."""
    cited = scope.cited(provision).lower()
    level = matter.adherence[matter.adherence["provision"] == provision].set_index("state")["level"]
    at = {word: in_order(level.index[level == word]) for word in ("all", "most", "some", "none")}
    everyone = matter.members
    n, of_n = len(at["all"]), len(everyone)
    if len(treaties) == 1:
        said = f"{matter.lead} one treaty counted under {cited}: the {titled(treaties[0])}{_left_out(rows)}. "
        said += f"{subject(n, of_n, MEMBERS)} {was(n)} party to it, and {number(of_n - n, of_n)} {was(of_n - n)} not."
        if len(matter.replied) < ENOUGH:
            return said
        found = repliers(matter.standings(treaties[0]), treaties[0], matter.replied, matter.as_at)
        return f"{said} {replied_and_party(found)}"
    said = f"{matter.lead} {number(len(treaties))} treaties counted under {cited}{_left_out(rows)}. "
    notes = notes_of(at, everyone)
    half = "to one of them" if len(treaties) == 2 else "to half or more of them"
    parts = [
        (len(at["most"]), f"{half}{notes['most']}"),
        (len(at["some"]), f"to fewer than half{notes['some']}"),
        (len(at["none"]), f"to none{notes['none']}"),
    ]
    whole = "both" if len(treaties) == 2 else f"all {number(len(treaties))}"
    return said + broken_down(n, of_n, f"{was(n)} party to {whole}", parts, MEMBERS, notes["all"])


def _left_out(rows: pd.DataFrame) -> str:
    """A footnote on the treaties that do not count, each with the reason."""
    out = rows[~rows["in_count"]]
    told = []
    for why, words in WHY_LEFT_OUT.items():
        names = [titled(code) for code in in_order_of_table(out.loc[out["left_out"] == why, "treaty"])]
        if names:
            told.append(begun(f"{words}: {'; '.join(names)}"))
    return footnote("Left out of the count, by reason. " + ". ".join(told)) if told else ""


def _table(matter: Matter, provision: str, treaties: list[str]) -> Table:
    since = matter.session.last_closed
    rows: list[tuple[str | int, ...]] = []
    notes: list[str] = []
    for code in treaties:
        held = matter.participation(code)
        missing = _not_party(matter, code)
        mark = ""
        if missing:
            notes.append(missing)
            mark = f" ^{chr(ord('a') + len(notes) - 1)}^"
        end = matter.known_up_to(code)
        joined: str | int = NOT_AVAILABLE
        if since and end and end > since:
            acts = matter.acts_since
            joined = quantity(int(((acts["treaty"] == code) & (acts["change"] == "joined")).sum()))
        rows.append(
            (
                f"{titled(code)}{mark}",
                held.parties,
                quantity(held.member_states),
                quantity(len(matter.members) - held.member_states),
                quantity(held.signed_not_party),
                joined,
                day_short(end) if end else NOT_AVAILABLE,
            )
        )
    head = (
        "Treaty",
        "Parties",
        "Member States party",
        "Member States not party",
        "Signatories not party",
        "New since last session",
        "List known up to",
    )
    title = f"{scope.cited(provision)}: parties to the treaties that count, as at {day_text(matter.as_at)}"
    source = sources(pd.Series(treaties))
    name = f"parties-{provision.lower().replace('.', '-')}"
    return Table(name, title, head, tuple(rows), (13, 4, 5, 5, 6, 6, 6), tuple(notes), source)


def _not_party(matter: Matter, treaty: str) -> str:
    """Who is not party to a treaty, with the day of signature of those that signed it."""
    rows = matter.standings(treaty)
    party = set(rows.loc[rows["status"] == "party", "state"])
    out = [code for code in matter.members if code not in party]
    if not out:
        return ""
    if len(out) > MOST_NAMED:
        return f"{opening(len(out))} Member States are not party; annex I has each of them."
    signed = days_by(rows, "state", "signed")
    told = [name_of(code) + (f" (signed on {day_text(signed[code])})" if code in signed else "") for code in out]
    return f"Not party: {listing(told) if len(told) < 3 else '; '.join(told)}."


def _since(matter: Matter, treaties: list[str]) -> str:
    """What was done towards the treaties since the last session, as far as the lists can show it."""
    since = matter.session.last_closed
    if since is None:
        return "The days of the last session are not known, so that no change since then is given."
    close = f"the close of the {matter.session.last_name}, on {day_text(since)}"
    acts = matter.acts_since
    acts = acts[acts["treaty"].isin(treaties)]
    reach = [code for code in treaties if (end := matter.known_up_to(code)) and end > since]
    many = len(treaties) > 1
    if not reach:
        whose = "The lists of these treaties end" if many else "The list of this treaty ends"
        return f"{whose} before {close}: no act since then can be told from {'them' if many else 'it'}."
    if acts.empty:
        said = f"No act towards {'these treaties' if many else 'this treaty'} is known since {close}."
    else:
        rows = acts.sort_values(["day", "treaty", "state"])[["day", "treaty", "state", "action"]]
        told = [
            f"{name_of(state)} {ACTS.get(action, action.replace('_', ' '))} the {titled(treaty)} "
            f"on {day_text(day.date())}"
            for day, treaty, state, action in rows.itertuples(index=False, name=None)
        ]
        said = f"Since {close}, {listing(told)}."
    if len(reach) < len(treaties):
        short = len(treaties) - len(reach)
        whose = "The list of one treaty ends" if short == 1 else f"The lists of {number(short)} treaties end"
        said += f" {whose} before that day and cannot show later acts."
    return said
