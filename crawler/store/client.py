"""Connections to the database that the settings name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pymongo import AsyncMongoClient, MongoClient
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.database import Database
from pymongo.errors import ConfigurationError, InvalidName, PyMongoError

from crawler.errors import SettingError, StoreUnavailableError
from crawler.locations import mongo_uri
from crawler.store.embedded import IDLE_SECONDS, SCHEME, resolve
from crawler.store.rejection import brief
from crawler.urls import without_password

Document = dict[str, Any]

OPTIONS: Mapping[str, Any] = {
    "appname": "newsvault",
    "tz_aware": True,
    "serverSelectionTimeoutMS": 5_000,  # the writer tries again; a person does not wait longer
    "connectTimeoutMS": 5_000,
    "socketTimeoutMS": 60_000,  # a bulk write of 100 articles takes a second at most
}
"""What a client is set to where the URI does not say otherwise."""


def connect(uri: str) -> AsyncMongoClient[Document]:
    """An asynchronous client; it connects at its first use.

    :param uri: ``mongodb://`` or ``mongodb+srv://``.
    :raises SettingError: when the URI is wrong.
    """
    with _plainly("MONGO_URI"):
        return AsyncMongoClient(uri, **_options(uri))


def connect_sync(uri: str) -> MongoClient[Document]:
    """A blocking client, for commands. :raises SettingError: when the URI is wrong."""
    with _plainly("MONGO_URI"):
        return MongoClient(uri, **_options(uri))


def find_server(settings: Mapping[str, Any], port: int | None = None) -> str:
    """The ``mongodb://`` URI of the settings' server, started if it is the embedded one. Blocks.

    :param port: where the embedded server is to listen; its own port by default.
    :raises StoreUnavailableError: when the embedded server cannot be started.
    :raises SettingError: when ``EMBEDDED_IDLE_SECONDS`` is wrong.
    """
    chosen = settings.get("EMBEDDED_IDLE_SECONDS", IDLE_SECONDS)
    try:
        idle_seconds = float(chosen)
    except (TypeError, ValueError):
        raise SettingError("EMBEDDED_IDLE_SECONDS", f"{chosen!r} is not a number of seconds") from None
    return resolve(mongo_uri(settings), port=port, idle_seconds=idle_seconds)


@asynccontextmanager
async def open_database(settings: Mapping[str, Any]) -> AsyncIterator[AsyncDatabase[Document]]:
    """The settings' database. Those who have it open at the same time share one client.

    :raises StoreUnavailableError: when the embedded server cannot be started.
    :raises SettingError: when ``MONGO_URI`` or ``MONGO_DATABASE`` is wrong.
    """
    name = (id(asyncio.get_running_loop()), mongo_uri(settings))
    shared = _shared.get(name)
    if shared is None:
        shared = _shared[name] = _SharedClient(asyncio.ensure_future(_open(settings)))
    shared.users += 1
    try:
        client = await shared.opening
        with _plainly("MONGO_DATABASE"):
            database = client[settings["MONGO_DATABASE"]]
        yield database
    finally:
        shared.users -= 1
        if not shared.users:
            del _shared[name]
            if shared.opening.done() and not shared.opening.exception():
                await shared.opening.result().close()


@contextmanager
def open_database_sync(settings: Mapping[str, Any]) -> Iterator[Database[Document]]:
    """The settings' database for a command. Failures of the database come as `StoreUnavailableError`.

    :raises StoreUnavailableError: when the database cannot be reached.
    :raises SettingError: when ``MONGO_URI`` or ``MONGO_DATABASE`` is wrong.
    """
    with connect_sync(find_server(settings)) as client:
        try:
            with _plainly("MONGO_DATABASE"):
                database = client[settings["MONGO_DATABASE"]]
            yield database
        except PyMongoError as error:
            raise unavailable(settings, error) from error


def check(settings: Mapping[str, Any]) -> None:
    """Make sure that the database can be read; start the embedded one if need be.

    :raises StoreUnavailableError: naming the URI, its password masked.
    :raises SettingError: when ``MONGO_URI`` or ``MONGO_DATABASE`` is wrong.
    """
    with open_database_sync(settings) as database:
        database["articles"].find_one({"_id": ""}, {"_id": 1})


def unavailable(settings: Mapping[str, Any], error: Exception) -> StoreUnavailableError:
    """The sentence about a database that does not answer."""
    uri = mongo_uri(settings)
    shown = without_password(uri)
    cure = "see `scrapy store status`" if uri.startswith(SCHEME) else "start it, or set MONGO_URI"
    return StoreUnavailableError(f"the database {shown} does not answer ({brief(error)}): {cure}")


class _SharedClient:
    def __init__(self, opening: asyncio.Future[AsyncMongoClient[Document]]) -> None:
        self.opening = opening
        self.users = 0


_shared: dict[tuple[int, str], _SharedClient] = {}


async def _open(settings: Mapping[str, Any]) -> AsyncMongoClient[Document]:
    return connect(await asyncio.to_thread(find_server, settings))


def _options(uri: str) -> Document:
    given = {name.lower() for name, _ in parse_qsl(urlsplit(uri).query)}
    return {name: value for name, value in OPTIONS.items() if name.lower() not in given}


@contextmanager
def _plainly(setting: str) -> Iterator[None]:
    try:
        yield
    except (ConfigurationError, InvalidName, ValueError) as error:
        raise SettingError(setting, str(error)) from None
