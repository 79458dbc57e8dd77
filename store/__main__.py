"""The store spoken to from the command line: ``python -m store verify | head | events | access | grant``.

Whoever works at the machine itself acts as its administrator.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from founding import LOCAL
from model import Role
from store import Store, StoreError, open_store
from store.engine import store_url

GOOD, DAMAGED, WRONG_USE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Gives 0 when all is well, 1 when the store is damaged or refuses, 2 for wrong usage."""
    said = _parser().parse_args(arguments)
    url = store_url(said.store)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        print(f"There is no store at {url.database}.", file=sys.stderr)
        return WRONG_USE
    store = open_store(said.store)
    try:
        return int(said.run(store, said))
    except StoreError as refusal:
        print(refusal, file=sys.stderr)
        return DAMAGED
    finally:
        store.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m store", description="Look after the store.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    verify = commands.add_parser("verify", help="say whether anything was altered or removed, and where")
    verify.add_argument("--head", help="the hash of an event noted down earlier, which the record must still hold")
    verify.add_argument("--json", action="store_true", help="print one object")
    verify.set_defaults(run=_verify)

    head = commands.add_parser("head", help="print the hash of the last event, to be noted down elsewhere")
    head.set_defaults(run=_head)

    events = commands.add_parser("events", help="print the whole record as lines of JSON")
    events.set_defaults(run=_events)

    access = commands.add_parser("access", help="print who may do what")
    access.set_defaults(run=_access)

    grant = commands.add_parser("grant", help="give a person a role; the role public takes access away")
    grant.add_argument("subject", help="issuer|subject as the provider says it, or an e-mail address")
    grant.add_argument("role", choices=[role.value for role in Role])
    grant.add_argument("--state", help="ISO 3166-1 alpha-3 code, for focal points and contributors")
    grant.add_argument("--until", type=date.fromisoformat, help="the last day of access")
    grant.set_defaults(run=_grant)

    for command in (verify, head, events, access, grant):
        command.add_argument("--store", help="the store's URL (default: MONITOR_STORE, else var/monitor.sqlite)")
    return parser


def _verify(store: Store, said: argparse.Namespace) -> int:
    damage = store.verify(said.head)
    events = len(store.events(LOCAL))
    if said.json:
        print(json.dumps({"events": events, "head": store.head(), "damage": [asdict(item) for item in damage]}))
    elif damage:
        print(f"{len(damage)} of the store's parts are not as they were written:")
        print("\n".join(f"  {item.sentence}" for item in damage))
    else:
        print(f"Nothing was altered or removed: {events} events, and every row and file that they wrote.")
        print(f"Head: {store.head()}")
    return DAMAGED if damage else GOOD


def _head(store: Store, _: argparse.Namespace) -> int:
    print(store.head())
    return GOOD


def _events(store: Store, _: argparse.Namespace) -> int:
    sys.stdout.writelines(store.export_events(LOCAL))
    return GOOD


def _access(store: Store, _: argparse.Namespace) -> int:
    held = store.access_list(LOCAL)
    held["until"] = held["until"].dt.strftime("until %Y-%m-%d").fillna("")
    for row in held[["subject", "role", "state", "until"]].itertuples(index=False):
        print("\t".join(str(part) for part in row if part))
    return GOOD


def _grant(store: Store, said: argparse.Namespace) -> int:
    store.grant(LOCAL, said.subject, Role(said.role), said.state, said.until)
    print(f"{said.subject}: {said.role}")
    return GOOD


if __name__ == "__main__":
    sys.exit(main())
