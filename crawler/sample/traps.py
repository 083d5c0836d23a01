"""The traps that real pages set, and the hand-written articles that show them."""

from __future__ import annotations

from crawler.sample import trap_bodies, trap_pages
from crawler.sample.desk import Desk
from crawler.sample.model import SampleArticle

TRAPS = {
    "ad_context": "a div that holds an advertisement",
    "ad_picture": "an advertisement's picture, which is none of the article's",
    "also_listed": "the same post in the listing of another category",
    "app_promotion": "a line that praises an app",
    "blank_end_tag": "end tags with a blank, which some parsers take for text",
    "bold_sentence": "a whole sentence in bold, which is no heading",
    "brackets": "brackets that are part of the text though they look like a source or a note",
    "byline": "a line that names the writers",
    "caption": "a caption in the paragraph after a picture",
    "chart": "a live chart of a security",
    "chart_bare": "a chart without link and without the hidden paragraph before it",
    "chart_twice": "the same chart twice",
    "comment": "comments that stand for pictures",
    "crlf": "paragraphs parted by CRLF",
    "cut_source": "a source line cut by stock tags",
    "cut_words": "stock tags inside words",
    "disclaimer": "a disclaimer in a paragraph of its own",
    "duplicate": "the same article as rolling post and as the medium's post",
    "edited": "an article whose text changes",
    "editor": "the editor's name after the source line",
    "entities": "escaped angle brackets that belong to the text",
    "follow_line": "a line asking to scan a code or to follow an account",
    "forbidden": "a listed page that robots.txt keeps robots away from",
    "gbk_header": "a page in GBK that says so in its header",
    "gbk_meta": "a page in GBK that says so in its markup only",
    "gb_prefix": "a paragraph with tabs, a glued blank and non-breaking blanks around it",
    "heals": "a page that first answers 503",
    "indents": "full-width indents",
    "inner_link": "a link inside the text, to another article",
    "legacy_ending": "the links back in two lines, on an old host",
    "media_differs": "a digest that names another medium than the source line",
    "no_body": "a page without any body",
    "no_category": "a URL without category",
    "no_date": "a page without date",
    "no_ending": "a page without links at its end",
    "no_origin": "a page whose origin is empty",
    "no_title": "a page without title",
    "not_found": "a listed page that is gone",
    "notice": "a post of the site itself, whose URL holds no digits",
    "placeholder_alt": "a picture whose alternative text says nothing",
    "plain_body": "a body of bare text",
    "plain_heading": "a heading without markup, which is read as a paragraph",
    "inner_promotion": "a note inside a paragraph that sends the reader to another article",
    "raw_href": "a link with blanks that are not percent-encoded",
    "redirected": "a listing that still gives the post's old URL",
    "related": "a list of related articles",
    "sector_tag": "a tag on a sector, which is no security",
    "small_picture": "a picture without a larger variant",
    "table": "a table",
    "until_close": "a page that ends with its connection",
}


def traps() -> list[SampleArticle]:
    """All of them."""
    desk = Desk()
    return [
        *trap_bodies.pictures_and_charts(desk),
        *trap_bodies.tags(desk),
        *trap_bodies.paragraphs(desk),
        *trap_bodies.footers(desk),
        *trap_pages.pages(desk),
        *trap_pages.deliveries(desk),
        *trap_pages.outcomes(desk),
        *trap_pages.several_ways(desk),
        trap_pages.notice(),
    ]
