"""The commands and their options; each command imports its work only when it runs.

``--help`` must answer at once, and torch alone takes seconds to import.
"""

import sys
from datetime import datetime
from enum import StrEnum
from os import environ
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.access_groups import accounts, audit, jobs, keys
from service.cli.groups import consent, erasure, language, models
from service.cli.terminal import Json, Lang, Stopped, asked_language, language_of, stop_in_order

if TYPE_CHECKING:
    from matcher.ingest.columns import TableKind

app = typer.Typer(
    name="homematch",
    help="Match professionals with projects and base needs, both ways, and see why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

All = Annotated[bool, typer.Option("--all", help="Leave nothing out: every requirement, small reason and quote.")]
Full = Annotated[bool, typer.Option("--full", help="Explain every line of the list, not one line each.")]
Many = Annotated[int, typer.Option("--k", "-k", min=1, max=10_000, help="How many to show at most.")]
Out = Annotated[
    Path | None, typer.Option(help="File to write the list to: .xlsx, .csv or .json; its first sheet says what it is.")
]
VectorFile = Annotated[Path | None, typer.Option(help="File that keeps vectors between runs.")]
OptionalFile = Annotated[Path | None, typer.Option(help="File that holds these, and nothing else.")]


class KindName(StrEnum):
    """A kind of record."""

    need = "need"
    professional = "professional"
    base = "base"
    organisation = "organisation"
    decision = "decision"


OptionalKind = Annotated[KindName | None, typer.Option(help="What the rows are, if the file does not tell.")]


class DirectionName(StrEnum):
    """Which side is ranked for which."""

    candidates = "candidates"
    suggestions = "suggestions"


@app.command("import")
def import_(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files of any form; their headers or fields tell what they hold.")
    ] = None,
    professionals: OptionalFile = None,
    needs: OptionalFile = None,
    bases: OptionalFile = None,
    organisations: OptionalFile = None,
    decisions: OptionalFile = None,
    mapping: Annotated[
        Path | None, typer.Option(help="File of column headers that `homematch mapping` wrote and you edited.")
    ] = None,
    errors: Annotated[
        Path | None, typer.Option(help="Where to write what was refused; by default beside the file.")
    ] = None,
    identifier: Annotated[str, typer.Option("--id", help="Id of the one person whose profile or CV it is.")] = "",
    consented: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Day on which people agreed to be matched whose file states no consent."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and keep nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask about what was read out of a CV.")] = False,
    readmit: Annotated[
        list[str] | None,
        typer.Option(help="Receipt of an erasure whose person has agreed to come back; can be given several times."),
    ] = None,
    undo: Annotated[str | None, typer.Option(metavar="RUN", help="Take a whole import back.")] = None,
    runs: Annotated[bool, typer.Option("--runs", help="List all imports.")] = False,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Import records and make them ready to be matched, or take an import back.

    Takes xlsx, CSV, JSON Lines, JSON Resume, ORCID records, exports of OpenCATS, Greenhouse, Lever and HR Open, and CVs
    as PDF, DOCX or text. Good records are kept; what is wrong is listed, marked in a copy of the sheet, and the exit
    status is 2. Importing a file again changes only what is different; an interrupted one continues where it stopped.
    """
    from service.cli.importing import import_files, list_imports, undo_import

    language = language_of(lang, environ)
    if undo:
        undo_import(undo, language, readmit=readmit or (), as_json=json)
        return
    if runs:
        list_imports(language, as_json=json)
        return
    of_kind: dict[TableKind, Path | None] = {
        "organisation": organisations, "base": bases, "need": needs, "professional": professionals,
        "decision": decisions,
    }  # fmt: skip
    import_files(
        files or (), of_kind, language, mapping=mapping, errors=errors, identifier=identifier,
        consented=consented.date() if consented else None, readmit=readmit or (), dry_run=dry_run,
        sure=yes, as_json=json,
    )  # fmt: skip


@app.command()
def template(
    file: Annotated[Path, typer.Argument(help="The sheet to write, such as needs.xlsx; its name says what it is for.")],
    kind: OptionalKind = None,
    lang: Lang = None,
) -> None:
    """Write an empty xlsx sheet to fill in: choices to pick from, an example, and a page that explains every column."""
    from service.cli.importing import make_template

    make_template(file, kind.value if kind else None, language_of(lang, environ))


@app.command()
def mapping(
    file: Annotated[Path, typer.Argument(help="An xlsx or CSV file.")],
    out: Annotated[Path, typer.Option(help="Where to write the table, as CSV.")],
    kind: OptionalKind = None,
    lang: Lang = None,
) -> None:
    """Write which column of a file is read as which field, to be edited and given to `homematch import --mapping`."""
    from service.cli.importing import make_mapping

    make_mapping(file, out, kind.value if kind else None, language_of(lang, environ))


@app.command("list")
def list_(
    kind: Annotated[str, typer.Argument(help="needs, professionals, bases or organisations.")],
    words: Annotated[list[str] | None, typer.Argument(help="Words that all stand in the record.")] = None,
    where: Annotated[
        list[str] | None, typer.Option(help="A filter such as type=project; can be given several times.")
    ] = None,
    sort: Annotated[str, typer.Option(help="Field to order by; with - before it from the highest down.")] = "id",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many to show at most.")] = 50,
    offset: Annotated[int, typer.Option(min=0, help="How many to leave out before the first.")] = 0,
    out: Out = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """List records by words and filters, or write all that fit to a file, which can be imported again."""
    from service.cli.finding import list_records

    language = language_of(lang, environ)
    list_records(kind, " ".join(words or ()), where or [], sort, limit, offset, out, language, as_json=json)


@app.command()
def record(kind: KindName, identifier: str, lang: Lang = None, json: Json = False) -> None:
    """Show a record with where every field came from: file, cell or path, and time."""
    from service.cli.importing import show_record

    show_record(kind.value, identifier, language_of(lang, environ), as_json=json)


@app.command()
def candidates(
    need: str, k: Many = 20, out: Out = None, lang: Lang = None, full: Full = False, all_: All = False,
    json: Json = False,
) -> None:  # fmt: skip
    """Show the best professionals for a need, one line each, and who would fit but for one condition."""
    from service.cli.show import Style
    from service.cli.work import show_ranking

    show_ranking("candidates", need, k, Style(language_of(lang, environ), all_, full or all_), out, as_json=json)


@app.command()
def suggestions(
    professional: str, k: Many = 5, out: Out = None, lang: Lang = None, full: Full = False, all_: All = False,
    json: Json = False,
) -> None:  # fmt: skip
    """Show the best needs for a professional, one line each."""
    from service.cli.show import Style
    from service.cli.work import show_ranking

    show_ranking(
        "suggestions", professional, k, Style(language_of(lang, environ), all_, full or all_), out, as_json=json
    )


@app.command()
def explain(need: str, professional: str, lang: Lang = None, all_: All = False, json: Json = False) -> None:
    """Show everything about one pair: what adds up to its score, what proves it, what is missing."""
    from service.cli.show import Style
    from service.cli.work import show_pair

    style = Style(language_of(lang, environ), all_lines=all_, full=True)
    show_pair(need, professional, style, as_json=json)


@app.command()
def why(
    need: str,
    first: Annotated[str, typer.Argument(metavar="A")],
    second: Annotated[str, typer.Argument(metavar="B")],
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Show why professional A stands above professional B for a need: what gives A more points, what gives fewer."""
    from service.cli.show import Style
    from service.cli.work import show_why_above

    show_why_above(need, first, second, Style(language_of(lang, environ)), as_json=json)


