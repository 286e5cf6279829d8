"""The report of locators: one HTML file that needs nothing else, with every figure and what it was measured on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from core.measure.bootstrap import Interval
from core.measure.localization_evaluation import TITLES, VIEWS, LocalizationEvaluation
from core.measure.report import STYLE
from core.measure.report_plots import forest, legend

VIEW_COLUMNS = {"success": "CIoU ≥ 0.5", "precision_all": "of all", "auc": "AUC", "ap": "AP", "max_f1": "max-F1",
                "adaptive_success": "adaptive ≥ 0.5", "peak_inside": "peak in box", "pixel_ap": "pixel AP"}
CONTROL_COLUMNS = {"pictures": "pictures", "activated": "activated", "activated_abstaining": "… abstaining",
                   "active_area": "area (pIA)", "active_area_abstaining": "… abstaining", "answered": "answered",
                   "harmonic": "harmonic mean"}
LABEL_COLUMNS = ("mosaic", "peak_inside", "adaptive_success", "success")
SIZES = ("small", "medium", "large", "huge")


def localization_report(facts: Mapping[str, str], found: Sequence[LocalizationEvaluation],
                        differences: Sequence[Mapping[str, Interval]], skipped: Sequence[tuple[str, str]]) -> str:
    """`differences` are those of the second model and on from the first."""
    names = [one.model for one in found]
    parts = [
        f"<h1>How well {escape(' and '.join(names))} {'find' if len(names) > 1 else 'finds'} what sounds</h1>",
        "<dl>" + "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in facts.items()) + "</dl>",
        "<h2>All measures</h2>", legend(names) if len(names) > 1 else "",
        "<div class=wide>" + forest({title: [one.figures[name] for one in found] for name, title in TITLES.items()})
        + "</div>", _summary(found, differences),
        "<h2>As the papers count</h2>", *(_views(one) for one in found),
        "<h2>By size of the object</h2>", *(_sizes(one) for one in found),
        "<h2>Where nothing in the picture sounds</h2>", *(_negatives(one) for one in found),
        "<h2>Classes</h2>", *(_labels(one) for one in found), _skipped(skipped),
    ]
    return (f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(", ".join(names))}: places'
            f'</title><meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
            f"<body>\n{chr(10).join(part for part in parts if part)}\n</body></html>\n")


def _summary(found: Sequence[LocalizationEvaluation], differences: Sequence[Mapping[str, Interval]]) -> str:
    head = ["", *(one.model for one in found), *(f"{one.model} − {found[0].model}" for one in found[1:])]
    rows = []
    for name, title in TITLES.items():
        cells = [f"<td>{_ranged(one.figures[name])}</td>" for one in found]
        cells += [f'<td class="{"sure" if each[name].low > 0 or each[name].high < 0 else ""}">'
                  f"{_ranged(each[name], '+')}</td>" for each in differences]
        rows.append(f"<tr><td>{escape(title)}</td>{''.join(cells)}</tr>")
    bold = " A difference in bold type is one whose interval leaves out 0." if differences else ""
    return (f"{_table(head, rows)}<p class=muted>Ranges: 95 % of draws of pictures with replacement; differences draw "
            f"the same pictures for both. Chance is one half for mosaics.{bold}</p>")


def _views(one: LocalizationEvaluation) -> str:
    rows = [_line(VIEWS[name], [view.get(column) for column in VIEW_COLUMNS]) for name, view in one.views.items()]
    return _table([one.model, *VIEW_COLUMNS.values()], rows)


def _sizes(one: LocalizationEvaluation) -> str:
    rows = []
    for name, view in one.views.items():
        for size in (size for size in SIZES if size in view.get("sizes", {})):
            figures = view["sizes"][size]
            rows.append(_line(f"{VIEWS[name]}, {size}", [figures.get(column) for column in
                                                         ("pictures", "success", "auc", "ap", "max_f1")]))
    return _table([one.model, "pictures", "CIoU ≥ 0.5", "AUC", "AP", "max-F1"], rows)


def _negatives(one: LocalizationEvaluation) -> str:
    found = one.negatives
    rows = [_line(name.replace("_", " "), [each[column] for column in CONTROL_COLUMNS])
            for name, each in found["controls"].items()]
    where = "calibrated on these pictures" if found["calibrated_here"] else "as its card says"
    return (_table([one.model, *CONTROL_COLUMNS.values()], rows) +
            f"<p class=muted>{escape(one.model)} abstains below {found['abstain_below']:.3f} ({where}), which misses "
            f"{found['missed_by_abstaining']:.1%} of what sounds. Universal threshold "
            f"{found['universal_threshold']:.3f}, the 75th percentile of the maxima here; with it CIoU ≥ 0.5 in "
            f"{_number(found['positive_success'])} of the pictures with boxes.</p>")


def _labels(one: LocalizationEvaluation) -> str:
    rows = [_line(label, [each["pictures"], *(each[name] for name in LABEL_COLUMNS)])
            for label, each in one.by_label.items()]
    return _table([one.model, "pictures", *(TITLES[name] for name in LABEL_COLUMNS)], rows)


def _skipped(skipped: Sequence[tuple[str, str]]) -> str:
    if not skipped:
        return ""
    rows = [f"<tr><td>{escape(name)}</td><td>{escape(why)}</td></tr>" for name, why in skipped]
    return f"<h2>Left out: {len(skipped)}</h2>{_table([], rows)}"


def _table(head: Sequence[str], rows: Sequence[str]) -> str:
    cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    return f"<div class=wide><table><thead><tr>{cells}</tr></thead>{''.join(rows)}</table></div>"


def _line(title: str, values: Sequence[Any]) -> str:
    return f"<tr><td>{escape(title)}</td>{''.join(f'<td>{_number(value)}</td>' for value in values)}</tr>"


def _number(value: Any) -> str:
    if value is None or not math.isfinite(value):
        return "–"
    return f"{value:.0f}" if value > 1 else f"{value:.3f}"


def _ranged(each: Interval, sign: str = "") -> str:
    if not math.isfinite(each.value):
        return "–"
    return f"{each.value:{sign}.3f} <small>{each.low:{sign}.3f} … {each.high:{sign}.3f}</small>"
