"""The parts of an article's body: the markup that the page shows, beside its right reading."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape

from crawler.items import FooterLine, Link, Ticker

QUOTES = "http://quote.sample.newsvault.test/unify/r/"
PICTURES = "https://news.sample.newsvault.test/download/"
CHARTS = "https://webquoteklinepic.sample.newsvault.test/GetPic.aspx"

_MICS = {"0": "XSHE", "1": "XSHG", "116": "XHKG", "105": "XNAS", "106": "XNYS", "107": "XASE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """A piece of running text."""

    html: str
    """Its markup, stock tags included."""
    untagged: str
    """Its markup in the share JSON's ``text``, which bears no stock tags."""
    text: str
    """What a reader sees."""
    tickers: tuple[Ticker, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a body. What is empty, the block does not give."""

    html: str
    """Its markup, stock tags included."""
    untagged: str
    """Its markup without stock tags."""
    paragraph: str = ""
    heading: bool = False
    picture: tuple[str, str, str] | None = None
    """URL as placed, URL of the full size, caption."""
    rows: tuple[tuple[str, ...], ...] = ()
    tickers: tuple[Ticker, ...] = ()
    links: tuple[Link, ...] = ()
    footer: tuple[FooterLine, ...] = ()
    authors: tuple[str, ...] = ()


def ticker(symbol: str, name: str, found: str) -> Ticker:
    """The security that a right reading makes of ``<market>.<code>``."""
    market, _, code = symbol.partition(".")
    return Ticker(symbol=symbol, code=code, market=_MICS.get(market, market), name=name, found=found)


def words(text: str) -> Inline:
    """Plain text, escaped."""
    return Inline(html=escape(text, quote=False), untagged=escape(text, quote=False), text=text)


def markup(html: str, text: str) -> Inline:
    """Markup as it stands, and the text it renders."""
    return Inline(html=html, untagged=html, text=text)


def stock(symbol: str, name: str) -> Inline:
    """A stock tag: unwrapped, and a ticker."""
    code = symbol.replace(".", ",")
    html = (
        f'<span id="stock_{symbol}"><a href="{QUOTES}{symbol}" class="keytip" data-code="{code}">{name}</a>'
        f'</span><span id="quote_{symbol}"></span>'
    )
    return Inline(html=html, untagged=name, text=name, tickers=(ticker(symbol, name, "tag"),))


def sector(symbol: str, name: str) -> Inline:
    """A tag on a sector's name: unwrapped, no security and so no ticker."""
    code = symbol.replace(".", ",")
    html = (
        f'<span id="bk_{symbol}"><a href="{QUOTES}{symbol}" class="keytip" data-code="{code}">{name}</a>'
        f'</span><span id="bkquote_{symbol}"></span>'
    )
    return Inline(html=html, untagged=name, text=name)


def keyword(symbol: str, name: str) -> Inline:
    """A tag on any word that happens to be a company's short name: unwrapped, no ticker."""
    code = symbol.replace(".", ",")
    attributes = f'web="1" href="{QUOTES}{symbol}" class="em_stock_key_common" data-code="{code}"'
    html = f"<span {attributes}>{name}</span>"
    return Inline(html=html, untagged=name, text=name)


def info(name: str) -> Inline:
    """A tag on a term of the glossary, which may stand inside a word: unwrapped, no ticker."""
    html = f'<span id="Info.1"><a href="{QUOTES}info" class="infokey">{name}</a></span>'
    return Inline(html=html, untagged=name, text=name)


def link(url: str, text: str) -> Inline:
    """A hyperlink inside the text."""
    html = f'<a href="{url}">{text}</a>'
    return Inline(html=html, untagged=html, text=text, links=(Link(url=url, text=text),))


def block(*parts: Inline | str, open_tag: str = "<p>", close_tag: str = "</p>") -> Block:
    """A paragraph of running text."""
    pieces = [words(part) if isinstance(part, str) else part for part in parts]
    return Block(
        html=open_tag + "".join(piece.html for piece in pieces) + close_tag,
        untagged=open_tag + "".join(piece.untagged for piece in pieces) + close_tag,
        paragraph="".join(piece.text for piece in pieces).strip(),
        tickers=tuple(found for piece in pieces for found in piece.tickers),
        links=tuple(found for piece in pieces for found in piece.links),
    )


def heading(text: str, close_tag: str = "</strong></p>") -> Block:
    """A short bold paragraph: a heading."""
    return replace(block(text, open_tag="<p><strong>", close_tag=close_tag), heading=True)


def footer(kind: str, *parts: Inline | str, open_tag: str = "<p>", close_tag: str = "</p>") -> Block:
    """A line that a right reading takes out of the text, and keeps in the footer under ``kind``."""
    line = block(*parts, open_tag=open_tag, close_tag=close_tag)
    return replace(
        line, paragraph="", tickers=(), links=(), footer=(FooterLine(kind=kind, text=line.paragraph),)
    )


def source(media: str, *parts: Inline | str) -> Block:
    """The source line; ``parts`` spell the name where stock tags cut it."""
    return footer("source", "（文章来源：", *(parts or (media,)), "）", open_tag='<p class="em_media">')


def byline(text: str, *authors: str) -> Block:
    """A line that names the writers."""
    return replace(footer("author", text), authors=authors)


def promoted(text: str, note: Inline) -> Block:
    """A paragraph that ends with a note in brackets, a promotion that a right reading takes out of it."""
    whole = block(text, "（", note, "）")
    return replace(whole, paragraph=text, footer=(FooterLine(kind="promotion", text=f"（{note.text}）"),))


def invisible(html: str) -> Block:
    """Markup that gives nothing at all."""
    return Block(html=html, untagged=html)


def chart(symbol: str, *, anchor: bool = True, hidden: bool = True) -> Block:
    """A live chart between its comments: taken out, its security kept as a ticker."""
    code = symbol.partition(".")[2]
    picture = (
        f'<img src="{CHARTS}?nid={symbol}&imageType=k&token=0&at=1" border="0" alt="K图 {code}_0" '
        f'data-code="K {code}|0|2" style="border:#d1d1d1 1px solid;" width="578" height="276" />'
    )
    if anchor:
        picture = f'<a href="{QUOTES}{symbol}" class="EmImageRemark" target="_blank">{picture}</a>'
    html = (
        ('<p style="display:none;height:1px;overflow:hidden;"><br /></p>' if hidden else "")
        + "<!-- EM_StockImg_Start -->"
        + f'<p style="text-align:center;">{picture}</p><!-- EM_StockImg_End -->'
    )
    return Block(html=html, untagged=html, tickers=(ticker(symbol, "", "chart"),))


def picture(
    name: str, *, full: bool = True, alt: str = "Image", caption: str = "", kind: str = "png"
) -> Block:
    """A picture of the article's own of that name and ``kind``, its caption in a paragraph after it."""
    url, full_url = f"{PICTURES}{name}.{kind}", f"{PICTURES}{name}_o.{kind}"
    larger = f' orginial_src="{full_url}"' if full else ""
    html = (
        f'<center><img src="{url}" alt="{alt}" width="552"{larger} '
        'style="border:#d1d1d1 1px solid;padding:3px;margin:5px 0;" /></center>'
    )
    if caption:
        html += f'<p style="text-align:center;">{caption}</p>'
    return Block(html=html, untagged=html, picture=(url, full_url if full else url, caption))


def table(rows: tuple[tuple[str, ...], ...]) -> Block:
    """A table, its first row the header."""
    head = "".join(f"<th>{cell}</th>" for cell in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows[1:])
    html = f'<table border="0"><tbody><tr>{head}</tr>{body}</tbody></table>'
    return Block(html=html, untagged=html, rows=rows)
