from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.dates import from_epoch, read
from crawler.dates.reading import DAY, HOUR, MINUTE, MONTH, SECOND, WEEK, YEAR

SHANGHAI = "Asia/Shanghai"
ZONE = ZoneInfo(SHANGHAI)
MORNING = datetime(2022, 2, 14, 10, 0, 30, 500_000, tzinfo=ZONE)  # a Monday


def shown(text, reference=MORNING, tz=SHANGHAI):
    """What is read, as the site's own clock shows it."""
    found = read(text, tz, reference).instant
    return found and found.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(GMT+8, Asia/Shanghai, CST) 2022-01-21 18:05:40", "2022-01-21 18:05:40"),
        ("2022-02-14 08:21:46 +0800", "2022-02-14 08:21:46"),
        ("2022-02-14T08:21:46+08:00", "2022-02-14 08:21:46"),
        ("2022-02-14T08:21:46.123Z", "2022-02-14 16:21:46"),
        ("2022-02-14T08:21:46-05:00", "2022-02-14 21:21:46"),
        ("2022-02-14t00:21z", "2022-02-14 08:21:00"),
        ("2022年2月14日 08:21", "2022-02-14 08:21:00"),
        ("2022年2月14日 8时21分", "2022-02-14 08:21:00"),
        ("2022年2月14日8时21分46秒", "2022-02-14 08:21:46"),
        ("2022年 02月14日 08:21", "2022-02-14 08:21:00"),
        ("2022 02/14 08:21:46", "2022-02-14 08:21:46"),
        ("2022年2月14日（星期一）08:21", "2022-02-14 08:21:00"),
        ("2022-02-14 星期一 08:21", "2022-02-14 08:21:00"),
        ("2022-02-14 | 08:21", "2022-02-14 08:21:00"),
        ("发布于2022年02月14日08:21 来源：样报", "2022-02-14 08:21:00"),
        ("2022/2/14 8:21", "2022-02-14 08:21:00"),
        ("2022.02.14 08：21", "2022-02-14 08:21:00"),
        ("２０２２－０２－１４　０８：２１", "2022-02-14 08:21:00"),
        ("22年2月14日 8:21", "2022-02-14 08:21:00"),
        ("2022-02-14", "2022-02-14 00:00:00"),
        ("2022年2月14日 15点击", "2022-02-14 00:00:00"),
        ("20220214", "2022-02-14 00:00:00"),
        ("20220214 08:21", "2022-02-14 08:21:00"),
        ("20220214082146", "2022-02-14 08:21:46"),
        ("20220214T002146Z", "2022-02-14 08:21:46"),
        ("二〇二二年二月十四日", "2022-02-14 00:00:00"),
        ("二零二二年十二月二十三日八时二十一分", "2022-12-23 08:21:00"),
        ("二○二二年十月三十日", "2022-10-30 00:00:00"),
        ("二〇二一年十一月廿三日", "2021-11-23 00:00:00"),
        ("民國111年2月14日", "2022-02-14 00:00:00"),
        ("2022年2月14日 8時21分", "2022-02-14 08:21:00"),
        ("1988-05-01 12:00:00", "1988-05-01 12:00:00"),  # Shanghai then kept summer time
        ("2022-02-14 10:30-11:30", "2022-02-14 10:30:00"),  # a span of time, no offset
        ("2022-02-14 24:00", "2022-02-15 00:00:00"),
        ("Mon, 14 Feb 2022 08:21:46 +0800", "2022-02-14 08:21:46"),
        ("Mon, 14 Feb 2022 08:21:46 GMT", "2022-02-14 16:21:46"),
        ("14 Feb 22 00:21 UT", "2022-02-14 08:21:00"),
        ("Sat, 12 Feb 2022 07:00:00 EST", "2022-02-12 20:00:00"),
        ("Mon, 14 Feb 2022 08:21:46 CST", "2022-02-14 08:21:46"),
        ("Mon Feb 14 08:21:46 CST 2022", "2022-02-14 08:21:46"),
        ("February 14, 2022 8:21 PM", "2022-02-14 20:21:00"),
        ("Sept. 1st, 2021", "2021-09-01 00:00:00"),
        ("14-Feb-2022 08:21", "2022-02-14 08:21:00"),
        ("14/02/2022 08:21", "2022-02-14 08:21:00"),
        ("02/14/2022", "2022-02-14 00:00:00"),
        ("03/03/2022", "2022-03-03 00:00:00"),
    ],
)
def test_a_date_with_its_year_needs_no_reference(text, expected):
    assert shown(text) == shown(text, None) == expected


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("上午8点", "08:00"),
        ("上午12时", "00:00"),
        ("凌晨12点30分", "00:30"),
        ("凌晨3点", "03:00"),
        ("早上8点半", "08:30"),
        ("中午12点", "12:00"),
        ("中午1点", "13:00"),
        ("下午3时20分", "15:20"),
        ("下午12:30", "12:30"),
        ("下午15:30", "15:30"),
        ("下午三点", "15:00"),
        ("傍晚6点", "18:00"),
        ("晚上8:21", "20:21"),
        ("深夜1点", "01:00"),
        ("深夜11点", "23:00"),
        ("8:21 AM", "08:21"),
        ("12:21 am", "00:21"),
        ("12:21 p.m.", "12:21"),
    ],
)
def test_parts_of_the_day_are_heard(time, expected):
    assert shown(f"2022年2月11日{time}") == f"2022-02-11 {expected}:00"


