"""Several files, several processes: the same faults, and progress on the way."""

from __future__ import annotations

import os

from crawler.warc.verification import workers
from crawler.warc.verification.archive import Verification
from crawler.warc.writer import WarcWriter


def test_processes_find_what_one_process_finds(tmp_path, make_exchange, page, monkeypatch):
    monkeypatch.setattr(workers, "_LITTLE", 0)
    for job in ("a", "b", "c"):
        writer = WarcWriter(tmp_path, job)
        writer.write(make_exchange(page))
        writer.close()
    paths = sorted(tmp_path.rglob("*.warc.gz"))
    data = bytearray(paths[1].read_bytes())
    data[-300] ^= 4
    paths[1].write_bytes(data)
    (tmp_path / "d.warc.gz").write_bytes(paths[0].read_bytes())
    paths.append(tmp_path / "d.warc.gz")

    def outcome(jobs):
        told = []
        verification = Verification(paths, lambda url, instant: False)
        faults = [str(fault) for r in verification.reports(jobs, told.append) for fault in r.log.faults]
        faults += map(str, verification.between())
        assert told[-1] <= sum(path.stat().st_size for path in paths)
        return sorted(faults), verification.totals

    faults, totals = outcome(2)
    assert (faults, totals) == outcome(1)
    assert totals.files == 4
    assert len([fault for fault in faults if "gzip member is damaged" in fault]) == 1
    assert len([fault for fault in faults if "WARC-Record-ID is that of" in fault]) == 4


def test_a_file_whose_process_died_is_a_fault(tmp_path, monkeypatch):
    paths = [tmp_path / "a.warc", tmp_path / "b.warc"]
    for path in paths:
        path.write_bytes(b"x")
    monkeypatch.setattr(workers, "_LITTLE", 0)
    monkeypatch.setattr(workers, "_begin", os.abort)
    reports = list(workers.verify_files(paths, 2, lambda done: None))
    assert [report.log.count for report in reports] == [1, 1]
    assert all("its process died" in report.log.faults[0].problem for report in reports)
