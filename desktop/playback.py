"""The player and the active recording, tied together: the cursor follows what is heard, and the player follows the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from core.domain import Selection
from desktop.pane import PaneState
from desktop.session import Session
from desktop.settings import Settings

if TYPE_CHECKING:
    from desktop.player import Player, PlayerState

TICK_MS = 16
SPEEDS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
VOLUME_STEP_DB = 3.0
LOWEST_DB, HIGHEST_DB = -60.0, 12.0
ORIGINAL, KEPT, REMOVED = "original", "kept", "removed"


class Playback(QObject):
    """Owns the one player. Everything here is called on the main thread and returns at once."""

    changed = Signal(object)  # PlayerState, on each tick while something moves
    problem_changed = Signal(str)  # a sentence, or nothing when all is well again
    hearing_changed = Signal(str)  # original, kept or removed

    def __init__(self, session: Session, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self._player: Player | None = None
        self._pane: PaneState | None = None
        self._problem = ""
        self.loop = False
        self.hearing = ORIGINAL
        self._was_playing = False
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        session.active_changed.connect(self._attach)

    @property
    def player(self) -> Player:
        """Made at first need: the window must not wait for the sound card."""
        if self._player is None:
            from desktop.player import Player

            self._player = Player()
            self._player.set_device(self._settings.output_device or None)
            self._player.set_volume_db(self._settings.volume_db)
        return self._player

    @property
    def state(self) -> PlayerState | None:
        return self._player.state if self._player else None

    @property
    def playing(self) -> bool:
        state = self.state
        return bool(state and state.playing)

    # ---- intents ----------------------------------------------------------------------------------------------

    def toggle(self) -> None:
        if self._pane is None:
            return
        if self.playing:
            self.player.pause()
        else:
            self._play_from_cursor(self._pane)
        self._timer.start()

    def play_selection(self) -> None:
        pane = self._pane
        if pane is None:
            return
        selection = pane.selection or self._picked_range(pane)
        if selection is None:
            return self.toggle()
        self.play_range(selection.start_s, selection.end_s)

    def play_range(self, start_s: float, end_s: float) -> None:
        if self._pane is None:
            return
        self.player.play(start_s, end_s, loop=self.loop)
        self._timer.start()

    def set_loop(self, loop: bool) -> None:
        self.loop = loop
        state = self.state
        if self._pane and state and state.playing:
            self._play_from_cursor(self._pane)

    def set_speed(self, speed: float) -> None:
        self.player.set_speed(speed)
        self._tick()

    def step_speed(self, direction: int) -> None:
        now = self.player.state.speed
        nearest = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - now))
        self.set_speed(SPEEDS[min(max(nearest + direction, 0), len(SPEEDS) - 1)])

    def set_volume_db(self, volume_db: float) -> None:
        self._settings.volume_db = min(max(volume_db, LOWEST_DB), HIGHEST_DB)
        self.player.set_volume_db(self._settings.volume_db)

    def set_device(self, name: str) -> None:
        self._settings.output_device = name
        self.player.set_device(name or None)
        self._timer.start()

    def hear(self, which: str) -> None:
        """Original, only what lies in the selected band, or all but that; changed while it plays."""
        self.hearing = which
        self._apply_band()
        self.hearing_changed.emit(which)

    def close(self) -> None:
        self._timer.stop()
        if self._player is not None:
            self._player.close()
            self._player = None

    # ---- following --------------------------------------------------------------------------------------------

    def _attach(self, pane: PaneState | None) -> None:
        if self._pane is not None:
            self._pane.sought.disconnect(self._seek)
            self._pane.selection_changed.disconnect(self._selection_moved)
        self._pane = pane
        self.hear(ORIGINAL)
        if self._player is not None:
            self._player.pause()
        if pane is None:
            return
        pane.sought.connect(self._seek)
        pane.selection_changed.connect(self._selection_moved)
        self._load(pane)

    def _load(self, pane: PaneState) -> None:
        path, index = pane.media.path, pane.track_index

        def opened() -> object:
            from core.media.audio import open_audio

            return open_audio(path, index)

        sources = {ORIGINAL: opened} if pane.track else {}
        self.player.load(sources, pane.duration_s)  # type: ignore[arg-type]
        self.player.seek(pane.position_s)
        self._tick()

    def _play_from_cursor(self, pane: PaneState) -> None:
        start_s = pane.position_s
        selection = pane.selection
        if self.loop and selection is not None:
            inside = selection.start_s <= start_s < selection.end_s
            self.player.play(selection.start_s, selection.end_s, loop=True, at_s=start_s if inside else None)
            return
        if start_s >= pane.duration_s - 0.01:
            start_s = 0.0
        if self.loop:
            self.player.play(0.0, pane.duration_s, loop=True, at_s=start_s)
        else:
            self.player.play(start_s)

    def _seek(self, position_s: float) -> None:
        self.player.seek(position_s)

    def _selection_moved(self, selection: Selection | None) -> None:
        self._apply_band()

    def _apply_band(self) -> None:
        if self._player is None:
            return
        selection = self._pane.selection if self._pane else None
        band = selection.band if selection else None
        if self.hearing == ORIGINAL or band is None:
            self._player.set_band(None)
        else:
            self._player.set_band(band, keep=self.hearing == KEPT)

    def _tick(self) -> None:
        state = self.state
        if state is None:
            return
        if self._pane is not None and (state.playing or self._was_playing):
            self._pane.follow(state.position_s)
        if not state.playing:
            self._timer.stop()
        self._was_playing = state.playing
        if (state.problem or "") != self._problem:
            self._problem = state.problem or ""
            self.problem_changed.emit(self._problem)
        self.changed.emit(state)

    @staticmethod
    def _picked_range(pane: PaneState) -> Selection | None:
        events = [pane.annotations.events[number] for number in pane.picked]
        if not events:
            return None
        return Selection(min(e.onset_s for e in events), max(e.offset_s for e in events))
