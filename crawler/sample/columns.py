"""The categories of the sample site: names and slugs as awkward as the source's."""

from __future__ import annotations

from dataclasses import dataclass

ROLLING = "滚动新闻"
"""The rolling news' tag, which names no medium."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A category of the sample site."""

    slug: str
    media: str
    """The medium whose posts it lists, as it names itself; empty when it lists several media."""
    tag: str
    """What the site prints for it on the home page and under each post."""
    heading: str = ""
    """What its category page prints as title; not always the medium's name."""
    page_size: int = 500
    """Entries on one page of its listing."""


COLUMNS = (
    Column(slug="gundong", media="", tag=ROLLING, page_size=12),
    Column(slug="jianganzhengquanbao", media="江岸证券报", tag="江岸证券报新闻"),
    Column(slug="meiriyangbenxinwen", media="每日样本新闻", tag="每日样本新闻新闻", heading="样本晚报"),
    Column(slug="haijiatongxunshe", media="海岬通讯社", tag="海岬通讯社新闻"),
    Column(slug="beilingyanjiuzhongxin", media="北岭研究中心", tag="北岭研究中心新闻"),
    Column(slug="anxin guoji(xianggang)", media="安心国际(香港)", tag="安心国际(香港)新闻"),
    Column(slug="songyuanbao  songyuanAPP", media="松原报 松原APP", tag="松原报 松原APP新闻"),
    Column(slug="TechDaily", media="TechDaily", tag="TechDaily新闻"),
    Column(slug="Techdaily", media="Techdaily", tag="Techdaily新闻"),
    Column(slug="qingyukehuduan", media="青屿客户端", tag="青屿客户端新闻"),
    Column(slug="sitenews", media="", tag="站长消息"),
)


def column(slug: str) -> Column:
    """The category of that slug. :raises KeyError: when there is none."""
    return _COLUMNS[slug]


_COLUMNS = {column.slug: column for column in COLUMNS}
