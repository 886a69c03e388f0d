"""Writes docs/reference/ from the code: commands, settings, JSON and the fields of records."""

import json
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from fastapi.routing import APIRoute
from typer.main import get_command

from matcher import records
from matcher.artefacts import MANIFEST, manifest_of
from matcher.config import Settings
from service.access.guard import Guard, Public, all_routes, guards_of
from service.access.keys import SCOPES
from service.app import create_app
from service.cli.main import app
from service.nightly.report import Report

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "reference"

_ROUTES_FIRST = ("RankingAnswer", "PairAnswer", "AboveAnswer", "NeedsAnswer", "ListAnswer")
"""The answers that the JSON reference begins with; the parts of each follow it."""
_RANKING = "as [RankingAnswer](#rankinganswer)"
_PRINTED = {
    "accounts change": "as one of `accounts list`",
    "accounts invite": "as one of `accounts list`, with the `link`",
    "accounts list": "a list of accounts: `id`, `email`, `name`, `role`, `bases`, `record` and `state`",
    "accounts reset": "as `accounts invite`",
    "audit list": "a list of entries: `number`, `at`, `account`, `action`, `things`, `request`, `before` and `hash`",
    "audit verify": "`entries`, how many; `head`, number and hash of the last; `problems`, empty if there are none",
    "jobs list": "a list of jobs: `id`, `kind`, `account`, `made`, `given`, `state`, `step`, `done`, `total`, `result`",
    "keys list": "a list of keys: `id`, `name`, `scopes`, `bases`, `made`, `until`, `revoked` and `used`",
    "keys make": "as one of `keys list`, with the `key`",
    "keys revoke": "as one of `keys list`",
    "about-me": "`file` and `parts`: how much of each kind is in it",
    "backup": "`folder`, `store`, `sequence`, `files`, `questions` and `erased`",
    "candidates": _RANKING,
    "consent give": "as `consent show`",
    "consent show": "`now` (purposes with their days), `record` (the consent in it) and `since` (every change)",
    "consent withdraw": "as `consent show`",
    "demo": f"`rankings`, each {_RANKING}, and the files of the night's `report`",
    "doctor": "a list of checks, each with `check`, `good`, `detail` and, if it is not good, `remedy`",
    "duplicates": "`count`, `proposals` with their reasons, `crowds` and `thinned`",
    "erase": "the receipt: `state`, how much was removed of each kind, the runs whose reports were rewritten, `hash`",
    "erasure finish": "a list of receipts, as `erase` prints them",
    "erasure list": "a list of receipts, as `erase` prints them",
    "erasure verify": "the `receipt`, and a list of `traces`, each with `where` and `what`",
    "evaluate": "the metrics by set, ranker and metric",
    "explain": f"{_RANKING}, of the one pair; without recommendations where a hard filter excludes it",
    "import": "for each file `file`, `kind`, how many were `read`, `good`, `changed`, the `changes`, `errors`, "
    "`remarks`, the `marked` copy and the `run`; with `--runs` all imports, with `--undo` how many were put back",
    "init": "`store`, the identity of the new one",
    "list": "`kind`, `count`, `offset` and `records`, as [fields.md](fields.md) has them",
    "language build": "`folder` and `words`",
    "models fit-claims": "`file`, and by pairing `pairs` and how many of them are `true`",
    "models list": "`champion`, `rankers` and `history`",
    "models promote": "`champion`",
    "models rollback": "`champion`",
    "models unpack": "`folder`, `sha256` of the weights, how many `pieces` it knows, and whether it `was_there` before",
    "models show": "`name`, `version`, `base`, `bands`, `features` (slope and points of each curve) and `metrics`",
    "nightly": "`run` and `files`",
    "record": "`record`, and `sources`: by field the `file`, `place`, time (`at`) and import (`run`) it came from",
    "requirements": "a list of [Requirement](fields.md#requirement-in-requirements)",
    "restore": "as `backup`; `erased` people were erased after the backup was made",
    "suggestions": _RANKING,
    "train": "the `metrics.json` of the new ranker, `promoted` and `folder`",
    "why": "as [AboveAnswer](#aboveanswer)",
}
"""What each command prints with ``--json``; the others have no such option."""
_RECORDS = (
    records.Professional,
    records.Work,
    records.Experience,
    records.Education,
    records.Period,
    records.Consent,
    records.Need,
    records.Requirement,
    records.Base,
    records.Organisation,
    records.Decision,
)
_NAMES: dict[Any, str] = {str: "text", int: "number", float: "number", bool: "true/false", date: "date"}
_JSON_NAMES = {"string": "text", "integer": "number", "number": "number", "boolean": "true/false", "object": "object"}


