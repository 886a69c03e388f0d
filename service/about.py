"""Everything that is kept about one professional, as they may have it: readable, and as JSON."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any, BinaryIO

from matcher.errors import ConsentError
from matcher.files import atomic_write
from matcher.matching.engine import Engine
from matcher.messages import Language, ranking_view, tame
from service.nightly import shown_about

_SUGGESTIONS = 20
_FIXED = (1980, 1, 1, 0, 0, 0)
"""The time of the parts of an archive: the same facts give the same bytes."""

_TITLES: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "title": "Everything that HomeMatch keeps about {id}",
        "intro": "As of {day}. The same as data: about.json. You can have it corrected or erased, and withdraw what "
        "you agreed to: ask whoever runs this service.",
        "record": "The record",
        "provenance": "Where it comes from",
        "consents": "What was agreed to",
        "decisions": "Decisions and answers, with who gave them",
        "runs": "Every rank and score that a run kept",
        "reports": "What the nightly reports show, with its reasons",
        "now": "What would be suggested today, with its reasons",
        "readers": "Who saw it",
        "nothing": "nothing",
        "no_readers": "Readers of the reports named above, and the coordinators whose decisions are listed; reading "
        "through the service is not recorded by person.",
    },
    "zh": {
        "title": "HomeMatch 所保存的关于 {id} 的全部内容",
        "intro": "截至 {day}。同样内容的数据文件：about.json。"
        "您可以要求更正或删除，也可以撤回同意：请联系运行本服务的单位。",
        "record": "档案",
        "provenance": "来源",
        "consents": "同意事项",
        "decisions": "决定与答复，以及作出者",
        "runs": "各次运行保存的每个名次与分数",
        "reports": "夜间报告显示的内容及理由",
        "now": "今天会推荐的需求及理由",
        "readers": "谁看过",
        "nothing": "无",
        "no_readers": "上述报告的读者，以及所列决定的协调员；通过服务的查看不按个人记录。",
    },
}


def about(engine: Engine, folder: Path, professional: str, language: Language) -> dict[str, Any]:
    """Everything about a professional as plain data; raises NotFoundError.

    ``folder`` is where the reports stand. Suggestions of today are left out where nothing may be computed.
    """
    row, record = engine.records.get("professional", professional)
    store = engine.store
    decisions = [asdict(one) for one in store.decisions() if one.professional == professional]
    lines = [
        {"run": run.id, "day": run.day, "ranker": run.ranker, "need": need, "rank": rank, "score": score}
        for run, need, rank, score in store.lines_about(professional)
    ]
    reports = dict(_reports(folder / "reports", professional))
    today = engine.today()
    data = {
        "day": today,
        "record": {name: value for name, value in asdict(record).items() if value not in (None, "", (), [])},
        "provenance": {"store": store.identity, "row": row, "updated": getattr(record, "updated", None)},
        "consents": {
            "now": [
                asdict(one) | {"covers_today": one.covers(engine.today())} for one in store.permissions(professional)
            ],
            "since": [asdict(one) for one in store.agreements(professional)],
        },
        "decisions": decisions,
        "runs": lines,
        "reports": reports,
        "now": _suggestions(engine, professional, language),
        "readers": {
            "reports": sorted(reports),
            "coordinators": sorted({one["coordinator"] for one in decisions}),
            "note": _TITLES[language]["no_readers"],
        },
    }
    plain: dict[str, Any] = json.loads(json.dumps(data, default=str, allow_nan=False, ensure_ascii=False))
    return plain


def write_about(data: Mapping[str, Any], file: Path, professional: str, language: Language) -> None:
    """Write the archive, whole or not at all."""
    parts = {
        "about.html": page(data, professional, language),
        "about.json": json.dumps(data, ensure_ascii=False, indent=1),
    }

    def write(opened: BinaryIO) -> None:
        with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in parts.items():
                archive.writestr(zipfile.ZipInfo(name, _FIXED), text.encode("utf-8", "replace"), zipfile.ZIP_DEFLATED)

    atomic_write(file, write)


def page(data: Mapping[str, Any], professional: str, language: Language) -> str:
    """The data as one page that needs no script and no network."""
    titles = _TITLES[language]
    title = escape(titles["title"].format(id=tame(professional)))
    body = [f"<h1>{title}</h1>", f"<p>{escape(titles['intro'].format(day=data['day']))}</p>"]
    for part in ("record", "provenance", "consents", "decisions", "runs", "reports", "now", "readers"):
        body += [f"<h2>{escape(titles[part])}</h2>", _shown(data[part], titles["nothing"])]
    policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    style = "<style>body{max-width:60rem;margin:auto;padding:1rem;font-family:sans-serif}dt{font-weight:600}</style>"
    head = f'<meta charset="utf-8">{policy}<title>{title}</title>{style}'
    return f'<!doctype html><html lang="{language}"><head>{head}</head><body>{"".join(body)}</body></html>'


def _reports(folder: Path, professional: str) -> Iterator[tuple[str, Any]]:
    for file in sorted(folder.glob("[!.]*/report.json")):
        try:
            shown = shown_about(file, professional)
        except (OSError, ValueError):
            yield file.parent.name, {"damaged": True}
            continue
        if any(shown.values()):
            yield file.parent.name, shown


def _suggestions(engine: Engine, professional: str, language: Language) -> list[dict[str, Any]]:
    try:
        ranking = engine.matching.suggestions(professional, _SUGGESTIONS)
    except ConsentError:
        return []
    return [asdict(one) for one in ranking_view(ranking, language).recommendations]


def _shown(value: Any, nothing: str) -> str:
    if isinstance(value, Mapping) and value:
        pairs = (f"<dt>{escape(tame(str(name)))}</dt><dd>{_shown(part, nothing)}</dd>" for name, part in value.items())
        return f"<dl>{''.join(pairs)}</dl>"
    if isinstance(value, list) and value:
        return f"<ul>{''.join(f'<li>{_shown(part, nothing)}</li>' for part in value)}</ul>"
    if value is None or value in ("", [], {}):
        return f"<p>{escape(nothing)}</p>"
    return escape(tame(str(value)))
