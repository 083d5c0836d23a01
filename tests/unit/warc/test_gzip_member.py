from __future__ import annotations

import gzip
import io
import random
import zlib

import pytest

from crawler.warc import gzip as members


@pytest.fixture(params=list(dict.fromkeys([zlib, members.CODEC])), ids=lambda codec: codec.__name__)
def codec(request, monkeypatch):
    monkeypatch.setattr(members, "CODEC", request.param)
    return request.param


@pytest.mark.parametrize("level", range(1, 10))
def test_a_member_holds_its_pieces_and_no_time(codec, level):
    data = "一则消息".encode() * 5000
    member = b"".join(members.compress([data[:7], b"", data[7:]], level))
    assert gzip.decompress(member) == data
    assert member[:4] == b"\x1f\x8b\x08\x00"
    assert member[4:8] == bytes(4)
    assert member == b"".join(members.compress([data[:7], b"", data[7:]], level))


@pytest.mark.parametrize("plain", [0, 1, 600])
@pytest.mark.parametrize("stored", [0, 1, 9000, 65535, 65536, 200_000])
def test_what_is_compressed_already_is_stored_as_it_is(codec, plain, stored):
    head, packed = b"Name: value\r\n" * plain, random.Random(stored).randbytes(stored)
    member = members.compress_up_to(len(head), head + packed)
    assert gzip.decompress(member) == head + packed
    assert b"".join(members.Member(io.BytesIO(member + b"next"), 0)) == head + packed
    assert packed[:65535] in member
    assert len(member) < len(head) / 5 + stored + 5 * (stored // 65535 + 1) + 60
    assert member == members.compress_up_to(len(head), head + packed)
    assert member[:8] == b"\x1f\x8b\x08\x00\0\0\0\0"


def test_members_are_read_one_by_one_with_their_lengths(codec):
    texts = [b"a" * 100_000, b"", b"b" * 10]
    written = [b"".join(members.compress([text])) for text in texts]
    file = io.BytesIO(b"".join(written))
    offset = 0
    for text, data in zip(texts, written, strict=True):
        member = members.Member(file, offset)
        assert b"".join(member) == text
        assert member.length == len(data)
        offset += member.length


@pytest.mark.parametrize(
    "write",
    [
        members.compress_whole,
        lambda text: b"".join(members.compress([text])),
        lambda text: members.compress_up_to(9, text),
    ],
    ids=["whole", "pieces", "up_to"],
)
def test_every_cut_and_every_flipped_byte_is_noticed(codec, write):
    whole = write(b"some text that is not long")
    for end in range(len(whole)):
        with pytest.raises(members.MemberError):
            list(members.Member(io.BytesIO(whole[:end]), 0))
    for at in range(len(whole)):
        flipped = bytearray(whole)
        flipped[at] ^= 0xFF
        if 3 < at < 10:  # time, hints and system: nothing depends on them
            continue
        with pytest.raises(members.MemberError):
            list(members.Member(io.BytesIO(bytes(flipped)), 0))


def test_compressing_takes_constant_memory(codec):
    def endless():
        while True:
            yield b"x" * 65536

    for index, piece in enumerate(members.compress(endless())):
        assert len(piece) < 1 << 20
        if index > 20:
            break
