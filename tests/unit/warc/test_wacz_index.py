"""The ZipNum index of a WACZ."""

from __future__ import annotations

import io
import json

from crawler.warc.wacz import zipnum as module
from crawler.warc.wacz.zipnum import merged, zipnum, zipnum_lines


def lines(count: int) -> list[bytes]:
    return [b"test,example)/%05d 20220214002146 {}\n" % number for number in range(count)]


def test_a_reader_finds_every_line_through_the_list_of_blocks():
    parts = io.BytesIO()
    blocks = b"".join(zipnum(lines(1000), parts))
    found = zipnum_lines(io.BytesIO(blocks), io.BytesIO(parts.getvalue()))
    assert list(found) == lines(1000)


def test_the_list_names_the_first_line_of_each_block():
    parts = io.BytesIO()
    members = list(zipnum(lines(601), parts))
    meta, *listed = parts.getvalue().splitlines()
    assert meta == b'!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}'
    assert [line.partition(b" ")[0] for line in listed] == [
        b"test,example)/00000",
        b"test,example)/00300",
        b"test,example)/00600",
    ]
    assert sum(json.loads(b"{" + line.partition(b" {")[2])["length"] for line in listed) == sum(
        map(len, members)
    )


def test_no_line_gives_an_empty_index():
    parts = io.BytesIO()
    assert list(zipnum([], parts)) == []
    assert parts.getvalue().startswith(b"!meta")


def test_many_files_are_merged_with_few_open(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_OPEN_FILES", 3)
    paths = []
    for number in range(8):
        path = tmp_path / f"{number}.cdxj"
        path.write_bytes(b"".join(lines(80)[number::8]))
        paths.append(path)
    assert list(merged(paths)) == lines(80)
