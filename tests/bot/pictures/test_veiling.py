"""A veiled picture: its light and colour, and nothing that could be recognised."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as Pillow
from PIL import ImageDraw

from bot.pictures import veiling
from bot.pictures.cleaning import cleaned

SAMPLES = Path(__file__).parent


def striped(kind: str) -> bytes:
    """Fine black and white stripes: the average is grey, and nothing else may be left."""
    picture = Pillow.new("RGB", (600, 300), "white")
    draw = ImageDraw.Draw(picture)
    for x in range(0, 600, 4):
        draw.line((x, 0, x, 300), fill="black", width=2)
    written = BytesIO()
    picture.save(written, kind)
    return written.getvalue()


def spread(content: bytes) -> int:
    """From the darkest to the lightest pixel."""
    with Pillow.open(BytesIO(content)) as opened:
        darkest, lightest = opened.convert("L").getextrema()
    assert isinstance(darkest, int | float)
    assert isinstance(lightest, int | float)
    return int(lightest - darkest)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_nothing_small_is_left(kind: str) -> None:
    content = striped(kind)
    image = veiling.veiled(content, 600, 300)
    assert (image.mime, image.width, image.height) == ("image/jpeg", 320, 160)
    assert spread(content) > 200
    assert spread(image.content) < 20


def test_what_is_light_stays_light() -> None:
    half = Pillow.new("RGB", (400, 400), "white")
    half.paste("black", (0, 0, 200, 400))
    written = BytesIO()
    half.save(written, "PNG")
    with Pillow.open(BytesIO(veiling.veiled(written.getvalue(), 400, 400).content)) as seen:
        left, right = (seen.convert("L").getpixel((x, 160)) for x in (40, 280))
    assert isinstance(left, int)
    assert isinstance(right, int)
    assert (left < 40, right > 215) == (True, True)


def test_every_picture_that_we_keep_can_be_veiled() -> None:
    samples = [file for file in SAMPLES.iterdir() if file.suffix in (".jpg", ".webp", ".gif")]
    assert samples
    for file in samples:
        image = cleaned(file.read_bytes())
        assert cleaned(veiling.veiled(image.content, image.width, image.height).content)


@pytest.mark.parametrize(
    ("content", "width", "height"),
    [(b"", 1, 1), (b"\x89PNG\r\n\x1a\nnothing", 10, 5), (striped("PNG"), 9_000, 9_000)],
)
def test_what_cannot_be_decoded_is_grey(content: bytes, width: int, height: int) -> None:
    image = veiling.veiled(content, width, height)
    assert max(image.width, image.height) == 320
    assert spread(image.content) == 0
