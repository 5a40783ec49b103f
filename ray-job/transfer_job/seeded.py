"""Random numbers as Transfer Designer draws them, equal to the last bit: sfc32, started from a hash of the seeds' text."""

from array import array
from collections.abc import Callable, Sequence
from decimal import Decimal

MASK = 0xFFFFFFFF


def seeded_random(*seeds: str | float) -> Callable[[], float]:
    """A source of numbers in [0, 1) that depends on nothing but its seeds."""
    text = "\0".join(seed if isinstance(seed, str) else _number_text(seed) for seed in seeds)
    a, b, c = (_hash(text, start) for start in (0x9E3779B9, 0x243F6A88, 0xB7E15162))
    counter = 1

    def draw() -> float:
        nonlocal a, b, c, counter
        total = (a + b + counter) & MASK
        counter = (counter + 1) & MASK
        a = b ^ (b >> 9)
        b = (c + (c << 3)) & MASK
        c = (((c << 21) | (c >> 11)) + total) & MASK
        return total / 2**32

    for _ in range(12):
        draw()
    return draw


def shuffled(count: int, draw: Callable[[], float]) -> array:
    """The numbers 0 to count - 1 in an order drawn at random (Fisher and Yates). Of four bytes each: there may be millions."""
    order = array("I", range(count))
    for last in range(count - 1, 0, -1):
        other = int(draw() * (last + 1))
        order[last], order[other] = order[other], order[last]
    return order


def batches_of(order: Sequence[int], size: int) -> list[Sequence[int]]:
    return [order[start : start + size] for start in range(0, len(order), size)]


def _number_text(value: float) -> str:
    """As JavaScript writes it: the same digits as Python's, but the point elsewhere."""
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    shown, point = "".join(map(str, digits)), len(digits) + int(exponent)
    if value == 0:
        return "0"
    if 0 < point <= 21:
        text = shown.ljust(point, "0") if point >= len(shown) else f"{shown[:point]}.{shown[point:]}"
    elif -6 < point <= 0:
        text = f"0.{'0' * -point}{shown}"
    else:
        text = f"{shown[0]}{'.' * (len(shown) > 1)}{shown[1:]}e{point - 1:+d}"
    return f"-{text}" if sign else text


def _hash(text: str, start: int) -> int:
    """FNV-1a over UTF-16 units, with the last mixing round of murmur3."""
    value = start
    units = text.encode("utf-16-le", "surrogatepass")
    for at in range(0, len(units), 2):
        value = ((value ^ int.from_bytes(units[at : at + 2], "little")) * 0x01000193) & MASK
    value = ((value ^ (value >> 16)) * 0x85EBCA6B) & MASK
    value = ((value ^ (value >> 13)) * 0xC2B2AE35) & MASK
    return value ^ (value >> 16)
