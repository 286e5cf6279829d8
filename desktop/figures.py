"""Figures of views at any size, as PNG or SVG: a fresh view is filled and painted without being shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.errors import Cancelled, UsageError
from core.files import replacing
from desktop import theme

MakeView = Callable[[], QWidget]
ASK_EVERY_MS = 30
MOST_PX = 16384
SVG_DPI = 96  # a unit of the drawing is a CSS pixel
VECTOR_SCALE = 2.0  # pictures inside an SVG have at least so many pixels per unit


def save_figure(
    make_view: MakeView,
    path: Path,
    width_px: int,
    height_px: int,
    scale: float = 1.0,
    light: bool | None = None,
    *,
    timeout_s: float = 120.0,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Write a figure of the view that `make_view` makes. The ending of `path` tells PNG from SVG.

    The view is laid out at `width_px` × `height_px`; a PNG has `scale` times as many pixels. `light` None is
    the dress of the window. Events go on being handled while tiles are computed; past `timeout_s` the figure
    shows what is there. Raises Cancelled when `cancelled()` turns true, UsageError for a bad size or ending or a
    place that takes no file.
    """
    _check(path, width_px, height_px, scale)
    vector = path.suffix.lower() == ".svg"
    dark = theme.is_dark() if light is None else not light
    with theme.wearing(dark):
        view = make_view()
    try:
        _lay_out(view, width_px, height_px)
        for dress in _asked(view, "dress_for_figure"):
            dress(max(scale, VECTOR_SCALE) if vector else scale, vector)
        _wait(view, timeout_s, cancelled)
        with theme.wearing(dark) as palette:
            for part in (
                view,
                *view.findChildren(QWidget),
            ):  # a style sheet stops palettes from being inherited
                part.setPalette(palette)
            _write(view, path, scale, vector)
    finally:
        _close(view)


def save_stack(
    make_views: Sequence[tuple[MakeView, int]],
    path: Path,
    width_px: int,
    height_px: int,
    scale: float = 1.0,
    light: bool | None = None,
    *,
    timeout_s: float = 120.0,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """One figure of several views below each other on one time axis; the numbers share out the height."""

    def make() -> QWidget:
        stack = QWidget()
        column = QVBoxLayout(stack)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for make_view, share in make_views:
            column.addWidget(make_view(), share)
        return stack

    save_figure(make, path, width_px, height_px, scale, light, timeout_s=timeout_s, cancelled=cancelled)


def _check(path: Path, width_px: int, height_px: int, scale: float) -> None:
    if path.suffix.lower() not in (".png", ".svg"):
        text = QCoreApplication.translate("Figures", "{name}: give a figure the ending .png or .svg.")
        raise UsageError(text.format(name=path.name))
    if min(width_px, height_px) < 16 or max(width_px, height_px) * scale > MOST_PX:
        size = f"{width_px} × {height_px} × {scale:g}"
        text = QCoreApplication.translate("Figures", "A figure cannot be {size} pixels; 16 to {most} can be.")
        raise UsageError(text.format(size=size, most=MOST_PX))


def _lay_out(view: QWidget, width_px: int, height_px: int) -> None:
    view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    view.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    view.setMinimumSize(0, 0)
    view.resize(width_px, height_px)
    view.show()


def _asked(view: QWidget, method: str) -> Iterator[Callable[..., Any]]:
    """This method of the view and of its parts, where they have it."""
    for part in (view, *view.findChildren(QWidget)):
        found = getattr(part, method, None)
        if callable(found):
            yield found


def _wait(view: QWidget, timeout_s: float, cancelled: Callable[[], bool]) -> None:
    """Let the event loop run until all that the figure shows is computed."""
    deadline = time.monotonic() + timeout_s
    loop = QEventLoop()
    clock = QTimer(interval=ASK_EVERY_MS)

    def look() -> None:
        if cancelled() or time.monotonic() > deadline or _settled(view):
            loop.quit()

    clock.timeout.connect(look)
    clock.start()
    QTimer.singleShot(0, look)
    loop.exec()
    clock.stop()
    if cancelled():
        raise Cancelled


def _settled(view: QWidget) -> bool:
    """Views over time know; any other view may say so by a method of the same name."""
    return all(settled() for settled in _asked(view, "settled"))


def _write(view: QWidget, path: Path, scale: float, vector: bool) -> None:
    try:
        with replacing(path) as temporary:
            _write_svg(view, temporary, path.stem) if vector else _write_png(view, temporary, scale)
    except OSError as error:
        text = QCoreApplication.translate("Figures", "the figure could not be written")
        raise UsageError(f"{path}: {text} ({error.strerror or path.suffix[1:].upper()}).") from error


def _write_png(view: QWidget, path: Path, scale: float) -> None:
    image = QImage(
        QSize(round(view.width() * scale), round(view.height() * scale)), QImage.Format.Format_RGB32
    )
    image.setDevicePixelRatio(scale)
    image.fill(QColor(theme.colours().surface))
    with _painting(QPainter(image)) as painter:
        view.render(painter, QPoint())
    image.setDotsPerMeterX(round(96 * scale / 0.0254))
    image.setDotsPerMeterY(round(96 * scale / 0.0254))
    if not image.save(str(path)):
        raise OSError(path.name)


def _write_svg(view: QWidget, path: Path, title: str) -> None:
    from PySide6.QtSvg import QSvgGenerator

    generator = QSvgGenerator()  # SVG Tiny: what Qt writes as clip paths of SVG 1.1 lies in the wrong place
    generator.setFileName(str(path))
    generator.setSize(view.size())
    generator.setViewBox(QRect(QPoint(), view.size()))
    generator.setTitle(title)
    generator.setResolution(SVG_DPI)
    with _painting(QPainter(generator)) as painter:
        painter.fillRect(view.rect(), QColor(theme.colours().surface))
        view.render(painter, QPoint())
    if not path.read_bytes().rstrip().endswith(b"</svg>"):  # the generator says nothing of a full disk
        raise OSError(path.name)


@contextmanager
def _painting(painter: QPainter) -> Iterator[QPainter]:
    try:
        yield painter
    finally:
        painter.end()


def _close(view: QWidget) -> None:
    for close_view in _asked(view, "close_view"):
        close_view()
    view.close()
    view.deleteLater()
