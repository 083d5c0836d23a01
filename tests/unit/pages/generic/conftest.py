"""Pages in the layouts of several kinds of CMS, with sentences of our own."""

from __future__ import annotations

import json

import pytest

TITLE = "城南新区首条环湖绿道今日贯通"
SENTENCES = [
    "城南新区首条环湖绿道今天全线贯通，全长十八公里，沿途设有六处驿站和三座观景平台。",
    "项目负责人介绍，绿道于去年三月动工，建设期间保留了原有的两千余棵乔木，并修复了湖岸湿地。",
    "附近居民李女士说，过去散步要绕行公路，现在出门十分钟就能走到湖边，“孩子们也有了骑车的地方”。",
    "按照规划，新区明年还将建设两条支线，把学校、社区与绿道连接起来，预计惠及八万人。",
]
NAVIGATION = "".join(f'<li><a href="/c{n}/">频道{n}</a></li>' for n in range(30))
RELATED = "".join(
    f'<li><a href="/2024/{n}.html">相关的另一篇文章标题，第{n}条，与正文无关</a></li>' for n in range(20)
)
COMMENTS = "".join(
    f"<div><span>网友{n}</span><p>这个地方我去过，风景确实不错，建议大家周末去看看，第{n}楼。</p></div>"
    for n in range(9)
)
FOOT = "<div class=footer>关于我们 | 联系我们 | 版权所有 示例网 京ICP备00000000号 举报电话：000</div>"
PARAGRAPHS = "".join(f"<p>　　{sentence}</p>" for sentence in SENTENCES)


def page(body, head="", title=TITLE + "_新闻中心_示例网"):
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title>{head}</head>"
        f"<body><ul class=nav>{NAVIGATION}</ul>{body}{FOOT}</body></html>"
    )


def newspaper():
    return page(
        f"<div class=main><h1>{TITLE}</h1><div class=info><span>2024年05月13日 14:30</span> "
        f"<span>来源：<a href=/>示例日报</a></span> <span>字号 大 中 小</span></div>"
        f'<div class="TRS_Editor">{PARAGRAPHS}<p>（责任编辑：王某）</p></div>'
        f"<div class=related><h3>相关新闻</h3><ul>{RELATED}</ul></div></div>"
    )


def portal_with_comments():
    return page(
        f"<div class=wrap><div class=left><h1 class=tit>{TITLE}</h1>"
        f"<p class=meta>2024-05-13 14:30:08 来源: 示例日报 作者：张三</p>"
        f"<div id=content>{PARAGRAPHS}</div><div class=xgyd><b>推荐阅读</b><ul>{RELATED}</ul></div>"
        f"<div class=pinglun>{COMMENTS}</div></div><div class=right><ul>{RELATED}</ul></div></div>"
    )


def nested_sections():
    blocks = "".join(
        f"<section><section><section><span>{s}</span></section></section></section>" for s in SENTENCES
    )
    return page(
        f'<div class="rich_media"><h2 class="rich_media_title">{TITLE}</h2><em id="publish_time"></em>'
        f'<div id="js_content" style="visibility: hidden; opacity: 0;">{blocks}</div></div>'
        '<script>var ct = "1715581800"; var nick = "x";</script>',
        f'<meta property="og:title" content="{TITLE}"><meta name="source" content="示例日报">',
        title="",
    )


def government_table():
    return page(
        f"<table><tr><td class=title>{TITLE}</td></tr><tr><td>发布日期：2024-05-13 14:30 "
        f"来源：示例日报 浏览次数：12</td></tr>"
        f"<tr><td id=zoom>{'<br>'.join('　　' + each for each in SENTENCES)}</td></tr>"
        f"<tr><td>【打印】【关闭】</td></tr></table>",
        f'<meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="2024-05-13 14:30">',
    )


def linked_data():
    facts = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "示例网"},
            {
                "@type": "NewsArticle",
                "headline": TITLE,
                "datePublished": "2024-05-13T14:30:00+08:00",
                "author": {"@type": "Person", "name": "张三"},
            },
        ],
    }
    return page(
        f"<main><h1>{TITLE}</h1><article>{PARAGRAPHS}</article></main>",
        f'<script type="application/ld+json">{json.dumps(facts)}</script>'
        '<meta name="source" content="示例日报">',
    )


def broken_linked_data():
    return page(
        f"<main><h1>{TITLE}</h1><article>{PARAGRAPHS}</article></main>",
        '<script type="application/ld+json">{"@type": "NewsArticle",'
        ' "datePublished": "2024-05-13T14:30:00+08:00", "description": "它说"你好"",}</script>'
        '<meta name="mediaid" content="示例日报">',
    )


def text_field():
    return page(
        f"<h1>{TITLE}</h1><div class=info>2024-05-13 14:30　来源：示例日报</div>"
        f"<textarea class=article-content>{PARAGRAPHS}</textarea><ul>{RELATED}</ul>"
    )


def script_data():
    data = json.dumps({"title": TITLE, "publishTime": "2024-05-13 14:30:00", "content": PARAGRAPHS})
    return page(
        f"<div id=app></div><script>window.__DATA__ = {data}</script>",
        f'<meta property="og:title" content="{TITLE}"><meta name="source" content="示例日报">',
    )


def unlabelled_medium():
    return page(
        f'<div class="article-box"><h1>{TITLE}</h1>'
        "<div><span>示例日报</span> <span>2024-05-13 14:30:21</span></div>"
        f'<div class="article-body">{PARAGRAPHS}</div></div>',
        title=TITLE,
    )


def split_date():
    return page(
        "<div class=header><div><span class=year><em>2024</em></span>"
        "<span class=day><em>05</em>/<em>13</em></span><span class=time>14:30:21</span></div>"
        f"<h1><span>{TITLE}</span></h1><div>来源：示例日报</div></div>"
        f"<div id=detail>{PARAGRAPHS}</div>"
    )


LAYOUTS = {
    each.__name__: each()
    for each in (
        newspaper,
        portal_with_comments,
        nested_sections,
        government_table,
        linked_data,
        broken_linked_data,
        text_field,
        script_data,
        unlabelled_medium,
        split_date,
    )
}


@pytest.fixture(params=list(LAYOUTS))
def layout(request):
    return LAYOUTS[request.param]


@pytest.fixture
def layouts():
    return LAYOUTS


@pytest.fixture
def sentences():
    return SENTENCES


@pytest.fixture
def title():
    return TITLE
