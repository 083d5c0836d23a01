"""Pictures: which address is the picture's, which the largest, and what is a caption."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
_SIGNED = re.compile(r"(?:摄|供图|制图|绘图|图/\S{1,20})\s*[）)】]?$")
_SOURCE_LINE = re.compile(r"[（(]?\s*(?:文章|稿件)来源")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|avif)$", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"/[^/]*(?:blank|loading|placeholder|spacer|transparent|lazy|grey|gray|default)[^/]*$", re.IGNORECASE
)
_SIZE_IN_NAME = re.compile(
    r"_w(?P<width>\d{2,5})h(?P<height>\d{2,5})(?!\d)|(?<!\d)(\d{2,5})[xX](\d{2,5})(?!\d)"
)
_PIXELS = re.compile(r"\s*(\d{1,5})(?:\.\d{1,9})?\s*(?:px)?\s*")
_BETWEEN_VARIANTS = re.compile(r",\s+|(?<=\d[wx]),")
_VARIANT_SIZE = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)[wx]")
LONGEST_SRCSET, MOST_SOURCES = 10_000, 20
"""Characters of a list of variants, and lists for one picture, that are looked at."""


def picture(
    image: etree._Element, link: str | None, base: str, full_size: tuple[str, ...]
) -> Picture | None:
    """The picture that the ``img`` element shows; None for tracking pixels and inline data.

    :param link: absolute URL of the link it stands in.
    :param base: absolute URL that relative references are resolved against.
    :param full_size: attributes that name a larger variant, best first.
    """
    width, height = _stated(image, "width"), _stated(image, "height")
    if (width is not None and width <= 1) or (height is not None and height <= 1):
        return None
    larger = [url for url in (_url(image.get(name), base) for name in full_size) if url]
    larger = list(filter(None, [_url(_widest(image), base)])) + larger
    url = _url(image.get("src"), base)
    if larger and (url is None or _PLACEHOLDER.search(urlsplit(url).path)):
        url = larger[-1]
    if url is None:
        return None
    if link and is_picture_url(link):
        larger.append(link)
    full_url = larger[0] if larger else url
    named = _SIZE_IN_NAME.search(urlsplit(full_url).path.rpartition("/")[2])
    if named:
        width, height = (int(part) for part in named.groups() if part)
    return Picture(url=url, full_url=full_url, width=width, height=height)


def is_picture_url(url: str) -> bool:
    """Whether ``url`` names a picture by its ending."""
    return _PICTURE.search(urlsplit(url).path) is not None


def is_caption(text: str, style: int) -> bool:
    """Whether a block of text right after a picture is its caption.

    It is one where the markup says so, by element or by class; where it stands centered under the
    picture and is no heading; and where it names the picture's source or maker.
    """
    if style & Style.CAPTION:
        return True
    if len(text) > LONGEST_CAPTION or _SOURCE_LINE.match(text):
        return False
    if style & Style.NAMED_CAPTION or _CREDIT.match(text) or _SIGNED.search(text):
        return True
    return bool(style & Style.CENTERED and not style & (Style.HEADING | Style.BOLD))


def _url(value: str | None, base: str) -> str | None:
    return absolute(base, value) if value and value.strip() else None


def _stated(image: etree._Element, name: str) -> int | None:
    """The ``width`` or ``height`` that the element's style or attribute states in pixels."""
    style = image.get("style", "")
    rule = re.search(rf"(?<![\w-]){name}\s*:([^;]{{1,30}})", style) if name in style else None
    found = _PIXELS.fullmatch(rule[1] if rule else image.get(name, ""))
    return int(found[1]) if found else None


def _widest(image: etree._Element) -> str | None:
    """The largest variant that the element, or the ``picture`` element it stands in, lists."""
    lists = [image.get("srcset") or image.get("data-srcset")]
    around = image.getparent()
    while around is not None and around.tag == "source" and len(lists) < MOST_SOURCES:
        lists.append(around.get("srcset"))  # the parser puts a picture inside the `source` before it
        around = around.getparent()
    found = [variant for each in lists if each for variant in _variants(each[:LONGEST_SRCSET])]
    return max(found, default=(0.0, None))[1]


def _variants(srcset: str) -> Iterator[tuple[float, str]]:
    """The size and address of each variant (HTML Standard, section 4.8.4.2.1); one without size is 1."""
    for part in _BETWEEN_VARIANTS.split(srcset):
        address, *sizes = part.split()[:2] or [""]
        size = _VARIANT_SIZE.fullmatch(sizes[0]) if sizes else None
        yield float(size[1]) if size else 1.0, address
