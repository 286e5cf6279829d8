"""Rows and colours, by hand and by definition."""

import colorcet
import numpy as np
import pytest

from core.errors import UsageError
from core.features.scale import FrequencyScale
from core.tiles.colour import lut
from core.tiles.picture import paint, rows, shades
from core.tiles.spec import COLOUR_MAPS, SCALES, SpectrogramStyle


@pytest.mark.parametrize("name", COLOUR_MAPS)
def test_maps_are_256_opaque_colours_and_rise_evenly(name: str) -> None:
    table = lut(name)
    assert table.shape == (256,)
    assert table.dtype == np.uint32
    assert ((table >> 24) == 0xFF).all()
    red, green, blue = ((table >> shift & 0xFF).astype(float) / 255 for shift in (16, 8, 0))
    linear = [np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4) for part in (red, green, blue)]
    lightness = 116 * np.cbrt(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]) - 16
    steps = np.diff(lightness[8:]) * np.sign(lightness[-1] - lightness[0])
    assert steps.min() > -0.8  # never clearly back


def test_known_colours() -> None:
    assert hex(lut("viridis")[0]) == "0xff440154"
    assert hex(lut("inferno")[255]) == "0xfffcffa4"
    assert lut("grey")[128] == 0xFF808080
    assert lut("grey inverted")[0] == 0xFFFFFFFF
    assert [f"#{colour & 0xFFFFFF:06x}" for colour in lut("fire")] == list(colorcet.palette["fire"])


def test_unknown_map_lists_the_known() -> None:
    with pytest.raises(UsageError, match=r"“rainbow”.*inferno, magma"):
        lut("rainbow")


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("height_px", [40, 300, 2000])
def test_a_line_lies_where_the_axis_says(scale: str, height_px: int) -> None:
    db = np.full((513, 3), -120.0, np.float16)
    bin_number = 100
    db[bin_number] = -20.0
    hz = bin_number * 48_000 / 1024
    low_hz = 20.0 if scale == "log" else 0.0
    axis = FrequencyScale(scale)
    shade = shades(db, rows(scale, 513, 48_000, low_hz, 24_000, height_px), -100.0, -20.0)
    low, high = float(axis.forward(low_hz)), float(axis.forward(24_000))
    expected = height_px * (high - float(axis.forward(hz))) / (high - low)
    assert shade[:, 0].max() >= 200  # seen at any height
    assert abs(int(shade[:, 0].argmax()) + 0.5 - expected) <= 1.0 + height_px / 500


def test_rows_that_span_several_bins_show_the_loudest() -> None:
    db = np.random.default_rng(0).uniform(-100, -20, (513, 7)).astype(np.float16)
    shade = shades(db, rows("linear", 513, 1024, 0, 512, 64), -100.0, -20.0)  # eight bins to a row
    expected = db[:512].reshape(64, 8, 7).max(axis=1)[::-1].astype(float)
    top = db[504:].max(axis=0).astype(float)
    ours = shade / 255 * 80 - 100
    assert np.abs(ours[1:] - expected[1:]).max() < 0.4
    assert ((np.abs(ours[0] - expected[0]) < 0.4) | (np.abs(ours[0] - top) < 0.4)).all()


def test_bins_wider_than_rows_are_blended() -> None:
    db = np.array([[-100.0], [-20.0]], np.float16)
    shade = shades(db, rows("linear", 2, 2.0, 0, 1, 5), -100.0, -20.0)[::-1, 0]
    assert shade.tolist() == [26, 77, 128, 179, 230]  # 255 × 0.1, 0.3, 0.5, 0.7, 0.9, rounded


def test_levels_beyond_the_range_take_its_ends() -> None:
    db = np.array([[-180.0, -100.0, -20.0, 50.0]] * 2, np.float16)
    picture = paint(db, rows("linear", 2, 2.0, 0, 1, 2), SpectrogramStyle(colour_map="grey"))
    assert [hex(colour) for colour in picture[0]] == ["0xff000000", "0xff000000", "0xffffffff", "0xffffffff"]
