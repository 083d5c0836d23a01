"""When a connection is paused."""

from __future__ import annotations

import pytest

from crawler.capture.protocol import PatientProxy


class Connection:
    def __init__(self):
        self.calls = []

    def pauseProducing(self):
        self.calls.append("pause")

    def resumeProducing(self):
        self.calls.append("resume")


@pytest.mark.parametrize(
    ("asked", "done"),
    [
        (("pause", "resume", "settle"), []),
        (("pause", "settle"), ["pause"]),
        (("pause", "settle", "settle"), ["pause"]),
        (("pause", "settle", "resume"), ["pause", "resume"]),
        (("pause", "resume", "pause", "settle"), ["pause"]),
        (("resume",), ["resume"]),
        (("pause", "stop", "settle"), []),
    ],
)
def test_a_connection_is_paused_once_all_was_read_unless_it_was_resumed(asked, done):
    connection = Connection()
    proxy = PatientProxy(connection)
    methods = {
        "pause": proxy.pauseProducing,
        "resume": proxy.resumeProducing,
        "settle": proxy.settle,
        "stop": proxy.stopProxying,
    }
    for name in asked:
        methods[name]()
    assert connection.calls == done
