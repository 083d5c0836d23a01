"""Pictures: which address is the picture's, which the largest, and what is a caption."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml import etree

from crawler.urls import absolute
from pipelines.cleaning.blocks import Picture
from pipelines.cleaning.elements import Style

LONGEST_CAPTION = 100
"""Characters of the longest caption."""

_CREDIT = re.compile(
    r"[（(【▲△↑\s]*(?:(?:图片|图表|照片|题图|配图|封面图|截图|图)(?:来源|来自|源自)|图源|图为|供图|摄影[:：]|图[:：/／])"
)
_SOURCE_LINE = re.compile(r"[（(]?\s*(?:文章|稿件)来源")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|avif)$", re.IGNORECASE)
_NO_SIZE = frozenset(("0", "1", "0px", "1px"))


def picture(
    image: etree._Element, link: str | None, base: str, full_size: tuple[str, ...]
) -> Picture | None:
    """The picture that the ``img`` element shows; None for tracking pixels and inline data.

    :param link: absolute URL of the link it stands in.
    :param base: absolute URL that relative references are resolved against.
    :param full_size: attributes that name a larger variant, best first.
    """
    if image.get("width") in _NO_SIZE or image.get("height") in _NO_SIZE:
        return None
    larger = [url for url in (_url(image, name, base) for name in full_size) if url]
    url = _url(image, "src", base) or (larger[-1] if larger else None)
    if url is None:
        return None
    if link and is_picture_url(link):
        larger.append(link)
    return Picture(url=url, full_url=larger[0] if larger else url)


def is_picture_url(url: str) -> bool:
    """Whether ``url`` names a picture by its ending."""
    return _PICTURE.search(urlsplit(url).path) is not None


def is_caption(text: str, style: int) -> bool:
    """Whether a block of text right after a picture is its caption.

    It is one where the markup says so, where it stands centered under the picture and is no heading,
    and where it names the picture's source.
    """
    if style & Style.CAPTION:
        return True
    if len(text) > LONGEST_CAPTION or _SOURCE_LINE.match(text):
        return False
    is_heading = style & (Style.HEADING | Style.BOLD)
    return bool(_CREDIT.match(text) or (style & Style.CENTERED and not is_heading))


def _url(image: etree._Element, name: str, base: str) -> str | None:
    value = image.get(name, "")
    return absolute(base, value) if value.strip() else None