def commands_page() -> str:
    """Every command with its arguments and options, as ``--help`` has them."""
    listed = _commands()
    links = ((f"[`homematch {name}`](#homematch-{name.replace(' ', '-')})", _first(each.help)) for name, each in listed)
    return _page(
        "Commands",
        "An error says what was given, what is allowed and what to do. It goes to the error output, and the command "
        "ends with status 2 (130 if it was interrupted). Explanations are in English or Chinese: `--lang` chooses, "
        "else the language of the system. [json.md](json.md) describes what `--json` prints.",
        _table(("command", "does"), links),
        *(_command(name, command) for name, command in listed),
    )


def settings_page() -> str:
    """Every setting with its variable, its type, its default and its meaning."""
    rows = (
        (
            f"`HOMEMATCH_{name.upper()}`",
            _type(field.annotation, literals=bool(_literals(field.annotation))),
            _default(field.default),
            field.description or "",
        )
        for name, field in Settings.model_fields.items()
    )
    return _page(
        "Settings",
        "A setting is an environment variable, or a line of `homematch.toml` in the current folder: the same name in "
        "lower case without the prefix. A variable overrides the line. `HOMEMATCH_CONFIG` names another file in place "
        "of `homematch.toml`. A name that is no setting is an error, so that a misspelt one does not go unnoticed.",
        '```toml\n# homematch.toml\nfolder = "/srv/homematch"\npool = 600\n```',
        _table(("variable", "type", "default", "meaning"), rows),
    )


def json_page() -> str:
    """The routes with their answers, what commands print with ``--json``, and the night's report."""
    api = create_app(Settings.model_construct()).openapi()
    schemas: dict[str, Any] = api["components"]["schemas"]
    routes = (_route(path, method, call) for path, calls in api["paths"].items() for method, call in calls.items())
    printed = ((f"`homematch {name}`", _PRINTED[name]) for name, command in _commands() if _prints_json(command))
    return _page(
        "JSON",
        "The web service, the commands with `--json` and the night's report all write what one method of the engine "
        "answers, so their numbers agree.",
        "## The web service",
        "An error is a [Problem](#problem) (RFC 9457). `/openapi.json` describes the service to programs.",
        _table(("route", "parameters", "answer", "does"), routes),
        *(_schema(name, schemas[name]) for name in _reading_order(schemas)),
        "## The commands",
        "The fields are those of the answers above.",
        _table(("command", "prints with `--json`"), printed),
        "## The night's report",
        "`report.json` in the folder of a run is one Report.",
        *(_dataclass(kind) for kind in _with_parts(Report)),
    )


def openapi_page() -> str:
    """The description of the API for programs, as ``/openapi.json`` answers it."""
    api = create_app(Settings.model_construct()).openapi()
    return json.dumps(api, indent=1, ensure_ascii=False) + "\n"


def access_page() -> str:
    """Every route with the roles and the scope that may use it."""
    rows = sorted(
        (route.path, method, _roles(guard), f"`{guard.scope}`" if guard.scope in SCOPES else "")
        for route in all_routes(create_app(Settings.model_construct()).routes)
        if isinstance(route, APIRoute)
        for guard in guards_of(route)
        for method in (route.methods or set()) - {"HEAD"}
    )
    return _page(
        "Who may use which address",
        "Whoever may not use an address is answered as if it were not there. Beyond this, a coordinator sees the needs "
        "of own bases only, a professional only themselves, and a key the needs of the bases that it is for.",
        _table(("address", "roles", "scope of a key"), ((f"`{m} {p}`", roles, scope) for p, m, roles, scope in rows)),
        "## Scopes of keys",
        _table(("scope", "what it may"), ((f"`{name}`", meaning) for name, meaning in SCOPES.items())),
    )


