"""The player and the active recording, tied together: the cursor follows what is heard, the player the hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal

from core.domain import Selection
from core.tiles.spec import StftSpec
from desktop.keys import QT_TRANSLATE_NOOP
from desktop.pane import PaneState
from desktop.session import Session
from desktop.settings import Settings

if TYPE_CHECKING:
    from core.media.audio import AudioReader
    from desktop.player.player import Player
    from desktop.player.state import Fault, PlayerState

TICK_MS = 16
SPEEDS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
VOLUME_STEP_DB = 3.0
AT_THE_END_S = 0.01
LOWEST_DB, HIGHEST_DB = -60.0, 12.0
ORIGINAL, KEPT, REMOVED = "original", "kept", "removed"


class Playback(QObject):
    """Owns the one player. Everything here is called on the main thread and returns at once."""

    changed = Signal(object)  # PlayerState, on each tick while something moves
    problem_changed = Signal(str)  # a sentence, or nothing when all is well again
    hearing_changed = Signal(str)  # original, kept or removed
    devices_changed = Signal()
    hinted = Signal(str)  # why what was asked for is not heard
    mask_changed = Signal(bool)  # whether kept and removed are those of an explanation
    _news = Signal()  # from the player's thread

    def __init__(self, session: Session, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._player: Player | None = None
        self._pane: PaneState | None = None
        self._problem = ""
        self.loop = False
        self.hearing = ORIGINAL
        self.has_mask = False  # kept and removed are what an explanation says, not a band
        self._was_playing = False
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._news.connect(self._tell_news, Qt.ConnectionType.QueuedConnection)
        session.active_changed.connect(self._attach)

    @property
    def player(self) -> Player:
        """Made at first need: the window must not wait for the sound card."""
        if self._player is None:
            from desktop.player.player import Player

            self._player = Player(on_change=self._news.emit)
            self._player.devices()  # asks for the list, so that it is there when the settings are opened
            self._player.set_device(self._settings.output_device or None)
            self._player.set_volume(gain_of(self._settings.volume_db))
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
        if self._pane is None or end_s <= start_s:
            return
        self.player.play(start_s, end_s, loop=self.loop)
        self._timer.start()

    def set_loop(self, loop: bool) -> None:
        """Loops the selection, where there is one, else the whole; may be changed while playing."""
        self.loop = loop
        if self.playing:
            range_s = self._loop_range() if loop else self.player.state.range_s
            self.player.set_range(range_s, loop)

    def set_speed(self, speed: float) -> None:
        self.player.set_speed(speed)
        self._tick()

    def step_speed(self, direction: int) -> None:
        now = self.player.state.speed
        nearest = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - now))
        self.set_speed(SPEEDS[min(max(nearest + direction, 0), len(SPEEDS) - 1)])

    def set_volume_db(self, volume_db: float) -> None:
        self._settings.volume_db = min(max(volume_db, LOWEST_DB), HIGHEST_DB)
        self.player.set_volume(gain_of(self._settings.volume_db))

    def set_device(self, name: str) -> None:
        self._settings.output_device = name
        self.player.set_device(name or None)
        self._timer.start()

    def hear(self, which: str) -> None:
        """Original, what an explanation keeps or removes, or without one the selected band or all but that; changed
        while it plays."""
        self.hearing = which
        self._apply_band()
        self.hearing_changed.emit(which)
        if self.has_mask:
            return
        if which != ORIGINAL and self._pane is not None and not (self._pane.selection and self._pane.selection.band):
            self.hinted.emit(self.tr("Drag a box on the spectrogram: without its frequencies all is heard."))

    def offer_mask(self, kept: Callable[[], AudioReader], removed: Callable[[], AudioReader]) -> None:
        """What is heard as kept and as removed from now on, without a click if it is playing."""
        self.player.replace(KEPT, kept)
        self.player.replace(REMOVED, removed)
        self._set_mask(True)

    def drop_mask(self) -> None:
        """The explanation is gone: the original is heard, and kept and removed are a band again."""
        if self.has_mask:
            self.hear(ORIGINAL)
            self._set_mask(False)

    def _set_mask(self, there: bool) -> None:
        changed, self.has_mask = there != self.has_mask, there
        self._apply_band()
        if changed:
            self.mask_changed.emit(there)

    def device_names(self) -> list[str]:
        """What was found last; `devices_changed` tells when that is no longer so."""
        return [device.name for device in self.player.devices()]

    def tell_again(self) -> None:
        """What is wrong, in the language that is spoken now."""
        self._tick()

    def _tell_news(self) -> None:
        self._tick()
        self.devices_changed.emit()

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
            self._pane.stft_changed.disconnect(self._hear_channel)
        self._pane = None
        self.has_mask = False
        self.mask_changed.emit(False)
        self.hear(ORIGINAL)
        if self._player is not None:
            self._player.pause()
        self._pane = pane
        if pane is None:
            return
        pane.sought.connect(self._seek)
        pane.selection_changed.connect(self._selection_moved)
        pane.stft_changed.connect(self._hear_channel)
        self._load(pane)

    def _load(self, pane: PaneState) -> None:
        self.player.load({ORIGINAL: _opener(pane)} if pane.track else {}, pane.duration_s)
        self._hear_channel(pane.stft)
        self.player.seek(pane.position_s)
        self._tick()

    def _play_from_cursor(self, pane: PaneState) -> None:
        start_s = 0.0 if pane.position_s >= pane.duration_s - AT_THE_END_S else pane.position_s
        if not self.loop:
            self.player.play(start_s)
            return
        first_s, last_s = self._loop_range()
        self.player.play(first_s, last_s, loop=True)
        if first_s < start_s < last_s:
            self.player.seek(start_s)

    def _loop_range(self) -> tuple[float, float]:
        pane = self._pane
        if pane is None or pane.selection is None:
            return 0.0, pane.duration_s if pane else 0.0
        return pane.selection.start_s, pane.selection.end_s

    def _seek(self, position_s: float) -> None:
        """A hand has moved the cursor. Out of the range that plays, playing goes on without that range."""
        state = self.player.state
        if state.range_s and not state.range_s[0] <= position_s < state.range_s[1]:
            self.player.set_range(None)
        self.player.seek(position_s)

    def _hear_channel(self, spec: StftSpec) -> None:
        """The channel that is seen is the one that is heard."""
        self.player.set_channel(spec.channel)

    def _selection_moved(self, selection: Selection | None) -> None:
        self._apply_band()
        if self.loop and self.playing and selection is not None and selection.end_s > selection.start_s:
            self.player.set_range((selection.start_s, selection.end_s), loop=True)

    def _apply_band(self) -> None:
        """Hear the band of the selection, or what is left without it. Without a band all is heard."""
        pane, player = self._pane, self._player
        if player is None or pane is None or pane.track is None:
            return
        if self.has_mask:
            player.set_band(None)
            player.use(self.hearing)
            return
        band = pane.selection.band if pane.selection else None
        if self.hearing == REMOVED and band is not None:
            player.replace(REMOVED, _opener(pane, without=band))
        player.use(REMOVED if self.hearing == REMOVED and band is not None else ORIGINAL)
        player.set_band(band if self.hearing == KEPT else None)

    def _tick(self) -> None:
        state = self.state
        if state is None:
            return
        if self._pane is not None and (state.playing or self._was_playing):
            self._pane.follow(state.position_s)
        if not state.playing:
            self._timer.stop()
        self._was_playing = state.playing
        problem = fault_text(state.fault) if state.fault else ""
        if problem != self._problem:
            self._problem = problem
            self.problem_changed.emit(self._problem)
        self.changed.emit(state)

    @staticmethod
    def _picked_range(pane: PaneState) -> Selection | None:
        events = [pane.annotations.events[number] for number in pane.picked]
        if not events:
            return None
        return Selection(min(e.onset_s for e in events), max(e.offset_s for e in events))


_FAULTS = {
    "no_library": QT_TRANSLATE_NOOP("Playback", "The PortAudio library is missing, so playback goes on without sound: "
                                                "install it (on Debian and Ubuntu: apt install libportaudio2) and "
                                                "start again."),
    "no_device": QT_TRANSLATE_NOOP("Playback", "No sound device was found; playback goes on without sound until one is "
                                               "connected."),
    "not_found": QT_TRANSLATE_NOOP("Playback", "The sound device “{name}” is not there; playback goes on without sound "
                                               "until it is connected or another one is chosen in the settings."),
    "refused": QT_TRANSLATE_NOOP("Playback", "The sound device “{name}” could not be opened ({detail}); playback goes "
                                             "on without sound: choose another one in the settings or close the "
                                             "program that uses it."),
    "lost": QT_TRANSLATE_NOOP("Playback", "The sound device “{name}” has gone; playback goes on without sound until it "
                                          "is back."),
}


def fault_text(fault: Fault) -> str:
    """Why there is no sound, in the person's language; a file's own trouble in the words of its reader."""
    template = _FAULTS.get(fault.kind)
    if template is None:
        return fault.sentence
    return QCoreApplication.translate("Playback", template).format(name=fault.name, detail=fault.detail)


def gain_of(volume_db: float) -> float:
    """The lowest step of the slider is silence."""
    return 0.0 if volume_db <= LOWEST_DB else float(10 ** (volume_db / 20))


def _opener(pane: PaneState, without: tuple[float, float] | None = None) -> Callable[[], AudioReader]:
    path, index = pane.media.path, pane.track_index

    def open_source() -> AudioReader:
        from core.band import BandReader
        from core.media.audio import open_audio

        reader = open_audio(path, index)
        return BandReader(reader, *without, keep=False) if without else reader

    return open_source
