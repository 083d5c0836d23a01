"""The pages of the sample site, in the layout of the source's mirror: its traps are kept on purpose."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

from crawler.sample.columns import Column
from crawler.sample.model import NEWS, Post, SampleArticle

TITLE = "样本新闻"

_DOCUMENT = """<!DOCTYPE html>
<html lang="zh-CN">
  <head>
    {charset}<meta name="viewport" content="width=device-width, initial-scale=1">
    <meta property="og:type" content="website" />
    <meta property="og:title" content="{title}">
    <meta property="og:description" content="{description}">
    <meta property="og:url" content="{url}">
    <title>{title} | 样本新闻</title>
    <link rel="canonical" href="{url}" />
    <meta property="og:site_name" content="样本新闻" />
{head}    <link rel="stylesheet" href="/assets/style.css">
  </head>
  <body>
    <div class="wrapper">
      <header>
        <h1><a href="https://news.sample.newsvault.test/">样本新闻</a></h1>

        <p></p>

      </header>
      <section>

      {section}

      </section>
      <footer>
        <p>&copy; 2025 样本新闻</p>
      </footer>
    </div>
  </body>
</html>
"""
_UTF8 = '<meta charset="UTF-8">\n    '
_GBK = '<meta http-equiv="Content-Type" content="text/html; charset=gbk">\n    '

STYLE = "body { font-family: sans-serif; max-width: 60em; margin: 2em auto; line-height: 1.7 }\n"


def document(
    title: str, url: str, section: str, *, description: str = "", head: str = "", charset: str = _UTF8
) -> str:
    """A whole page. ``title`` and ``description`` go in as they are, unescaped, as the source does it."""
    return _DOCUMENT.format(
        title=title, url=url, section=section, description=description, head=head, charset=charset
    )


def home(shelves: Iterable[tuple[Column, Sequence[tuple[SampleArticle, Post]]]]) -> str:
    """The home page: for each category a heading and its newest posts."""
    parts = []
    for column, entries in shelves:
        items = "\n".join(f"      {_entry(article, post)}" for article, post in entries)
        parts.append(f'<h2 id="{column.tag}">{column.tag}</h2>\n<ul>\n{items}\n  </ul>\n<hr />\n')
    return document("首页", f"{NEWS}/", "\n".join(parts))


def listing_path(slug: str, page: int = 1) -> str:
    """The decoded path of a category's listing: ``/category/<slug>.html``, then ``/<slug>/page2.html``."""
    return f"/category/{slug}.html" if page == 1 else f"/category/{slug}/page{page}.html"


def listing(column: Column, entries: Sequence[tuple[SampleArticle, Post]], page: int, pages: int) -> str:
    """One page of a category's listing, with the link to the next."""
    title = column.heading or column.tag
    items = "\n".join(f"    {_entry(article, post)}" for article, post in entries)
    section = f'<h2 id="{title}">{title}</h2>\n\n<ul>\n{items}\n</ul>\n'
    if page < pages:
        following = _href(listing_path(column.slug, page + 1))
        section += f'<p class="pages"><a class="next" href="{following}">下一页</a></p>\n'
    return document(title, NEWS + _href(listing_path(column.slug, page)), section)


def post_page(article: SampleArticle, post: Post) -> str:
    """A post's page, in Unicode; its metadata repeats the whole body, unescaped."""
    content = _content(post)
    stamp = f"{article.published:%Y-%m-%d %H:%M:%S}" if article.published else ""
    section = (
        f"<small>(GMT+8, Asia/Shanghai, CST) {stamp}</small>\n<h1>{article.title}</h1>\n\n{content}\n\n\n"
        f"  <small>tags: <em>{post.tag}</em></small>\n"
    )
    charset = _UTF8 if post.delivery.charset == "utf-8" else ""
    if post.delivery.declared == "meta":
        charset = _GBK
    return document(
        article.title,
        post.url,
        section,
        description=content,
        head=_metadata(article, post),
        charset=charset,
    )


def share_page(code: str) -> str:
    """A share page: a shell whose script loads the article's JSON."""
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>资讯分享</title></head>
<body><div id="content">正在载入</div>
<script>
  fetch("/NewsData/GetNewsText.do?id={escape(code)}").then(r => r.json()).then(news => {{
    document.getElementById("content").innerHTML = news.content;
  }});
</script></body></html>
"""


def message_page(status: int, text: str) -> str:
    """The page that goes with an error."""
    return document(f"{status}", f"{NEWS}/", f"<h1>{status}</h1>\n<p>{text}</p>")


def _content(post: Post) -> str:
    parts = [f"<blockquote>\n  <p>{post.digest}</p>\n</blockquote>"] if post.digest else []
    parts.append(post.separator.join(block.html for block in post.blocks))
    return "\n\n".join([*parts, *_ending(post)])


def _ending(post: Post) -> list[str]:
    if post.ending == "none":
        return []
    origin = f'<p><a href="{post.origin}">{post.origin}</a></p>' if post.origin else "<p>&lt;&gt;</p>"
    if post.ending == "lines":
        back = f'<a href="../{quote(post.slug)}/">返回{post.tag}</a>'
        return [origin, f"<p>{back}</p>", '<p><a href="//news.sample.newsvault.test/">返回首页</a></p>']
    back = f'<a href="//news.sample.newsvault.test/{quote(post.slug)}/">返回{post.tag}</a>'
    return [origin, f'<p>{back}｜<a href="//news.sample.newsvault.test/">返回首页</a></p>']


def _metadata(article: SampleArticle, post: Post) -> str:
    facts = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": article.title,
        "url": post.url,
    }
    head = ""
    if article.published:
        facts["datePublished"] = article.published.isoformat()
        head = f'    <meta property="article:published_time" content="{article.published.isoformat()}" />\n'
    data = json.dumps(facts, ensure_ascii=False)
    return f'{head}    <script type="application/ld+json">\n{data}</script>\n'


def _entry(article: SampleArticle, post: Post) -> str:
    path = post.old_path or post.path
    href = path if "raw_href" in article.traps else _href(path)
    return f'<li><a href="{href}">{article.title}</a></li>'


def _href(path: str) -> str:
    return quote(path, safe="/()")
