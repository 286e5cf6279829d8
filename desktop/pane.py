"""The state of one opened recording, without Qt. Views read it, change it by its methods, and follow its signals."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from psygnal import Signal

from core.annotations import Annotations
from core.domain import DEFAULT_LANE, AudioTrack, Event, MediaInfo, Selection
from core.history import History
from core.tiles.spec import SpectrogramStyle, StftSpec
from desktop.detections import Detections
from desktop.explanations import Explanations
from desktop.located import Localization

SHORTEST_VIEW_S = 0.002
VIEWS_KEPT = 50


class PaneState:
    """One recording: its labels with their history, the visible range, the selection and the cursor.

    All methods are called on the main thread; signals are emitted there, after the change.
    """

    annotations_changed = Signal(Annotations)
    picked_changed = Signal(frozenset)  # numbers of the events that are selected
    view_changed = Signal(float, float)  # visible start and end in seconds
    selection_changed = Signal(object)  # Selection or None
    position_changed = Signal(float)  # the cursor, moved by the player or by hand
    sought = Signal(float)  # the cursor, moved by hand: the player must follow
    played = Signal(float)  # the cursor, moved by the player
    stft_changed = Signal(StftSpec)
    style_changed = Signal(SpectrogramStyle)

    def __init__(self, media: MediaInfo, annotations: Annotations | None = None, track_index: int = 0) -> None:
        self.media = media
        self.track_index = track_index  # which sound track is seen and heard; fixed for the life of the pane
        self.history: History[Annotations] = History(annotations or Annotations())
        self.project_path: Path | None = None
        self.picked: frozenset[int] = frozenset()
        self.selection: Selection | None = None
        self.position_s = 0.0
        self.stft = StftSpec()
        self.style = SpectrogramStyle()
        self.active_lane = DEFAULT_LANE
        self.detections = Detections()
        self.explanations = Explanations()
        self.localization = Localization()
        self.last_label = ""  # what the person called a label last: the next one starts with it
        self._view = (0.0, self.duration_s)
        self._past_views: list[tuple[float, float]] = []

    # ---- what it is -------------------------------------------------------------------------------------------

    @property
    def duration_s(self) -> float:
        return max(self.media.duration_s, SHORTEST_VIEW_S)

    @property
    def track(self) -> AudioTrack | None:
        """The sound track that is seen and heard; None in a film without sound."""
        return self.media.audio[self.track_index] if self.media.audio else None

    @property
    def rate_hz(self) -> int:
        return self.track.rate_hz if self.track else 0

    @property
    def annotations(self) -> Annotations:
        return self.history.value

    @property
    def view(self) -> tuple[float, float]:
        return self._view

    # ---- labels -----------------------------------------------------------------------------------------------

    def edit(self, text: str, change: Callable[[Annotations], Annotations], merge_key: object = None) -> None:
        """Apply one change that can be undone. `text` is what the Undo menu says; a drag passes a merge key."""
        before = self.history.value
        after = change(before)
        if after is before or after == before:
            return
        self.history.push(text, after, merge_key)
        self._annotations_moved()

    def add_event(self, text: str, event: Event) -> int:
        number = self.annotations.next_id
        self.edit(text, lambda old: old.adding([event]))
        self.pick([number])
        return number

    def give_up_edit(self, merge_key: object) -> None:
        """Take back a drag that was broken off; nothing of it stays in the Undo menu."""
        if self.history.give_up(merge_key):
            self._annotations_moved()

    def undo(self) -> None:
        if self.history.undo():
            self._annotations_moved()

    def redo(self) -> None:
        if self.history.redo():
            self._annotations_moved()

    def pick(self, ids: Iterable[int]) -> None:
        events = self.annotations.events
        picked = frozenset(number for number in ids if number in events)
        if picked != self.picked:
            self.picked = picked
            self.picked_changed.emit(picked)

    def _annotations_moved(self) -> None:
        self.annotations_changed.emit(self.annotations)
        self.pick(self.picked)

    # ---- time -------------------------------------------------------------------------------------------------

    def show(self, start_s: float, end_s: float, remember: bool = False) -> None:
        """Make a range visible, moved and clipped into the recording. `remember` lets Backspace come back."""
        length = min(max(end_s - start_s, SHORTEST_VIEW_S), self.duration_s)
        start = min(max(start_s, 0.0), self.duration_s - length)
        view = (start, start + length)
        if view == self._view:
            return
        if remember:
            self._past_views.append(self._view)
            del self._past_views[:-VIEWS_KEPT]
        self._view = view
        self.view_changed.emit(*view)

    def zoom(self, factor: float, at_s: float | None = None) -> None:
        """Show `factor` times the range; the point `at_s` (the middle, if none) stays where it is."""
        start, end = self._view
        at = (start + end) / 2 if at_s is None else at_s
        length = min(max((end - start) * factor, SHORTEST_VIEW_S), self.duration_s)
        share = (at - start) / (end - start)
        self.show(at - share * length, at + (1 - share) * length)

    def pan(self, by_s: float) -> None:
        start, end = self._view
        self.show(start + by_s, end + by_s)

    def fit(self) -> None:
        self.show(0.0, self.duration_s, remember=True)

    def back(self) -> None:
        if self._past_views:
            self.show(*self._past_views.pop())

    def reveal(self, start_s: float, end_s: float) -> None:
        """Scroll, and zoom out where needed, until the range is visible; do nothing if it is."""
        left, right = self._view
        if start_s >= left and end_s <= right:
            return
        length = max(right - left, (end_s - start_s) * 1.25)
        middle = (start_s + end_s) / 2
        self.show(middle - length / 2, middle + length / 2, remember=True)

    def select(self, selection: Selection | None) -> None:
        if selection != self.selection:
            self.selection = selection
            self.selection_changed.emit(selection)

    def seek(self, position_s: float) -> None:
        """Move the cursor by hand."""
        self._move(position_s)
        self.sought.emit(self.position_s)

    def follow(self, position_s: float) -> None:
        """Move the cursor because the player has moved."""
        self._move(position_s)
        self.played.emit(self.position_s)

    def _move(self, position_s: float) -> None:
        self.position_s = min(max(position_s, 0.0), self.duration_s)
        self.position_changed.emit(self.position_s)

    # ---- picture ----------------------------------------------------------------------------------------------

    def set_stft(self, spec: StftSpec) -> None:
        if spec != self.stft:
            self.stft = spec
            self.stft_changed.emit(spec)

    def set_style(self, style: SpectrogramStyle) -> None:
        if style != self.style:
            self.style = style
            self.style_changed.emit(style)
