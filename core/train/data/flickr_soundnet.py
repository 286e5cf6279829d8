"""Flickr-SoundNet: a frame and a sound for each clip, and XML with the boxes of three annotators.

Boxes are written in pixels of a picture of 256 × 256; a place counts wholly where two annotators agree.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from core.locate.readings import Box
from core.train.data.audio_visual import AudioVisual, Item, present
from core.train.data.picture_boxes import as_shares
from core.train.data.seen_and_heard import Files, silent_pairs

FOLDERS = ("Annotations", "annotations", "bboxes")
EXTENDED = ("flickr_test_plus_silent.csv", "flickr_plus_silent.csv")
SIDE_PX, AGREED = 256.0, 2


def matches(folder: Path) -> bool:
    return any(next(iter((folder / name).glob("*.xml")), None) is not None for name in FOLDERS)


def read(folder: Path) -> AudioVisual:
    """Clips without XML are for training."""
    files = Files(folder)
    items: list[Item] = []
    broken: list[tuple[str, str]] = []
    for path in sorted(path for name in FOLDERS for path in (folder / name).glob("*.xml")):
        boxes = _boxes(path)
        if boxes:
            items.append(Item(path.stem, files.seen(path.stem), files.heard(path.stem), "test", boxes=boxes,
                              agreed=AGREED))
        else:
            broken.append((path.stem, f"“{path.name}” holds no box"))
    known = {item.id for item in items} | {name for name, _ in broken}
    items += silent_pairs(files, EXTENDED)
    items += [Item(name, files.seen(name), files.heard(name), "train") for name in files.names() if name not in known]
    here, missing = present(items)
    return AudioVisual("flickr_soundnet", tuple(here), skipped=(*missing, *broken))


def _boxes(path: Path) -> tuple[Box, ...]:
    """Of all annotators. A box has five children, of which the first is not a coordinate."""
    try:
        root = ElementTree.parse(path).getroot()
        rows = [[float(child.text or "") for child in list(box)[-4:]] for box in root.iter("bbox")]
    except (OSError, ElementTree.ParseError, ValueError):
        return ()
    made = [as_shares((row[0], row[1], row[2], row[3]), SIDE_PX, SIDE_PX) for row in rows if len(row) == 4]
    return tuple(box for box in made if box.left < box.right and box.top < box.bottom)
