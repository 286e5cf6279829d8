"""What the panels have in common: a window of its own that Esc closes, one language, figures of what it shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton, QVBoxLayout, QWidget

from core.errors import Cancelled
from desktop import theme
from desktop.jobs import sentence
from desktop.keys import QT_TRANSLATE_NOOP

FIGURE = (1000, 600)
MARGIN_PX = 10
EXPORT = QT_TRANSLATE_NOOP("Panel", "Export figure…")


class PanelWindow(QWidget):
    """Builds its inside by `build`, again when the language changes; what is shown is kept elsewhere."""

    def __init__(self, parent: QWidget, size: QSize) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        self._inside: QWidget | None = None
        self._language_timer = QTimer(self, singleShot=True, interval=0)
        self._language_timer.timeout.connect(self.rebuild)
        for key in ("Esc", "Ctrl+W"):
            QShortcut(QKeySequence(key), self, self.close)
        self.resize(size.boundedTo(self.screen().availableSize() - QSize(8, 40)))

    def build(self) -> QWidget:
        """The inside, in the language that is spoken now."""
        raise TypeError(type(self).__name__)

    def figures(self) -> dict[str, tuple[str, Callable[[], QWidget]]]:
        """What can be exported: name → title and what makes a fresh view of it."""
        return {}

    def figure_folder(self) -> Path:
        return Path.home()

    def shut(self) -> None:
        """Stop what runs for the panel. Safe to call twice."""

    def rebuild(self) -> None:
        old, self._inside = self._inside, self.build()
        if old is not None:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._column.addWidget(self._inside)

    def export_button(self) -> QPushButton:
        button = QPushButton(QCoreApplication.translate("Panel", EXPORT))
        button.clicked.connect(self.ask_figure)
        return button

    def ask_figure(self) -> None:
        from desktop.widgets.dialogs import FigureDialog

        made = self.figures()
        if not made:
            return
        dialog = FigureDialog({name: title for name, (title, _) in made.items()}, theme.is_dark(), self)
        dialog.accepted.connect(lambda: self._ask_path(dialog.order(), made))
        dialog.open()

    def _ask_path(self, order: object, made: dict[str, tuple[str, Callable[[], QWidget]]]) -> None:
        from desktop.widgets.dialogs import FigureOrder

        assert isinstance(order, FigureOrder)
        start = self.figure_folder() / f"{order.view}.png"
        title = QCoreApplication.translate("Panel", "Export figure")
        name, kind = QFileDialog.getSaveFileName(self, title, str(start), "PNG (*.png);;SVG (*.svg)")
        if not name:
            return
        path = Path(name)
        if path.suffix.lower() not in (".png", ".svg"):
            path = path.with_name(path.name + (".svg" if "svg" in kind else ".png"))
        self.write_figure(path, made[order.view][1], order.width_px, order.height_px, order.scale, order.light)

    def write_figure(self, path: Path, make: Callable[[], QWidget], width_px: int = FIGURE[0],
                     height_px: int = FIGURE[1], scale: float = 1.0, light: bool | None = None) -> None:
        from desktop.figures import save_figure

        try:
            save_figure(make, path, width_px, height_px, scale, light)
        except Cancelled:
            return
        except Exception as error:  # noqa: BLE001 - told to the person in the place where they asked
            QMessageBox.warning(self, QCoreApplication.translate("Panel", "Export figure"), sentence(error))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self._inside is not None:
            self._language_timer.start()
        super().changeEvent(event)