def _roles(guard: Guard) -> str:
    return "everybody" if isinstance(guard, Public) else ", ".join(sorted(guard.roles))


def fields_page() -> str:
    """Every field of every record: name, type and allowed words from the code, the rest from ``fields.toml``."""
    words = tomllib.loads((ROOT / "docs" / "fields.toml").read_text(encoding="utf-8"))
    return _page(
        "Fields of the records",
        "A file has one JSON object a line, in UTF-8. A field that is missing has its default: nothing stated, which "
        "never means no. Lists may be empty. A date is written `YYYY-MM-DD`. A field that is not listed here is an "
        "error. The synthetic sample is described in [data/README.md](../../data/README.md).",
        *(_record(kind, words[kind.__name__]) for kind in _RECORDS),
    )


PAGES: Mapping[str, Callable[[], str]] = {
    "access.md": access_page,
    "commands.md": commands_page,
    "fields.md": fields_page,
    "json.md": json_page,
    "openapi.json": openapi_page,
    "settings.md": settings_page,
}


def main() -> None:
    """Write every page, and the manifest of the shipped models."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
    (ROOT / "models" / MANIFEST).write_text(manifest_of(ROOT / "models"), encoding="utf-8")


def _page(title: str, *parts: str) -> str:
    marked = "<!-- Written by `make docs` from the code; do not edit. -->"
    return "\n\n".join((f"# {title}", marked, *filter(None, parts))) + "\n"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = tuple(heads)
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _first(text: str | None) -> str:
    """The first paragraph as one line."""
    return " ".join((text or "").split("\n\n")[0].split())


def _commands() -> list[tuple[str, Any]]:
    """Every command by its full name, sorted; a group stands for its commands."""

    def walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        for name, child in getattr(command, "commands", {}).items():
            yield from walk(child, (*path, name))
        if not hasattr(command, "commands"):
            yield " ".join(path), command

    return sorted(walk(get_command(app), ()), key=lambda pair: pair[0])


def _prints_json(command: Any) -> bool:
    return any("--json" in parameter.opts for parameter in command.params)


def _command(name: str, command: Any) -> str:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option"]
    usage = " ".join([f"homematch {name}", *map(_argument, arguments), *(["[OPTIONS]"] if options else [])])
    rows = ((", ".join(f"`{opt}`" for opt in each.opts), _value(each), each.help or "") for each in options)
    text = "\n\n".join(" ".join(paragraph.split()) for paragraph in (command.help or "").split("\n\n"))
    return "\n\n".join(
        filter(None, (f"## homematch {name}", f"`{usage}`", text, _table(("option", "default", "meaning"), rows)))
    )


def _argument(argument: Any) -> str:
    name = argument.metavar or argument.name.upper()
    return name if argument.required else f"[{name}]"


def _value(option: Any) -> str:
    """The default of an option as it would be written; a required one says so."""
    if option.required:
        return "required"
    if option.default is None or option.default is False:
        return ""
    return f"`{getattr(option.default, 'value', option.default)}`"


def _default(value: Any) -> str:
    """A default of a setting; a path of the repository is given from its root."""
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return f"`{value}`".lower()
    return f"`{str(value).removeprefix(f'{ROOT}/')}`"


def _route(path: str, method: str, call: Mapping[str, Any]) -> tuple[str, str, str, str]:
    asked = [each for each in call.get("parameters", ()) if each["in"] == "query"]
    parameters = "; ".join(f"`{each['name']}`: {each['description']}{_range(each['schema'])}" for each in asked)
    (content,) = next(one["content"].items() for status, one in call["responses"].items() if status < "300")
    answer = _json_type(content[1]["schema"]) if content[0] == "application/json" else f"`{content[0]}`"
    return f"`{method.upper()} {path}`", parameters, answer, _first(call["description"])


def _range(schema: Mapping[str, Any]) -> str:
    bounds = f"{schema['minimum']} to {schema['maximum']}" if "minimum" in schema and "maximum" in schema else ""
    words = " or ".join(map(str, schema.get("enum", ()))) or bounds
    default = f"{schema['default']} if not given" if "default" in schema else ""
    stated = ", ".join(filter(None, (words, default)))
    return f" ({stated})" if stated else ""


def _schema(name: str, schema: Mapping[str, Any]) -> str:
    """One answer as a table of its fields."""
    rows = (
        (
            f"`{field}`",
            _json_type(stated),
            stated.get("description", ""),
        )
        for field, stated in schema["properties"].items()
    )
    return f"### {name}\n\n{_first(schema.get('description'))}\n\n{_table(('field', 'type', 'meaning'), rows)}"


def _json_type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].split("/")[-1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_json_type(part) for part in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return " ".join(f"`{word}`" for word in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {_json_type(schema['items'])}"
    return _JSON_NAMES.get(schema["type"], "any") if "type" in schema else "any"


def _reading_order(schemas: Mapping[str, Any]) -> list[str]:
    """The answers of the routes, each followed by its parts that were not named before; then the rest by name."""
    order: dict[str, None] = {}

    def add(name: str) -> None:
        if name not in order:
            order[name] = None
            for part in _references(schemas[name]):
                add(part)

    for name in (*_ROUTES_FIRST, *sorted(schemas)):
        add(name)
    return list(order)


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, Mapping):
        if "$ref" in schema:
            yield schema["$ref"].split("/")[-1]
        for part in schema.values():
            yield from _references(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _references(part)


def _with_parts(kind: type) -> list[type]:
    """A dataclass and those that its fields hold, each once, in reading order."""
    order: dict[type, None] = {}

    def add(part: Any) -> None:
        if is_dataclass(part) and isinstance(part, type) and part not in order:
            order[part] = None
            for hint in get_type_hints(part).values():
                add(hint)
        for argument in get_args(part):
            add(argument)

    add(kind)
    return list(order)


def _dataclass(kind: Any) -> str:
    rows = ((f"`{field.name}`", _type(get_type_hints(kind)[field.name], literals=True)) for field in fields(kind))
    return f"### {kind.__name__}\n\n{_prose(kind.__doc__)}\n\n{_table(('field', 'type'), rows)}"


def _prose(docstring: str | None) -> str:
    """A docstring as Markdown."""
    return "\n\n".join(" ".join(part.split()) for part in (docstring or "").split("\n\n")).replace("``", "`")


def _record(kind: Any, words: dict[str, Any]) -> str:
    """One kind of record; raises KeyError for a field that ``fields.toml`` does not describe."""
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    superfluous = set(words) - {*names, "file"}
    if superfluous:
        raise KeyError(f"docs/fields.toml describes {sorted(superfluous)}, which {kind.__name__} does not have")
    rows = (
        (
            f"`{field.name}`",
            _type(hints[field.name]) + (", required" if field.default is MISSING else ""),
            words[field.name].get("allowed", "") or " ".join(f"`{word}`" for word in _literals(hints[field.name])),
            words[field.name].get("example", ""),
            words[field.name]["meaning"],
        )
        for field in fields(kind)
    )
    return f"## {kind.__name__} ({words['file']})\n\n" + _table(
        ("field", "type", "allowed", "example", "meaning"), rows
    )


def _literals(hint: Any) -> tuple[str, ...]:
    if get_origin(hint) is Literal:
        return get_args(hint)
    return tuple(word for part in get_args(hint) for word in _literals(part))


def _type(hint: Any, *, literals: bool = False) -> str:
    """A type in the words of the reference; with ``literals``, the words that are allowed in place of text."""
    origin, parts = get_origin(hint), [part for part in get_args(hint) if part not in (NoneType, ...)]
    if origin in (Union, UnionType):
        text = " or ".join(_type(part, literals=literals) for part in parts)
        return f"{text} or null" if literals and NoneType in get_args(hint) else text
    if origin is tuple:
        return f"list of {_type(parts[0], literals=literals)}"
    if origin is Literal:
        return " ".join(f"`{word}`" for word in parts) if literals else "text"
    if hint is Path:
        return "path"
    return _NAMES.get(hint, getattr(hint, "__name__", str(hint)))


if __name__ == "__main__":
    main()