@app.command()
def requirements(
    need: str,
    keep: Annotated[
        bool, typer.Option("--keep", help="Store them as fields of the need, where they can be edited.")
    ] = False,
    json: Json = False,
) -> None:
    """Show what a need asks for: its stated requirements, or those read from its text with their places in it."""
    from service.cli.work import show_requirements

    show_requirements(need, keep=keep, as_json=json)


@app.command()
def run(
    professionals: Annotated[Path, typer.Option(help="JSON Lines file of professionals.")],
    needs: Annotated[Path, typer.Option(help="JSON Lines file of needs.")],
    output: Annotated[Path, typer.Option(help="Where to write the TREC run.")],
    direction: Annotated[DirectionName, typer.Option(help="What to rank.")] = DirectionName.candidates,
    k: Annotated[int, typer.Option(min=0, help="How many for each query; 0 for all.")] = 20,
    tag: Annotated[str, typer.Option(help="Name of the run in its lines.")] = "homematch",
    vectors: VectorFile = None,
    requirements: Annotated[
        Path | None, typer.Option(help="Where to write how each requirement stands for each pair of the run.")
    ] = None,
) -> None:
    """Match two files without storing them, and write the ranking as a TREC run."""
    from service.cli.work import match_two_files

    match_two_files(professionals, needs, output, direction.value, k, tag, vectors, requirements)


