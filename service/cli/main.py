"""The commands and their options; each command imports its work only when it runs.

``--help`` must answer at once, and torch alone takes seconds to import.
"""

import sys
from datetime import datetime
from enum import StrEnum
from os import environ
from pathlib import Path
from typing import Annotated

import typer

from service.cli.groups import consent, erasure, language, models
from service.cli.terminal import Json, Lang, Stopped, language_of, stop_in_order

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
VectorFile = Annotated[Path | None, typer.Option(help="File that keeps vectors between runs.")]
OptionalFile = Annotated[Path | None, typer.Option(help="JSON Lines file, one record a line.")]


class DirectionName(StrEnum):
    """Which side is ranked for which."""

    candidates = "candidates"
    suggestions = "suggestions"


@app.command("import")
def import_(
    professionals: OptionalFile = None,
    needs: OptionalFile = None,
    bases: OptionalFile = None,
    organisations: OptionalFile = None,
    decisions: Annotated[Path | None, typer.Option(help="JSON Lines file, one decision a line.")] = None,
    readmit: Annotated[
        list[str] | None,
        typer.Option(help="Receipt of an erasure whose person has agreed to come back; can be given several times."),
    ] = None,
    json: Json = False,
) -> None:
    """Import records from JSON Lines files and make them ready to be matched.

    Good lines are kept, bad ones are listed and the exit status is 2. Importing a file again changes
    only what is different; an interrupted import continues where it stopped.
    """
    from service.cli.work import import_files

    files = {"organisation": organisations, "base": bases, "need": needs, "professional": professionals}
    given = {kind: path for kind, path in files.items() if path is not None}
    import_files(given, decisions, readmit=readmit or (), as_json=json)


@app.command()
def candidates(
    need: str, k: Many = 20, lang: Lang = None, full: Full = False, all_: All = False, json: Json = False
) -> None:
    """Show the best professionals for a need, one line each, and who would fit but for one condition."""
    from service.cli.show import Style
    from service.cli.work import show_ranking

    show_ranking("candidates", need, k, Style(language_of(lang, environ), all_, full or all_), as_json=json)


@app.command()
def suggestions(
    professional: str, k: Many = 5, lang: Lang = None, full: Full = False, all_: All = False, json: Json = False
) -> None:
    """Show the best needs for a professional, one line each."""
    from service.cli.show import Style
    from service.cli.work import show_ranking

    show_ranking("suggestions", professional, k, Style(language_of(lang, environ), all_, full or all_), as_json=json)


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
        print(f"homematch: {error}", file=sys.stderr)
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
