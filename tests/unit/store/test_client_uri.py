"""URIs: passed through, or refused with a sentence."""

from __future__ import annotations

import pytest

from crawler.errors import SettingError, StoreUnavailableError
from crawler.store.client import connect_sync, find_server
from crawler.store.embedded import resolve


@pytest.mark.parametrize("uri", ["mongodb://127.0.0.1:27017", "mongodb+srv://me@example.org/db"])
def test_other_uris_pass_through(uri):
    assert resolve(uri) == uri


def test_an_embedded_uri_without_a_folder_is_refused():
    with pytest.raises(StoreUnavailableError, match="names no folder"):
        resolve("embedded://")


@pytest.mark.parametrize("uri", ["mongo://x", "mongodb://h:port/", "mongodb://"])
def test_a_wrong_uri_names_the_setting(uri):
    with pytest.raises(SettingError, match="setting MONGO_URI"):
        connect_sync(uri)


def test_the_uri_has_the_last_word_on_options():
    with connect_sync("mongodb://h/?serverSelectionTimeoutMS=7&appName=mine&connect=false") as client:
        assert client.options.server_selection_timeout == 0.007
        assert client.options.pool_options.appname == "mine"
        assert client.codec_options.tz_aware


def test_a_wrong_idle_time_names_the_setting(tmp_path):
    with pytest.raises(SettingError, match="EMBEDDED_IDLE_SECONDS: 'soon'"):
        find_server({"DATA_DIR": str(tmp_path), "EMBEDDED_IDLE_SECONDS": "soon"})
