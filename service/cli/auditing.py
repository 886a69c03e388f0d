"""What the commands about the audit log do."""

import typer
from rich.markup import escape
from rich.table import Table

from matcher.errors import InputError, NotFoundError
from matcher.store.trail import PERSON, LogEntry, Thing
from service.cli.accounts import CONSOLE, Office, opened
from service.cli.terminal import console, plain, print_json, print_text


def list_entries(
    person: str | None, need: str | None, account: str, action: str, limit: int, before: int | None, *, as_json: bool
) -> None:
    """Entries, the latest first; that somebody looked for a person is itself an entry."""
    if person is not None and need is not None:
        raise InputError("a person and a need were given; give one of the two")
    with opened() as office:
        thing = Thing(PERSON, person) if person is not None else Thing("need", need) if need is not None else None
        entries = office.engine.store.audit.entries(
            before=before, limit=limit, account=_account_id(office, account), action=action, thing=thing
        )
        emails = {one.id: one.email for one in office.accounts.all()} | {key.id: key.name for key in office.keys.all()}
        if person is not None:
            office.note("audit.searched", PERSON, person)
    if as_json:
        print_json([plain(entry) for entry in entries])
        return
    table = Table("number", "time (UTC)", "who", "did", "with")
    for entry in entries:
        at = entry.at.isoformat(sep=" ", timespec="seconds").removesuffix("+00:00")
        who = emails.get(entry.account, entry.account)
        table.add_row(str(entry.number), at, escape(who), entry.action, escape(_things(entry)))
    console().print(table if entries else "there is no such entry")


def verify(expect: str, *, as_json: bool) -> None:
    """Whether the log is as it was written; ends with status 1 where it is not."""
    number, _, digest = expect.partition(":")
    if expect and not (number.isdecimal() and len(digest) == 64):
        raise InputError(f"{expect!r} is no entry; give NUMBER:HASH as `homematch audit verify` has printed it")
    with opened() as office:
        log = office.engine.store.audit
        verified = log.verify()
        problems = list(verified.problems)
        if expect and not any(entry.hash == digest for entry in log.entries(before=int(number) + 1, limit=1)):
            problems.append(f"entry {number} is not the one with hash {digest}: the log was written anew since")
        last = log.entries(limit=1)
    if as_json:
        head = f"{last[0].number}:{verified.head}" if last else ""
        print_json({"entries": verified.entries, "head": head, "problems": problems})
    elif not problems:
        print_text(f"{verified.entries} entries, all as they were written")
        print_text(f"the last: {last[0].number}:{verified.head}" if last else "the log is empty")
    for problem in problems if not as_json else ():
        print_text(problem)
    if problems:
        raise typer.Exit(1)


def _account_id(office: Office, given: str) -> str:
    if not given or given == CONSOLE:
        return given
    try:
        return office.accounts.of_email(given).id
    except NotFoundError:
        return given


def _things(entry: LogEntry) -> str:
    shown = [f"{thing.kind} {thing.id[:12]}" for thing in entry.things[:3]]
    more = len(entry.things) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
