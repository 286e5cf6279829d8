"""The report of an evaluation of scenes: figures with intervals, scene by scene, and what is taken for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from core.measure.report import STYLE, bar, head_row, ranged, skipped_table
from core.measure.report_plots import forest, legend
from core.measure.scenes import TITLES, SceneEvaluation

CONFUSION_STYLE = """
table.crossed td { text-align: center; min-width: 2.1rem;
  background: color-mix(in srgb, var(--bar) var(--v), transparent); }
table.crossed th.turned { writing-mode: vertical-rl; transform: rotate(180deg); text-align: left; }
"""


def scene_report(facts: Mapping[str, str], found: Sequence[SceneEvaluation], skipped: Sequence[tuple[str, str]]) -> str:
    names = [one.model for one in found]
    figures = {title: [one.figures[name] for one in found] for name, title in TITLES.items()}
    recalls = {name: [one.by_class[name]["recall"] for one in found] for name in found[0].classes}
    parts = [
        f"<h1>How well {escape(' and '.join(names))} {'tell' if len(names) > 1 else 'tells'} scenes</h1>",
        "<dl>" + "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in facts.items()) + "</dl>",
        "<h2>Accuracy</h2>", legend(names) if len(names) > 1 else "", f"<div class=wide>{forest(figures)}</div>",
        _summary(found), "<h2>Share of each scene that is named right</h2>",
        f"<div class=wide>{forest(recalls)}</div>", _scenes(found), "<h2>What is taken for what</h2>",
        *(_crossed(one) for one in found), skipped_table(skipped),
    ]
    return (f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(", ".join(names))}: scenes'
            f'</title><meta name="viewport" content="width=device-width"><style>{STYLE}{CONFUSION_STYLE}</style></head>'
            f"<body>\n{chr(10).join(part for part in parts if part)}\n</body></html>\n")


def _summary(found: Sequence[SceneEvaluation]) -> str:
    rows = "".join(f"<tr><td>{escape(title)}</td>{''.join(f'<td>{ranged(one.figures[name])}</td>' for one in found)}"
                   "</tr>" for name, title in TITLES.items())
    return (f"<div class=wide><table>{head_row(['', *(one.model for one in found)])}{rows}</table></div>"
            "<p class=muted>Ranges: 95 % of draws of files with replacement, around the figure.</p>")


def _scenes(found: Sequence[SceneEvaluation]) -> str:
    rows = []
    for number, name in enumerate(found[0].classes):
        cells = [bar(one.by_class[name][figure].value) for one in found for figure in ("recall", "precision")]
        rows.append(f"<tr><td>{escape(name)}</td><td>{found[0].confusion[number].sum()}</td>{''.join(cells)}</tr>")
    titles = [title if len(found) == 1 else f"{one.model}: {title}" for one in found
              for title in ("recall", "precision")]
    return f"<div class=wide><table>{head_row(['scene', 'files', *titles])}{''.join(rows)}</table></div>"


def _crossed(one: SceneEvaluation) -> str:
    """A row for each scene, a column for each that was said; the stronger the colour, the larger the share."""
    head = "".join(f'<th class="turned">{escape(name)}</th>' for name in one.columns)
    rows = []
    for name, row in zip(one.classes, one.confusion, strict=True):
        total = max(int(row.sum()), 1)
        cells = "".join(f'<td style="--v:{100 * count / total:.0f}%">{count or ""}</td>' for count in row.tolist())
        rows.append(f"<tr><th>{escape(name)}</th>{cells}</tr>")
    table = f'<table class="crossed"><thead><tr><th></th>{head}</tr></thead>{"".join(rows)}</table>'
    return (f"<p>{escape(one.model)}: rows are what there was, columns what was said, in files.</p>"
            f"<div class=wide>{table}</div>")
