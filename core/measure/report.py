"""The report of an evaluation: one HTML file that needs nothing else, in the light or dark of whoever reads it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from core.measure.bootstrap import Interval
from core.measure.evaluation import SMALLER_IS_BETTER, TITLES, Evaluation
from core.measure.report_plots import forest, legend, operating

MOST_CROSSED = 20
CLASS_COLUMNS = {"event_f1": "event F1", "segment_f1": "segment F1", "intersection_f1": "inters. F1",
                 "clip_average_precision": "clip AP", "psds1": "PSDS1"}
STYLE = """
:root { color-scheme: light dark; --text: #1b1f24; --muted: #5b6470; --ground: #fff; --grid: #e3e6ea;
  --c0: #0b6bcb; --c1: #a85600; --c2: #7b2fb5; --c3: #00756a; --c4: #b3261e; --c5: #5b6470; --bar: #cfe2f7; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e8eb; --muted: #9aa1ac; --ground: #14161a; --grid: #2f343d;
  --c0: #5aa9ff; --c1: #ffb454; --c2: #c792ea; --c3: #63d6c4; --c4: #f0626a; --c5: #9aa1ac; --bar: #24466b; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--ground); max-width: 1080px;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; } .muted, small { color: var(--muted); }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .6rem; border-bottom: 1px solid var(--grid); text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; } thead th { color: var(--muted); font-weight: 600; }
td.bar { background: linear-gradient(to right, var(--bar) var(--v), transparent var(--v)); min-width: 4.2rem; }
td.sure { font-weight: 700; } svg text { fill: var(--text); font-size: 12px; } svg text.small { fill: var(--muted);
  font-size: 11px; } .grid { stroke: var(--grid); } .frame { fill: none; stroke: var(--grid); }
.mark { stroke: var(--muted); stroke-dasharray: 1 3; } .line { fill: none; stroke-width: 1.8; }
.curves { display: flex; flex-wrap: wrap; gap: 1rem; } figure { margin: 0; } figcaption { font-size: .8rem; }
.key { margin-right: 1.2rem; white-space: nowrap; } dl { display: grid; grid-template-columns: max-content 1fr;
  gap: .2rem 1rem; } dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
""" + "".join(f".s{i}.line {{ stroke: var(--c{i}); }} .s{i}.dot {{ fill: var(--c{i}); }}\n" for i in range(6))


def report(facts: Mapping[str, str], found: Sequence[Evaluation], differences: Sequence[Mapping[str, Interval]],
           thresholds: Sequence[Mapping[str, float]], skipped: Sequence[tuple[str, str]]) -> str:
    """`differences` are those of the second model and on from the first, `thresholds` those in use by class."""
    names = [one.model for one in found]
    parts = [
        f"<h1>How well {escape(' and '.join(names))} {'find' if len(names) > 1 else 'finds'} events</h1>",
        "<dl>" + "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in facts.items()) + "</dl>",
        "<h2>All measures</h2>", legend(names) if len(names) > 1 else "",
        "<div class=wide>" + forest({title: [one.figures[name] for one in found] for name, title in TITLES.items()},
                                    _most(found)) + "</div>",
        _summary(found, differences), "<h2>Classes</h2>", _classes(found),
        "<h2>Thresholds</h2>", _curves(found, thresholds), "<h2>What is taken for what</h2>",
        *(_crossed(one) for one in found), skipped_table(skipped),
    ]
    return (f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(", ".join(names))}: events'
            f'</title><meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
            f"<body>\n{chr(10).join(part for part in parts if part)}\n</body></html>\n")


def _most(found: Sequence[Evaluation]) -> float:
    values = [one.figures["segment_error_rate"].value for one in found]
    return max(1.0, *(math.ceil(value * 2) / 2 for value in values if math.isfinite(value)), 1.0)


def _summary(found: Sequence[Evaluation], differences: Sequence[Mapping[str, Interval]]) -> str:
    head = ["", *(one.model for one in found), *(f"{one.model} − {found[0].model}" for one in found[1:])]
    rows = []
    for name, title in TITLES.items():
        cells = [f"<td>{ranged(one.figures[name])}</td>" for one in found]
        cells += [f'<td class="{"sure" if _is_sure(each[name]) else ""}">{ranged(each[name], "+")}</td>'
                  for each in differences]
        note = " <small>(less is better)</small>" if name in SMALLER_IS_BETTER else ""
        rows.append(f"<tr><td>{escape(title)}{note}</td>{''.join(cells)}</tr>")
    bold = " A difference in bold type is one whose interval leaves out 0." if differences else ""
    return (f"<div class=wide><table>{head_row(head)}{''.join(rows)}</table></div><p class=muted>Ranges: 95 % of draws "
            f"of files with replacement, around the figure; differences draw the same files for both.{bold}</p>")


def _classes(found: Sequence[Evaluation]) -> str:
    head = ["class", "events", *(title if len(found) == 1 else f"{one.model}: {title}" for one in found
                                 for title in CLASS_COLUMNS.values())]
    rows = []
    for name in found[0].classes:
        cells = [bar(one.by_class[name][column]) for one in found for column in CLASS_COLUMNS]
        rows.append(f"<tr><td>{escape(name)}</td><td>{found[0].by_class[name]['references']:.0f}</td>"
                    f"{''.join(cells)}</tr>")
    return f"<div class=wide><table>{head_row(head)}{''.join(rows)}</table></div>"


def _curves(found: Sequence[Evaluation], thresholds: Sequence[Mapping[str, float]]) -> str:
    """Of one model precision, recall and F1; of several the F1 of each."""
    names = ["precision", "recall", "F1"] if len(found) == 1 else [f"F1, {one.model}" for one in found]
    drawn = []
    for i, name in enumerate(found[0].classes):
        curves = found[0].curves
        lines = [curves.precision[i], curves.recall[i], curves.f1[i]] if len(found) == 1 else [
            one.curves.f1[i] for one in found]
        if np.isfinite(curves.recall[i]).any():
            drawn.append(operating(name, curves.thresholds, lines, [each[name] for each in thresholds]))
    return (f"<p class=muted>In pieces of one second, over the threshold: 0.001, 0.03, 0.5, 0.97, "
            f"0.999 at equal steps, from left to right. Dotted: the threshold in use.</p>"
            f'{legend(names)}<div class="curves">{"".join(drawn)}</div>')


def _crossed(one: Evaluation) -> str:
    pairs = sorted(((int(count), one.classes[said], one.classes[there]) for (said, there), count
                    in np.ndenumerate(one.crossed) if count), reverse=True)[:MOST_CROSSED]
    if not pairs:
        return f"<p>{escape(one.model)}: no false event lies on an event of another class.</p>"
    rows = "".join(f"<tr><td>{escape(said)}</td><td>{escape(there)}</td><td>{count}</td></tr>"
                   for count, said, there in pairs)
    return f"<div class=wide><table>{head_row([f'{one.model} said', 'there was', 'times'])}{rows}</table></div>"


def skipped_table(skipped: Sequence[tuple[str, str]]) -> str:
    if not skipped:
        return ""
    rows = "".join(f"<tr><td>{escape(name)}</td><td>{escape(why)}</td></tr>" for name, why in skipped)
    return f"<h2>Left out: {len(skipped)}</h2><div class=wide><table>{rows}</table></div>"


def head_row(cells: Sequence[str]) -> str:
    return "<thead><tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in cells) + "</tr></thead>"


def bar(value: Any) -> str:
    if not math.isfinite(value):
        return "<td>–</td>"
    return f'<td class="bar" style="--v:{100 * min(max(value, 0), 1):.0f}%">{value:.2f}</td>'


def _is_sure(interval: Interval) -> bool:
    return interval.low > 0 or interval.high < 0


def ranged(interval: Interval, sign: str = "") -> str:
    if not math.isfinite(interval.value):
        return "–"
    return f"{interval.value:{sign}.3f} <small>{interval.low:{sign}.3f} … {interval.high:{sign}.3f}</small>"
