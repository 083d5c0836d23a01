"""Small real pictures made from their names alone: PNG and baseline JPEG."""

from __future__ import annotations

import struct
import zlib

_WHITE = 255


def png(width: int, height: int, seed: int) -> bytes:
    """An RGB PNG (RFC 2083) of that size, in pixels: a gradient whose hue depends on ``seed``."""
    red, green = seed * 37 % 256, seed * 101 % 256
    row = bytes(channel for x in range(width) for channel in (red, green, x * _WHITE // width))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress((b"\0" + row) * height, 6)
    chunks = [(b"IHDR", header), (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def jpeg(width: int, height: int, seed: int) -> bytes:
    """A baseline greyscale JPEG (ITU T.81) of that size, in pixels, of one shade that depends on ``seed``.

    Two codes do: of the first block only the mean is coded, every other block says "the same again".
    """
    shade = 1 + seed % 127
    frame = struct.pack(">BHHBBBB", 8, height, width, 1, 1, 0x11, 0)
    mean_codes = bytes([0x00, 1, 1, *[0] * 14, 0, 7])  # "0": no change; "10": a change of seven bits
    zero_codes = bytes([0x10, 1, *[0] * 15, 0])  # "0": end of block
    blocks = (width + 7) // 8 * ((height + 7) // 8)
    bits = "10" + f"{64 + shade % 64:07b}" + "0" + "00" * (blocks - 1)
    bits += "1" * (-len(bits) % 8)
    return b"".join(
        [
            b"\xff\xd8",
            _segment(0xDB, b"\0" + b"\x08" * 64),
            _segment(0xC0, frame),
            _segment(0xC4, mean_codes),
            _segment(0xC4, zero_codes),
            _segment(0xDA, bytes([1, 1, 0, 0, 63, 0])),
            int(bits, 2).to_bytes(len(bits) // 8).replace(b"\xff", b"\xff\0"),
            b"\xff\xd9",
        ]
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body