@app.command()
def evaluate(
    folder: Annotated[Path | None, typer.Argument(help="Folder whose subfolders are judged sets.")] = None,
    sample: Annotated[Path | None, typer.Option(help="Folder of a tier of the synthetic sample.")] = None,
    model: Annotated[
        list[str] | None, typer.Option(help="Model folder or name to measure as well; can be given several times.")
    ] = None,
    vectors: VectorFile = None,
    readers: Annotated[
        bool, typer.Option("--readers", help="Measure the model and the second model each by itself as well.")
    ] = False,
    pool: Annotated[
        bool, typer.Option("--pool", help="Measure the judged sets through the pool as well, as users are answered.")
    ] = False,
    json: Json = False,
) -> None:
    """Measure the ranking next to BM25, dense-only and their fusion, and print the tables.

    On judged sets, on a tier of the sample in both directions, or on both.
    """
    from service.cli.measuring import print_measures

    print_measures(folder, sample, vectors, model or (), pool=pool, readers=readers, as_json=json)


@app.command()
def train(
    keep_champion: Annotated[bool, typer.Option("--keep-champion", help="Promote nothing, even if it won.")] = False,
    json: Json = False,
) -> None:
    """Train a ranker on the decisions in the store; it is promoted only if it wins on newer decisions."""
    from service.cli.learning import train_a_ranker

    train_a_ranker(keep_champion=keep_champion, as_json=json)


app.add_typer(models, name="models")
app.add_typer(language, name="language")
app.add_typer(erasure, name="erasure")
app.add_typer(consent, name="consent")
app.add_typer(accounts, name="accounts")
app.add_typer(keys, name="keys")
app.add_typer(audit, name="audit")
app.add_typer(jobs, name="jobs")


@app.command()
def duplicates(
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many pairs to show at most.")] = 50,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Show pairs of professionals that may be one person, with reasons; nothing is merged, no ranking changes."""
    from service.cli.duplicates import show_duplicates

    show_duplicates(limit, language_of(lang, environ), as_json=json)


@app.command()
def nightly(
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of the run; by default today.")
    ] = None,
    json: Json = False,
) -> None:
    """Match every open need and every consented professional, and write the nightly reports."""
    from service.cli.work import run_the_night

    run_the_night(day.date() if day else None, as_json=json)


@app.command()
def init(json: Json = False) -> None:
    """Make an empty store where there is none; one that was lost is never replaced without this."""
    from service.cli.keeping import make_store

    make_store(as_json=json)


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="New folder for the backup, outside of HOMEMATCH_FOLDER.")],
    json: Json = False,
) -> None:
    """Back up store, reports and trained rankers while everything runs; ten questions are answered from the copy."""
    from service.cli.keeping import back_up

    back_up(folder, as_json=json)


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="Folder of a backup.")],
    erasures: Annotated[
        Path | None, typer.Option(help="File erasures.jsonl of a folder that was lost; by default the one in use.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Put a backup back once its hashes and ten answers are right; whoever was erased since is erased in it too."""
    from service.cli.keeping import put_back

    put_back(folder, erasures, sure=yes, as_json=json)


@app.command("about-me")
def about_me(
    professional: str,
    out: Annotated[Path | None, typer.Option(help="The archive to write; by default <id>.zip here.")] = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Write everything that is kept about one professional as one archive, to read and as JSON."""
    from service.cli.about import write_archive

    write_archive(professional, out, language_of(lang, environ), as_json=json)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on.")] = None,
) -> None:
    """Start the web service."""
    from service.cli.work import serve_forever

    serve_forever(host, port)


@app.command()
def erase(
    professional: str,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Erase a professional everywhere: store, vectors, indexes, reports, exports. Prints a receipt.

    Interrupted, the next command finishes it; the receipt says `done` once nothing of the person is left.
    """
    from service.cli.erasing import erase_person

    erase_person(professional, sure=yes, as_json=json)


@app.command()
def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Rebuild damaged caches from the store.")] = False,
    json: Json = False,
) -> None:
    """Check the installation: models, store row by row, indexes, erasures, disk, permissions, clock; say the remedy."""
    from service.cli.doctor import examine

    examine(repair=repair, as_json=json)


@app.command()
def demo(json: Json = False) -> None:
    """Import the synthetic sample and show matches both ways, with reasons; write the nightly report."""
    from service.cli.demo import play

    play(language_of(None, environ), as_json=json)


def main() -> None:
    """Run the command; an error that HomeMatch raises on purpose is one message and exit status 2."""
    from matcher.errors import HomeMatchError

    stop_in_order()
    try:
        app()
    except HomeMatchError as error:
        from matcher.messages.problems import problem_text

        print(f"homematch: {problem_text(error, asked_language(sys.argv, environ))}", file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        print(f"homematch: {error}; check the path, its permissions and the free space", file=sys.stderr)
        sys.exit(2)
    except Stopped:
        print("homematch: stopped; what was done so far is kept", file=sys.stderr)
        sys.exit(143)
    except KeyboardInterrupt:
        print("homematch: interrupted; what was done so far is kept", file=sys.stderr)
        sys.exit(130)
