"""A photo is kept as pixels alone: small, upright, and without what a camera writes beside them."""

from io import BytesIO

import pytest
from PIL import Image

from api.pickups.photos import image as photo
from api.pickups.photos.image import UnusablePhotoError, plain_jpeg


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **saved: object) -> bytes:
    image = Image.new("RGB", size, "red")
    image.paste("blue", (0, 0, size[0] // 2, size[1]))
    content = BytesIO()
    image.save(content, kind, **saved)
    return content.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112], tags[0x010F], tags[0x013B] = orientation, "Phone maker", "Kari Driver"
    tags.get_ifd(0x8825)[2] = (59.0, 54.0, 30.0)  # latitude
    return tags


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_nothing_but_pixels_is_kept(kind: str) -> None:
    more = {"comment": b"Kari Driver"} if kind == "JPEG" else {}
    given = picture(kind, exif=exif(), **more)
    assert b"Kari Driver" in given
    kept = plain_jpeg(given)
    for name in (b"Kari", b"Exif", b"Phone maker"):
        assert name not in kept
    with Image.open(BytesIO(kept)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (60, 40), {})
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_picture_taken_sideways_is_upright() -> None:
    with Image.open(BytesIO(plain_jpeg(picture(exif=exif(orientation=6))))) as image:
        assert image.size == (40, 60)
        assert image.getpixel((20, 5))[2] > 200, "its left half, blue, is on top"


def test_a_large_picture_becomes_a_small_one() -> None:
    with Image.open(BytesIO(plain_jpeg(picture(size=(4000, 3000))))) as image:
        assert image.size == (1280, 960)


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    bomb = picture("PNG", size=(5001, 5000))
    assert len(bomb) < 200_000
    with pytest.raises(UnusablePhotoError, match="more than 25 million"):
        plain_jpeg(bomb)


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    given = picture()
    monkeypatch.setattr(photo, "MAX_BYTES", len(given))
    assert plain_jpeg(given)
    with pytest.raises(UnusablePhotoError, match="lower resolution"):
        plain_jpeg(given + b"x")


@pytest.mark.parametrize("content", [b"", b"no picture", picture()[:200], picture("PNG")[:60], picture("GIF"), picture("BMP")])
def test_what_is_no_whole_photo_is_refused(content: bytes) -> None:
    with pytest.raises(UnusablePhotoError, match="JPEG or PNG"):
        plain_jpeg(content)
