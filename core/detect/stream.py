"""Sound as a model takes it, piece by piece: its channels, at its rate, in windows; memory does not grow."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from itertools import islice
from typing import TypeVar

import numpy as np
import soxr
from numpy.typing import NDArray

from core.detect.windows import Plan
from core.media.audio import AudioReader

BLOCK_VALUES = 1 << 20  # samples of all channels that are read at once
Block = NDArray[np.float32]
T = TypeVar("T")


def resampled_count(count: int, from_hz: int, to_hz: int) -> int:
    return -(-count * to_hz // from_hz)


def mono(reader: AudioReader, first: int, end: int) -> Iterator[Block]:
    """The mean of all channels from sample `first` to `end`."""
    size = max(1, BLOCK_VALUES // reader.channels)
    for start in range(first, end, size):
        block = reader.read(start, min(size, end - start))
        yield np.ascontiguousarray(block[:, 0]) if block.shape[1] == 1 else block.mean(axis=1, dtype=np.float32)


def as_channels(reader: AudioReader, first: int, end: int, channels: int) -> Iterator[Block]:
    """(samples,) for a model of one channel, (samples, channels) else: the first ones, one repeated where there is
    no other."""
    if channels == 1:
        yield from mono(reader, first, end)
        return
    size = max(1, BLOCK_VALUES // reader.channels)
    for start in range(first, end, size):
        block = reader.read(start, min(size, end - start))[:, :channels]
        missing = channels - block.shape[1]
        yield np.ascontiguousarray(np.pad(block, ((0, 0), (0, missing)), mode="edge") if missing else block)


def resampled(blocks: Iterable[Block], from_hz: int, to_hz: int, channels: int = 1) -> Iterator[Block]:
    """The same samples as if the whole sound had been resampled at once."""
    if from_hz == to_hz:
        yield from blocks
        return
    stream = soxr.ResampleStream(from_hz, to_hz, channels, dtype="float32")
    for block in blocks:
        yield stream.resample_chunk(block)
    yield stream.resample_chunk(_silence(0, channels), last=True)


def windows(blocks: Iterable[Block], planned: Plan, channels: int = 1) -> Iterator[Block]:
    """Each window of the plan, with silence where the sound has ended: (samples,), or (channels, samples)."""
    coming, held, held_from, held_end = iter(blocks), deque[Block](), 0, 0
    for start in planned.starts:
        first = planned.sample_of(start)
        end = first + planned.window_samples
        while held and held_from + len(held[0]) <= first:
            held_from += len(held.popleft())
        while held_end < end and (block := next(coming, None)) is not None:
            held.append(block)
            held_end += len(block)
        window = _silence(planned.window_samples, channels)
        _fill(window, held, first - held_from)
        yield window if channels == 1 else np.ascontiguousarray(window.T)


def _fill(window: Block, blocks: Iterable[Block], skipped: int) -> None:
    """With what lies `skipped` samples after the first block's begin. Joining the blocks first takes longer than the
    features do."""
    at = -skipped
    for block in blocks:
        part = block[max(-at, 0): max(len(window) - at, 0)]
        window[max(at, 0):][: len(part)] = part
        at += len(block)


def _silence(samples: int, channels: int) -> Block:
    return np.zeros(samples if channels == 1 else (samples, channels), np.float32)


def batches(items: Iterable[Block], size: int) -> Iterator[Block]:
    """(up to size, samples), or (up to size, channels, samples)"""
    coming = iter(items)
    while group := list(islice(coming, size)):
        yield np.stack(group)


def ahead(items: Iterable[T], depth: int = 2) -> Generator[T]:
    """The same items, made by another thread while those before are worked on; closing this ends the thread."""
    ready: queue.Queue[tuple[bool, T | BaseException | None]] = queue.Queue(depth)
    stopped = threading.Event()

    def put(more: bool, value: T | BaseException | None) -> bool:
        while not stopped.is_set():
            try:
                ready.put((more, value), timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def work() -> None:
        try:
            for item in items:
                if not put(True, item):
                    return
            put(False, None)
        except BaseException as error:  # noqa: BLE001 - raised again where the items are taken
            put(False, error)

    thread = threading.Thread(target=work, name="sound for a model", daemon=True)
    thread.start()
    try:
        while True:
            more, value = ready.get()
            if isinstance(value, BaseException):
                raise value
            if not more:
                return
            yield value  # type: ignore[misc]  # the error and the end have been taken out
    finally:
        stopped.set()
        thread.join()
