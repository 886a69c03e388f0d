"""Accounts of the synthetic sample: one a role, shown on the page to sign in, and only there where nothing is real."""

from collections import Counter
from typing import cast

from matcher.matching.engine import Engine
from matcher.records import Need, Professional
from matcher.store.accounts import Account
from service.access.accounts import own_name, utc_now
from service.access.passwords import hashed
from service.access.viewer import Role

PASSWORD = "homematch-demo"
"""Of every account of the sample; anybody may know it."""
HOST = "demo.example"
_BASES = 3
_NAMES: dict[Role, str] = {
    "coordinator": "林晓 Lin Xiao", "professional": "", "analyst": "周宁 Zhou Ning", "auditor": "方一舟 Fang Yizhou",
    "admin": "郑安 Zheng An",
}  # fmt: skip


def make_sample_accounts(engine: Engine) -> list[Account]:
    """Mark the store as one of sample data and make its accounts, if they are not there; all of them."""
    store = engine.store.accounts
    store.mark_sample()
    made = []
    for role in _NAMES:
        account = store.of_email(f"{role}@{HOST}") or _account(engine, role)
        store.put(account)
        made.append(account)
    return made


def _account(engine: Engine, role: Role) -> Account:
    person = _person(engine) if role == "professional" else None
    return Account(
        f"demo-{role}", f"{role}@{HOST}", own_name(person) if person else _NAMES[role], role, utc_now(),
        _bases(engine) if role == "coordinator" else frozenset(), person.id if person else None, hashed(PASSWORD),
        sample=True,
    )  # fmt: skip


def _bases(engine: Engine) -> frozenset[str]:
    """The base of the first open need, and those with the most."""
    kept = engine.store.kept("need", engine.matching.open_needs())
    bases = [base for need in kept.values() if (base := cast(Need, need).base)]
    first = [base for identifier in sorted(kept) if (base := cast(Need, kept[identifier]).base)][:1]
    most = sorted(Counter(bases).items(), key=lambda counted: (-counted[1], counted[0]))
    return frozenset(list(dict.fromkeys((*first, *(base for base, _ in most))))[:_BASES])


def _person(engine: Engine) -> Professional:
    """Whoever suits the first open need best."""
    ranking = engine.matching.candidates(engine.matching.open_needs()[0], 1)
    ids = [line.professional for line in ranking] or engine.matching.consented_people()
    return cast(Professional, engine.records.get("professional", ids[0])[1])
