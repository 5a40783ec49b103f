"""Pictures as Transfer Designer sees them, to the pixel: what sharp tells libvips to do, told to the same libvips."""

import os

import numpy as np

# One thread a picture, as many are decoded at once; nothing kept from one for the next.
os.environ["VIPS_CONCURRENCY"] = "1"

import pyvips  # noqa: E402

pyvips.cache_set_max(0)

MOST_PIXELS = 128 * 1024 * 1024


def libvips_version() -> str:
    return ".".join(str(pyvips.version(place)) for place in range(3))


class UnreadableImage(Exception):
    """Not a whole picture of a known kind. The message is a sentence that begins with "It"."""


def decode(data: bytes, size: tuple[int, int], resize: str) -> np.ndarray:
    """
    Decodes a picture to bytes [height, width, 3] in sRGB: turned as its EXIF data say, its colour profile applied,
    transparency laid on white, resized by averaging the pixels that are covered.

    :param size: height and width
    :param resize: `stretch`, `crop` or `pad`
    :raises UnreadableImage:
    """
    try:
        return _decode(data, size, resize)
    except pyvips.Error:
        # The library's own reason is left out: it keeps one for all threads, so that may be another picture's.
        raise UnreadableImage("It is a damaged or unusual picture.") from None


def scale(pixels: np.ndarray, numbers: dict) -> np.ndarray:
    """The network's numbers for decoded pixels [..., 3]: `(value - mean) / std`, rounded once to 32 bits."""
    values = np.arange(256, dtype=np.float64)
    tables = [
        ((values - mean) / std).astype(np.float32) for mean, std in zip(numbers["mean"], numbers["std"], strict=True)
    ]
    # The pixels' own red, green and blue; `mean` and `std` stand in the network's order.
    order = [0, 1, 2] if numbers["channels"] == "rgb" else [2, 1, 0]
    return np.stack([tables[place][pixels[..., channel]] for place, channel in enumerate(order)], axis=-1)


def _decode(data: bytes, size: tuple[int, int], resize: str) -> np.ndarray:
    height, width = size
    image = pyvips.Image.new_from_buffer(data, "", access="sequential", fail_on="error")
    if image.width * image.height > MOST_PIXELS:
        raise UnreadableImage("It is too large.")
    turn, mirror = _orientation(image)
    wanted = (height, width) if turn in ("d90", "d270") else (width, height)
    shrink = _shrink_on_load(image, _shrinks(image, wanted, resize))
    if shrink > 1:
        image = pyvips.Image.jpegload_buffer(data, access="sequential", fail_on="error", shrink=shrink)
    across, down = _shrinks(image, wanted, resize)
    image = _in_srgb(image)
    if image.hasalpha():
        image = image.flatten(background=[255, 255, 255])
    if across != 1 or down != 1:
        image = image.resize(1 / across, vscale=1 / down, kernel="linear")
    if turn != "d0":
        image = image.copy_memory().rot(turn)
    if mirror:
        image = image.fliphor()
    image = _fitted(image, width, height, resize)
    if image.interpretation != "srgb":
        image = image.colourspace("srgb", source_space=image.interpretation)
    if image.format != "uchar":
        image = image.cast("uchar")
    pixels = np.frombuffer(image.write_to_memory(), np.uint8)
    if pixels.size != height * width * 3:
        raise UnreadableImage("It has other channels than grey, RGB or CMYK with transparency.")
    return pixels.reshape(height, width, 3)


def _orientation(image: pyvips.Image) -> tuple[str, bool]:
    """How a picture is to be turned, clockwise, and whether it is to be mirrored after that."""
    says = image.get("orientation") if image.get_typeof("orientation") != 0 else 1
    return {
        2: ("d0", True),
        3: ("d180", False),
        4: ("d180", True),
        5: ("d90", True),
        6: ("d90", False),
        7: ("d270", True),
        8: ("d270", False),
    }.get(says, ("d0", False))


def _shrinks(image: pyvips.Image, wanted: tuple[int, int], resize: str) -> tuple[float, float]:
    """By how much width and height are divided."""
    across, down = image.width / wanted[0], image.height / wanted[1]
    if resize == "crop":
        across = down = min(across, down)
    elif resize == "pad":
        across = down = max(across, down)
    # No edge is shrunk to nothing.
    return min(across, image.width), min(down, image.height)


def _shrink_on_load(image: pyvips.Image, shrinks: tuple[float, float]) -> int:
    """By how much a JPEG is shrunk while it is read: at least a factor of two is left to the resizing itself."""
    if not str(image.get("vips-loader")).startswith("jpegload"):
        return 1
    shrink = min(shrinks)
    factor = next((factor for factor in (8, 4, 2) if shrink >= 2 * factor), 1)
    return factor // 2 if factor > 1 and int(shrink) == factor else factor


def _in_srgb(image: pyvips.Image) -> pyvips.Image:
    """By the profile that it has; pictures for print without one are taken for the usual."""
    deep = image.interpretation in ("rgb16", "grey16")
    profile = "p3" if image.interpretation == "rgb16" else "srgb"
    if image.get_typeof("icc-profile-data") != 0 and image.interpretation not in ("labs", "grey16"):
        try:
            return image.icc_transform(profile, embedded=True, depth=16 if deep else 8, intent="perceptual")
        except pyvips.Error:
            return image
    if image.interpretation == "cmyk":
        return image.icc_transform(profile, input_profile="cmyk", intent="perceptual")
    return image


def _fitted(image: pyvips.Image, width: int, height: int, resize: str) -> pyvips.Image:
    if (image.width, image.height) == (width, height) or resize == "stretch":
        return image
    if resize == "pad":
        # Black; halves are cut towards zero.
        left, top = int((width - image.width) / 2), int((height - image.height) / 2)
        full = max(image.width, width), max(image.height, height)
        return image.embed(left, top, *full, extend="background", background=[0] * image.bands)
    width, height = min(width, image.width), min(height, image.height)
    return image.crop((image.width - width + 1) // 2, (image.height - height + 1) // 2, width, height)
