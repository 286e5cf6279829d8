"""Make the README's pictures anew from the demo: `.venv/bin/python scripts/readme_pictures.py`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
PICTURES = {"10-detections.png": "window.png", "7-video.png": "video.png", "14-explanation.png": "explanation.png",
            "16-located.png": "located.png"}
COLOURS = 256  # a quarter of the size, and no eye sees it


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "desktop.launch", "demo", "-o", folder], cwd=ROOT, check=True)
        for made, kept in PICTURES.items():
            picture = Image.open(Path(folder) / made).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            picture.save(ROOT / "resources" / "pictures" / kept, optimize=True)


if __name__ == "__main__":
    main()