def test_midnight_by_its_evening_is_the_next_day():
    assert shown("2022年2月11日晚上12点") == "2022-02-12 00:00:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("刚刚", "2022-02-14 10:00:30"),
        ("30秒前", "2022-02-14 10:00:00"),
        ("5分钟前", "2022-02-14 09:55:30"),
        ("3小时前", "2022-02-14 07:00:30"),
        ("3小時前", "2022-02-14 07:00:30"),
        ("1小时30分钟前", "2022-02-14 08:30:30"),
        ("3个小时以前", "2022-02-14 07:00:30"),
        ("两小时前", "2022-02-14 08:00:30"),
        ("半小时前", "2022-02-14 09:30:30"),
        ("12小时前", "2022-02-13 22:00:30"),
        ("3天前", "2022-02-11 00:00:00"),
        ("3天前 08:21", "2022-02-11 08:21:00"),
        ("1周前", "2022-02-07 00:00:00"),
        ("2个月前", "2021-12-16 00:00:00"),
        ("1年前", "2021-02-14 00:00:00"),
        ("昨天 08:21", "2022-02-13 08:21:00"),
        ("昨日晚上8点", "2022-02-13 20:00:00"),
        ("昨晚8点半", "2022-02-13 20:30:00"),
        ("今晨6:05", "2022-02-14 06:05:00"),
        ("前天", "2022-02-12 00:00:00"),
        ("大前天 12:00", "2022-02-11 12:00:00"),
        ("今天 08:21", "2022-02-14 08:21:00"),
        ("今天08:21发布", "2022-02-14 08:21:00"),
        ("昨天发布", "2022-02-13 00:00:00"),
        ("今天 10:05", "2022-02-14 10:05:00"),  # clocks differ by some minutes
        ("星期三", "2022-02-09 00:00:00"),
        ("周一 09:00", "2022-02-14 09:00:00"),
        ("上周三 12:00", "2022-02-09 12:00:00"),
        ("星期天", "2022-02-13 00:00:00"),
        ("2月11日", "2022-02-11 00:00:00"),
        ("2月11日 星期五 08:21", "2022-02-11 08:21:00"),
        ("二月十一日 8时", "2022-02-11 08:00:00"),
        ("02-11 08:21", "2022-02-11 08:21:00"),
        ("2/11 8:21", "2022-02-11 08:21:00"),
        ("[02-11]", "2022-02-11 00:00:00"),
        ("12月30日 23:59", "2021-12-30 23:59:00"),
        ("2月29日", "2020-02-29 00:00:00"),
    ],
)
def test_other_times_are_counted_from_the_reference(text, expected):
    assert shown(text) == expected
    assert read(text, SHANGHAI).instant is None


def test_the_day_of_the_reference_is_that_of_the_zone():
    late = datetime(2022, 2, 13, 17, 0, tzinfo=UTC)  # 01:00 of the 14th in Shanghai
    assert shown("昨天 08:21", late) == "2022-02-13 08:21:00"
    new_year = datetime(2021, 12, 31, 16, 5, tzinfo=UTC)
    assert shown("1月1日 00:03", new_year) == "2022-01-01 00:03:00"
    assert shown("12月31日 23:58", new_year) == "2021-12-31 23:58:00"


