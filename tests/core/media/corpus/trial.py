"""Opens every file of a list as the program would, under limits, and tells of each: `python trial.py LIST FROM`.

LIST is JSON, one case a row. A line is printed when a file is begun and one when it is done, so that whoever reads
knows which file ended the process. A file that takes too long ends it from a thread that needs no Python.
"""

from __future__ import annotations

import faulthandler
import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import MediaError
from core.media.audio import open_audio
from core.media.probe import probe
from core.media.video import open_video

LIMIT_S = 15.0
ADDRESS_SPACE_BYTES = 6 * 2**30
NOBODY = 65534


def main(listing: str, first: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES, ADDRESS_SPACE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warm_up()
    for number, (name, path, as_nobody) in enumerate(json.loads(Path(listing).read_text())):
        if number < int(first):
            continue
        say(begun=number, name=name)
        faulthandler.dump_traceback_later(LIMIT_S, exit=True)
        before_kb, began = peak_kb(), time.process_time()
        with rights_of_nobody(as_nobody):
            outcome = tried(Path(os.fsdecode(bytes.fromhex(path))))
        faulthandler.cancel_dump_traceback_later()
        say(done=number, cpu_s=time.process_time() - began, grown_mb=(peak_kb() - before_kb) / 1024, **outcome)


def warm_up() -> None:
    """Load what is loaded late, so that its memory is not put down to the first file."""
    import av
    import soundfile

    assert av.library_versions
    assert soundfile.available_formats()


def peak_kb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def say(**fields: Any) -> None:
    print(json.dumps(fields), flush=True)


@contextmanager
def rights_of_nobody(wanted: bool) -> Iterator[None]:
    root = wanted and os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def tried(path: Path) -> dict[str, Any]:
    """Opened, or refused with a sentence; any other error ends the process, and the file is named by that."""
    try:
        info = probe(path)
        for track in info.audio:
            listen(path, track.index, track.frames, track.channels)
        if info.video is not None:
            look(path)
        else:
            not_a_film(path)
    except MediaError as error:
        return {"outcome": "refused", "text": str(error), "names_file": path.name in str(error)}
    described = [f"{track.rate_hz} Hz × {track.channels}, {track.frames}" for track in info.audio]
    return {"outcome": "opened", "text": "; ".join([*described, str(info.video), *info.notes])}


def listen(path: Path, track: int, frames: int, channels: int) -> None:
    with open_audio(path, track) as reader:
        assert (reader.frames, reader.channels) == (frames, channels), "probe and reader disagree"
        for start in (0, frames // 2, max(frames - 1000, 0)):
            sound = reader.read(start, 1000)
            assert sound.dtype == np.float32, sound.dtype
            assert sound.shape == (min(len(sound), 1000), channels), sound.shape
            assert np.isfinite(sound).all(), "not finite"
        assert len(reader.read(frames + 1000, 10)) == 0, "samples beyond the end"


def look(path: Path) -> None:
    with open_video(path) as reader:
        assert reader.frames > 0, "no frames"
        assert np.isfinite(reader.times_s).all(), "times are not finite"
        assert (np.diff(reader.times_s) > 0).all(), "times do not rise"
        for index in (0, reader.frames // 2, reader.frames - 1):
            assert reader.frame(index).shape == (reader.height, reader.width, 3), "shape"


def not_a_film(path: Path) -> None:
    try:
        open_video(path).close()
    except MediaError:
        return
    raise AssertionError("opens as a film although probe finds none")


if __name__ == "__main__":
    main(*sys.argv[1:])
