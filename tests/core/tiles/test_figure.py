"""What the axes of a picture say can be read: the font has every sign that is written."""

import numpy as np
import pytest
from PIL import ImageDraw, ImageFont

from core.tiles.figure import Layout, draw
from core.tiles.spec import Scale, SpectrogramStyle


def drawn(sign: str) -> bytes:
    return bytes(ImageFont.load_default(20).getmask(sign))


@pytest.mark.parametrize("scale", ["linear", "mel", "log"])
def test_no_sign_is_a_box(scale: Scale, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    plain = ImageDraw.ImageDraw.text

    def text(self: ImageDraw.ImageDraw, xy: object, text: str, *rest: object, **named: object) -> None:
        written.append(text)
        plain(self, xy, text, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(ImageDraw.ImageDraw, "text", text)
    layout = Layout(640, 480)
    db = np.zeros((513, layout.plot_width), np.float16)
    for end_s in (0.01, 30.0, 7200.0):
        draw(db, 0.0, end_s, 48_000.0, SpectrogramStyle(scale=scale, low_hz=0.0, high_hz=24_000.0), layout)
    signs = {sign for line in written for sign in line if sign != " "}
    assert {"-", "k", ":", "0"} <= signs
    assert [sign for sign in sorted(signs) if drawn(sign) == drawn("\uffff")] == []