def test_beijing_time_is_that_wherever_the_site_is():
    assert shown("北京时间2022年2月14日 08:21", tz="America/New_York") == "2022-02-14 08:21:00"


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2022-02-14 08:21:46", SECOND),
        ("2022-02-14 08:21", MINUTE),
        ("2022年2月14日8时", HOUR),
        ("2022-02-14", DAY),
        ("昨天", DAY),
        ("5分钟前", MINUTE),
        ("3小时前", HOUR),
        ("2周前", WEEK),
        ("2个月前", MONTH),
        ("2年前", YEAR),
    ],
)
def test_it_is_said_how_precise_a_time_is(text, precision):
    found = read(text, SHANGHAI, MORNING)
    assert found.precision == precision
    assert found.problems == (["date_approximate"] if precision > MINUTE else [])


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2022",
        "2022-02-14 08:21 / 2022-02-15 09:00",
        "2022年2月14日至2022年2月16日",
        "今天 23:50",
        "周一 23:50",
        "2月14日 23:00",
        "2月15日",
        "昨天 08:21 前天 09:00",
    ],
)
def test_what_may_be_two_times_is_ambiguous_and_none(text):
    found = read(text, SHANGHAI, MORNING)
    assert (found.instant, found.ambiguous, found.problems) == (None, True, ["date_ambiguous"])


@pytest.mark.parametrize(
    "text",
    [
        "2022-02-14 08:21，更新于2022-02-15 09:00",
        "更新时间：2022-02-15 09:00 发布时间：2022-02-14 08:21",
        "2022-02-14 08:21:00 / 2022年2月14日 08:21",
        "2022-02-14 08:21（2022年2月14日）",
        "2022-02-14 08:21 3天前",
    ],
)
def test_a_change_a_repetition_or_a_coarser_word_is_no_second_time(text):
    assert shown(text) == "2022-02-14 08:21:00"


def test_a_time_of_change_is_read_where_there_is_no_other():
    assert shown("最后更新：2022-02-15 09:00") == "2022-02-15 09:00:00"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+0800",
        "(GMT+8, Asia/Shanghai, CST) ",
        "2022-02-30 10:00:00",
        "2022-02-14 25:00",
        "2022-13-01",
        "12022-02-14",
        "202202142274984759",
        "0001-01-01 00:00:00",
        "9999-12-31 23:59:59 -1200",
        "来源：今日头条",
        "每周一歌",
        "目前天气晴",
        "2020年前",
        "5月前完成",
        "3:2",
        "第12期",
        "本周日 12:00",
        "2月31日",
    ],
)
def test_guesses_nothing(text):
    assert read(text, SHANGHAI, MORNING).instant is None


@given(st.text() | st.text("0123456789年月日时点分秒前昨今天周星期小个半:-/+. TZAPMJanFeb", max_size=60))
@example("0000-00-00 00:00:00")
@example("999天前 99:99")
@example("0月0日")
def test_any_text_gives_a_time_in_utc_or_nothing(text):
    for reference in (None, MORNING):
        found = read(text, SHANGHAI, reference)
        assert found.instant is None or found.instant.tzinfo is UTC
        assert not (found.ambiguous and found.instant)


INSTANTS = st.integers(694_224_000, 4_102_000_000).map(lambda count: datetime.fromtimestamp(count, UTC))
COUNTED = st.one_of(
    st.builds("{}{}前".format, st.integers(0, 999), st.sampled_from(["秒", "分钟", "小时", "天", "周"])),
    st.builds(
        "{}{:02}:{:02}".format, st.sampled_from(["今天", "昨天 ", "前天"]), *2 * [st.integers(0, 59)]
    ),
    st.builds("{}月{}日 {:02}:00".format, st.integers(1, 12), st.integers(1, 31), st.integers(0, 23)),
    st.builds("{}星期{}".format, st.sampled_from(["", "上", "本"]), st.sampled_from("一二三四五六日")),
)


@given(COUNTED, INSTANTS)
def test_what_is_counted_from_the_reference_never_lies_ahead_of_it(text, reference):
    found = read(text, SHANGHAI, reference).instant
    assert found is None or found <= reference + timedelta(minutes=10)


@given(INSTANTS)
def test_every_instant_is_read_back_from_its_prints(instant):
    local = instant.astimezone(ZONE)
    for form in (
        "%Y-%m-%d %H:%M:%S",
        "%Y年%m月%d日%H时%M分%S秒",
        "%a, %d %b %Y %H:%M:%S %z",
        "%Y%m%d%H%M%S",
    ):
        assert read(local.strftime(form), SHANGHAI).instant == instant
    assert read(instant.isoformat(), SHANGHAI).instant == instant


@pytest.mark.parametrize("value", [1644798106, 1644798106000, "1644798106"])
def test_epochs_are_of_seconds_or_milliseconds(value):
    assert from_epoch(float(value)).instant == datetime(2022, 2, 14, 0, 21, 46, tzinfo=UTC)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e30])
def test_no_time_is_beyond_the_calendar(value):
    assert from_epoch(value).instant is None
