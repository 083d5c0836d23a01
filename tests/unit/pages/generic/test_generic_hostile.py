"""Pages made to break a reader: a result or a clear error, in bounded time, whatever they hold."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import PageError
from crawler.pages.article import read_article
from crawler.sites import UNDECLARED

AT = datetime(2024, 5, 20, tzinfo=UTC)
SENTENCE = "这是一个足够长的句子，里面有标点，也有文字，用来充当正文的一个段落。"
MUCH = 200_000
LINKED = f'<script type="application/ld+json">%s</script><p>{SENTENCE * 4}</p>'

HOSTILE = {
    "many paragraphs": f"<div>{f'<p>{SENTENCE}</p>' * 20_000}</div>",
    "many links": "<a href=/x>链接，</a>" * 50_000 + f"<p>{SENTENCE}</p>",
    "many blocks without text": "<div></div>" * 50_000 + f"<p>{SENTENCE}</p>",
    "deep": "<div>" * 250 + SENTENCE * 4 + "</div>" * 250,
    "a long title": f"<title>{'标题_' * MUCH}</title><h1>{'标题_' * 40}</h1><p>{SENTENCE * 4}</p>",
    "many titles": "<title>甲乙丙丁戊己庚辛</title>" + "<h1>甲乙丙丁戊己庚辛</h1>" * 20_000 + SENTENCE * 4,
    "many separators": f"<title>{'a - b | ' * 5000}</title><p>{SENTENCE * 4}</p>",
    "digits": f"<h1>标题标题</h1><div>{'2024-05-' * 20_000}</div><p>{SENTENCE * 4}</p>",
    "blanks": f"<h1>标题标题</h1><div>来源：{' ' * MUCH}x</div><p>{SENTENCE * 4}</p>",
    "a long source": f"<h1>标题标题</h1><div>{'来源：' * MUCH}</div><p>{SENTENCE * 4}</p>",
    "a long class": f'<div class="{"comment " * MUCH}"><p>{SENTENCE * 4}</p></div>',
    "deep json": LINKED % ("[" * MUCH),
    "wide json": LINKED % ('{"a":[' + "{}," * MUCH + "{}]}"),
    "quotes": f'<script>"content":"{chr(92) * MUCH}</script><p>{SENTENCE[:10]}</p>',
    "fields": "<script>" + '"content":"' * MUCH + "</script><p>短</p>",
    "commas": LINKED % ('{"a":1,' + " " * 50_000 + "x}"),
    "metas": '<meta name=source content="一">' * 50_000 + f"<p>{SENTENCE * 4}</p>",
    "times": "<time datetime=x></time>" * 50_000 + f"<p>{SENTENCE * 4}</p>",
    "hidden": "<div style='display:none'>" * 200 + SENTENCE + "</div>" * 200,
}


def read(html):
    try:
        return read_article(html, "https://news.example.test/1.html", UNDECLARED, AT)
    except PageError as error:
        return str(error)


@pytest.mark.parametrize("html", HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_page_is_read_or_refused_before_long(html):
    done = []
    thread = threading.Thread(target=lambda: done.append(read(html)), daemon=True)
    thread.start()
    thread.join(20)
    assert done
    assert isinstance(done[0], str) or done[0].html


@given(st.text(alphabet="<>/=\"' abpdivh1script来源：，。2024-05\x00\u2028\ud800é", max_size=400))
def test_any_text_gives_an_article_or_a_sentence(html):
    assert read(html)


@given(
    st.lists(
        st.sampled_from(["<div>", "</div>", "<a href=x>", "</a>", "<p>", SENTENCE, "<!--", "-->", "<br>"])
    )
)
def test_any_order_of_tags_gives_an_article_or_a_sentence(parts):
    assert read("".join(parts))
