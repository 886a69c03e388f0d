"""The commands ``homematch accounts …``, ``keys …``, ``audit …`` and ``jobs …``, and their options."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from service.cli.terminal import Json

accounts = typer.Typer(help="Invite, change and list those who sign in to the service.", no_args_is_help=True)
keys = typer.Typer(help="Make, list and revoke the keys by which programs use the API.", no_args_is_help=True)
jobs = typer.Typer(help="List imports and other jobs of the service, and run those that wait.", no_args_is_help=True)
audit = typer.Typer(help="Search and verify the log of who saw and did what.", no_args_is_help=True)


class RoleName(StrEnum):
    """What an account is for."""

    admin = "admin"
    analyst = "analyst"
    coordinator = "coordinator"
    professional = "professional"
    auditor = "auditor"


Email = Annotated[str, typer.Argument(help="Email of the account.")]
Bases = Annotated[
    list[str] | None, typer.Option("--base", help="Id of a base of a coordinator; can be given several times.")
]
Own = Annotated[str | None, typer.Option("--record", help="Id of the record of a professional.")]


@accounts.command("list")
def list_accounts(json: Json = False) -> None:
    """List all accounts: email, role, bases, and whether a password was set."""
    from service.cli.accounts import list_accounts

    list_accounts(as_json=json)


@accounts.command()
def invite(
    email: Email,
    role: Annotated[RoleName, typer.Option(help="What the account is for.")],
    name: Annotated[str, typer.Option(help="How the person is called.")] = "",
    base: Bases = None,
    record: Own = None,
    json: Json = False,
) -> None:
    """Make an account, and print the link by which its owner sets a password; it works once, for a week."""
    from service.cli.accounts import invite

    invite(email, role.value, name, base or (), record, as_json=json)


@accounts.command()
def reset(email: Email, json: Json = False) -> None:
    """Print a link by which the owner sets another password; it works once, for an hour."""
    from service.cli.accounts import reset

    reset(email, as_json=json)


@accounts.command()
def change(
    email: Email,
    role: Annotated[RoleName | None, typer.Option(help="Another role.")] = None,
    base: Bases = None,
    record: Own = None,
    active: Annotated[
        bool | None, typer.Option("--enable/--disable", help="Whether the account can be used at all.")
    ] = None,
    json: Json = False,
) -> None:
    """Change role, bases or record of an account, or disable it; with effect on the next request."""
    from service.cli.accounts import change

    change(email, role.value if role else None, base, record, active, as_json=json)


@keys.command("list")
def list_keys(json: Json = False) -> None:
    """List all keys with their scopes and when they were last used; a key itself is never shown again."""
    from service.cli.accounts import list_keys

    list_keys(as_json=json)


@keys.command()
def make(
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    scope: Annotated[
        list[str],
        typer.Option(
            help="What it may do: needs, needs:write, people, candidates, suggestions, jobs, metrics; anonymised hides "
            "people's names and texts. Can be given several times."
        ),
    ],
    base: Annotated[
        list[str] | None,
        typer.Option("--base", help="Id of a base whose needs it is for; can be given several times. None: all."),
    ] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day, if there is one.")] = None,
    json: Json = False,
) -> None:
    """Make a key and print it, this once."""
    from service.cli.accounts import make_key

    make_key(name, scope, base, until, as_json=json)


@keys.command()
def revoke(key: Annotated[str, typer.Argument(help="Id of the key.")], json: Json = False) -> None:
    """Revoke a key, with effect at once."""
    from service.cli.accounts import revoke_key

    revoke_key(key, as_json=json)


@audit.command("list")
def list_entries(
    person: Annotated[str | None, typer.Option(help="Id of a professional: who saw or changed what of them.")] = None,
    need: Annotated[str | None, typer.Option(help="Id of a need.")] = None,
    account: Annotated[str, typer.Option(help="Email of an account, or the id of an account or key.")] = "",
    action: Annotated[str, typer.Option(help="What was done, such as candidates.shown.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many to show at most.")] = 50,
    before: Annotated[int | None, typer.Option(min=1, help="Only entries before this number.")] = None,
    json: Json = False,
) -> None:
    """List entries, the latest first; people stand in them as hashes, and are found by their id all the same."""
    from service.cli.auditing import list_entries

    list_entries(person, need, account, action, limit, before, as_json=json)


@audit.command()
def verify(
    expect: Annotated[
        str, typer.Option(help="NUMBER:HASH of an entry that was noted elsewhere, which must still be as it was.")
    ] = "",
    json: Json = False,
) -> None:
    """Read the whole log: an entry that was removed, changed or put elsewhere is named, and the status is then 1.

    The hash of the last entry is printed: noted elsewhere, it proves later that nothing before it has changed.
    """
    from service.cli.auditing import verify

    verify(expect, as_json=json)


@jobs.command("list")
def list_jobs(json: Json = False) -> None:
    """List the latest jobs, and how far they are."""
    from service.cli.jobs import list_jobs

    list_jobs(as_json=json)


@jobs.command("run")
def run_jobs(
    once: Annotated[bool, typer.Option("--once", help="End when no job waits any more.")] = False,
) -> None:
    """Run jobs in a process of its own, for a service with HOMEMATCH_JOB_WORKER=false; until it is stopped."""
    from service.cli.jobs import run_jobs

    run_jobs(once=once)
