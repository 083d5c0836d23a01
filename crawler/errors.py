"""Every error newsvault raises on purpose. Each message says what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence


class NewsvaultError(Exception):
    """Base of all errors below; its text is meant for a person, without a traceback."""


class SiteDefinitionError(NewsvaultError):
    """A site's declaration is wrong. Raised by ``crawler.sites`` when a site is made.

    :param site: the site's name, or "?" when the name itself is wrong.
    :param field: the dotted name of the wrong field.
    """

    def __init__(self, site: str, field: str, problem: str) -> None:
        super().__init__(f"site {site!r}, field {field!r}: {problem}")
        self.site, self.field = site, field


class ArgumentError(NewsvaultError):
    """A spider or command argument is wrong. Raised before anything is fetched or written.

    :param argument: the argument's name as typed on the command line.
    """

    def __init__(self, argument: str, problem: str) -> None:
        super().__init__(f"argument {argument!r}: {problem}")
        self.argument = argument


class SettingError(NewsvaultError):
    """A setting's value cannot be used. Raised when the component that reads it is made.

    :param setting: the setting's name.
    """

    def __init__(self, setting: str, problem: str) -> None:
        super().__init__(f"setting {setting}: {problem}")
        self.setting = setting


class PageError(NewsvaultError):
    """A page or data file cannot be read as what it should be. Raised by ``crawler.pages``.

    The page is archived all the same; the spider counts and reports it and goes on.
    """


class ArchiveError(NewsvaultError):
    """A WARC file cannot be written or read. Raised by ``crawler.warc``.

    During a crawl it closes the spider with reason ``archive_unavailable``.
    """


class OriginalMissingError(ArchiveError):
    """A revisit's payload is nowhere in the archive. Raised by ``crawler.warc`` when it is read."""


class StoreUnavailableError(NewsvaultError):
    """The database cannot be reached, or stayed away past the limit. Raised by ``crawler.store``.

    During a crawl it closes the spider with reason ``store_unavailable``.
    """


class AddressRefusedError(NewsvaultError):
    """A host's addresses are not on the public Internet. Raised by ``crawler.capture`` before connecting.

    :param host: the host's name as in the URL.
    :param addresses: what it resolves to.
    """

    def __init__(self, host: str, addresses: Sequence[str]) -> None:
        super().__init__(
            f"host {host!r} resolves to {', '.join(sorted(set(addresses)))}, which is no public address; "
            "to crawl an intranet set ALLOW_PRIVATE_ADDRESSES=True"
        )
        self.host = host


class DocumentRejectedError(NewsvaultError):
    """The database takes everything but this document. Raised by ``crawler.store`` for one item.

    :param name: the document's ``_id``.
    :param reason: the server's reason.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name} is rejected by the database: {reason}")
        self.name, self.reason = name, reason


class ReplayError(NewsvaultError):
    """The archive cannot be browsed: ReplayWeb.page is missing or not the one that is known.

    Raised by ``crawler.replay``.
    """


class NotArchivedError(NewsvaultError):
    """The archive has no answer to a request. Raised by ``crawler.replay``, which fetches nothing."""
