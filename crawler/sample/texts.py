"""Chinese news prose made from parts: invented companies, places, figures; always the same for a seed."""

from __future__ import annotations

from random import Random

COMPANIES = (
    "澜江化工", "云岫电气", "北岭重机", "海岬航运", "松果智能", "青屿生物", "石桥水泥", "拾光半导体",
    "望潮港务", "禾风种业", "赤岩矿业", "星渡软件", "白鹭环保", "千帆物流", "长汀纸业", "晨雾饮品",
)  # fmt: skip
PLACES = ("江岸市", "北岭省", "海岬港", "青屿县", "石桥新区", "望潮湾", "松原路园区", "白鹭洲")
SECTORS = (
    "储能",
    "航运",
    "种业",
    "工业软件",
    "环保设备",
    "冷链物流",
    "特种纸",
    "精细化工",
    "港口服务",
    "医药研发",
)
PRODUCTS = (
    "低温阀门",
    "轻型叉车",
    "盐碱地稻种",
    "电池回收线",
    "潮汐发电机组",
    "控制芯片",
    "可降解薄膜",
    "自动码头系统",
)
ROLES = ("董事会秘书", "生产负责人", "首席工程师", "财务总监", "研究院院长", "海外业务主管")

_TITLES = (
    "{company}：上半年净利润同比增长{percent}%",
    "{company}拟投资{amount}亿元在{place}建设{product}基地",
    "{place}发布{sector}产业三年计划 目标规模{amount}亿元",
    "{sector}板块走强 {company}盘中涨幅超{small}%",
    "{company}与{other}签署{product}供货协议",
    "{place}{sector}企业订单排到年底",
    "{company}{product}项目投产 年产能{number}台",
    "为何{sector}企业纷纷落户{place}？",
    "{company}回应投资者：{product}尚处小批量交付阶段",
    "{place}前五个月{sector}出口增长{percent}%",
)
_SENTENCES = (
    "{company}{month}月{day}日公告，公司上半年实现营业收入{amount}亿元，同比增长{percent}%。",
    "{company}{role}在电话会上表示，{product}的新产线已经完成调试，预计下季度开始交付。",
    "{place}统计部门的数据显示，前五个月{sector}产值达到{amount}亿元，比去年同期高出{percent}%。",
    "受原料价格回落影响，{sector}企业的毛利率普遍改善，其中{company}提高了{small}个百分点。",
    "{company}与{other}约定，在未来三年内共同采购{number}台{product}，首批将运往{place}。",
    "一位参与谈判的人士说，双方在价格上让步不大，真正的分歧在于交货的时间。",
    "记者在{place}看到，运送{product}的货车从清晨排到了傍晚，调度员每隔十分钟报一次车号。",
    "根据规划，{place}将拿出{number}亩土地用于{sector}项目，第一期工程年内动工。",
    "多家机构认为，{sector}的景气度有望延续到明年，但新增产能的释放节奏仍需观察。",
    "{company}的存货较年初下降{percent}%，经营现金流净额转正，达到{small}亿元。",
    "“我们不追求规模，先把每一台{product}的故障率降下来。”{company}{role}说。",
    "该项目总投资{amount}亿元，建成后每年可生产{product}{number}台，带动就业约{number}人。",
    "从区域看，{place}的订单占到全国的{small}%，比上一年度略有提高。",
    "{other}此前也披露过类似计划，不过其{product}业务的收入占比还不到{small}%。",
    "截至收盘，{sector}指数上涨{small}%，成交额较前一交易日放大{percent}%。",
    "{place}商会的调查涵盖{number}家企业，其中超过六成表示会在年内增加人手。",
    "按照协议，货款分四期支付，最后一期以{product}连续运行一百天为前提。",
    "新标准要求{product}的能耗在两年内再降{small}%，不达标的型号将退出采购目录。",
    "由于雨季提前，{place}的施工进度比原计划慢了半个月，施工方称工期仍可赶上。",
    "过去五年，{company}在{sector}方向累计投入研发费用{amount}亿元，取得专利{number}项。",
    "海外客户更在意售后，{company}因此在{place}设立了第一个备件仓库。",
    "有投资者在互动平台提问，{product}是否已经进入{other}的供应名单，公司称以公告为准。",
)
_HEADINGS = (
    "订单从何而来",
    "产能仍是瓶颈",
    "价格回落之后",
    "下一步看什么",
    "{place}的算盘",
    "{sector}进入新周期",
    "谁在买单",
)


def title(random: Random) -> str:
    """A headline."""
    return random.choice(_TITLES).format_map(_facts(random))


def paragraph(random: Random, sentences: int) -> str:
    """A paragraph of so many different sentences."""
    return "".join(form.format_map(_facts(random)) for form in random.sample(_SENTENCES, sentences))


def headings(random: Random, count: int) -> list[str]:
    """So many different section headings, without closing punctuation."""
    return [form.format_map(_facts(random)) for form in random.sample(_HEADINGS, count)]


def _facts(random: Random) -> dict[str, str | int]:
    company, other = random.sample(COMPANIES, 2)
    return {
        "company": company,
        "other": other,
        "place": random.choice(PLACES),
        "sector": random.choice(SECTORS),
        "product": random.choice(PRODUCTS),
        "role": random.choice(ROLES),
        "percent": f"{random.uniform(3, 80):.2f}",
        "small": f"{random.uniform(1, 9.9):.1f}",
        "amount": f"{random.uniform(1, 300):.2f}",
        "number": random.randrange(20, 5000),
        "month": random.randrange(1, 13),
        "day": random.randrange(1, 29),
    }
