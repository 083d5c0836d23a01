"""What a page needs to be seen as it was."""

from __future__ import annotations

import time

import pytest

from crawler.pages.requisites import requisites, requisites_of_style

PAGE = "https://a.example/p/q.html"


@pytest.mark.parametrize(
    ("html", "urls"),
    [
        ('<img src="/a.png">', ["https://a.example/a.png"]),
        ("<IMG alt=x SRC = a.png>", ["a.png"]),
        ("<img alt=x src=a.png#x>", ["https://a.example/p/a.png"]),
        ('<img src="l.gif" data-src="a.png?b=1&amp;c=2">', ["l.gif", "a.png?b=1&c=2"]),
        ('<img data-original="a.png"/>', ["a.png"]),
        ('<img src="a.png" orginial_src="b.png" alt_src_text="c.png">', ["a.png", "b.png"]),
        ('<img src="a.png" src="b.png">', ["a.png"]),
        ('<img srcset="a.png 1x, b,c.png 2x,d.png 3x">', ["a.png", "b,c.png", "d.png"]),
        ('<picture><source data-srcset="a.webp 480w"><img src="a.jpg"></picture>', ["a.webp", "a.jpg"]),
        ('<link rel="stylesheet" href="a.css"><link href="b.ico" rel="shortcut ICON">', ["a.css", "b.ico"]),
        ('<link rel="canonical" href="c.html"><link rel="alternate" href="feed.xml">', []),
        ('<base href="/d/"><img src="a.png">', ["https://a.example/d/a.png"]),
        ('<p style="background:url(&quot;a.png&quot;)">', ["a.png"]),
        ("<style>@import 'a.css'; p { background: URL( b.png ) }</style>", ["a.css", "b.png"]),
        ('<img src="data:image/png;base64,AAAA"><img src="javascript:1"><img src="">', []),
        (
            '<img src="a.gif" width="1" height="1"><img src="b.gif" height=0><img src=c.png width=10>',
            ["c.png"],
        ),
        ('<script src="a.js"></script><iframe src="b.html"></iframe><a href="c.html">', []),
        (
            '<img src="a.png"><img src="a.png#2"><img src="http://b.example/a.png">',
            ["a.png", "http://b.example/a.png"],
        ),
        (f'<img src="{"a" * 3000}.png">', []),
    ],
)
def test_pictures_styles_and_icons_are_found(html, urls):
    wanted = [url if ":" in url else f"https://a.example/p/{url}" for url in urls]
    assert requisites(html, PAGE, 99) == wanted


def test_a_stylesheet_embeds_styles_fonts_and_pictures():
    css = '@import url("x.css"); @font-face { src: url(f.woff2) format("woff2"), url(data:font/x,AA) }'
    assert requisites_of_style(css, "https://a.example/css/a.css", 99) == [
        "https://a.example/css/x.css",
        "https://a.example/css/f.woff2",
    ]


def test_a_stylesheet_knows_no_entities():
    css = "a { background: url(a.png?x=1&copy=2) }"
    assert requisites_of_style(css, PAGE, 9) == ["https://a.example/p/a.png?x=1&copy=2"]


def test_no_more_are_taken_than_wanted():
    html = "".join(f"<img src={number}.png>" for number in range(10))
    assert len(requisites(html, PAGE, 3)) == 3


@pytest.mark.parametrize(
    "piece",
    ["<img ", "url(", "url( ", "@import ", '<img srcset="a,', '<img a="', "<link rel=", "<img a=b "],
)
def test_hostile_pages_take_time_in_proportion(piece):
    def seconds(size):
        began = time.process_time()
        requisites(piece * (size // len(piece)), PAGE, 200)
        return time.process_time() - began

    seconds(1000)
    assert seconds(400_000) < 20 * seconds(100_000) + 0.1
