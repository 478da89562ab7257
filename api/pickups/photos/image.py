"""A phone's picture becomes a small JPEG of nothing but its pixels: position, time, device and name that a camera writes stay out."""

import threading
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 25_000_000  # a phone's ordinary picture has 12 to 24 million
SIDE = 1280  # pixels of the longer side: enough to see what stood in the way
_QUALITY = 75
_ONE_AT_A_TIME = threading.Lock()  # a large picture takes some 100 MB while it is read


class UnusablePhotoError(ValueError):
    """The picture cannot be kept; the message says why, and what to do."""


def plain_jpeg(content: bytes) -> bytes:
    """Return a JPEG or PNG as a JPEG of at most 1280 pixels a side, upright and without metadata. Raises UnusablePhotoError."""
    if len(content) > MAX_BYTES:
        raise UnusablePhotoError(f"the photo is larger than {MAX_BYTES // 1024 // 1024} MB: take it with a lower resolution")
    with _ONE_AT_A_TIME:
        try:
            return _encoded(content)
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            if isinstance(error, UnusablePhotoError):
                raise
            raise UnusablePhotoError("the file is no photo that can be read: send a JPEG or PNG") from error


def _encoded(content: bytes) -> bytes:
    with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as image:
        width, height = image.size
        if width * height > MAX_PIXELS:  # said by the header: nothing has been unpacked yet
            raise UnusablePhotoError(
                f"the photo has {width} × {height} pixels, more than {MAX_PIXELS // 1_000_000} million: take a smaller one"
            )
        image.draft("RGB", (SIDE, SIDE))
        upright = ImageOps.exif_transpose(image).convert("RGB")
        upright.thumbnail((SIDE, SIDE))
        # A new image has pixels alone: what stood beside them in the file is not carried over.
        plain = Image.new("RGB", upright.size)
        plain.paste(upright)
        jpeg = BytesIO()
        plain.save(jpeg, "JPEG", quality=_QUALITY, optimize=True)
    return jpeg.getvalue()
