"""Numbers and dates as Chinese news writes them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from monitor.model import Period, Quantity

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "K": 10**3, "M": 10**6, "B": 10**9}
_NUMBER = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?(?:[十百千]?[万亿]{1,2}|[百千]|[KMB](?![A-Za-z]))?|"
    r"[零一二两三四五六七八九十][零一二两三四五六七八九十百千万亿]*"
)
_MONEY = {
    "美元": "USD", "人民币": "CNY", "元人民币": "CNY", "元": "CNY", "欧元": "EUR", "英镑": "GBP", "日元": "JPY",
    "港元": "HKD", "港币": "HKD", "新台币": "TWD", "韩元": "KRW", "澳元": "AUD", "加元": "CAD", "瑞士法郎": "CHF",
    "卢布": "RUB", "新加坡元": "SGD",
}  # fmt: skip
_MEASURES = (
    "公里|千米|厘米|毫米|纳米|米|公斤|千克|克|吨|公顷|平方公里|平方米|小时|分钟|秒|天|年|周|岁|度|升|千瓦时|兆瓦|吉瓦|千瓦|瓦|"
    "人次|人|次|倍|页|轮|票|参数|tokens?|GB|TB|MB|纳秒|毫秒|比特|字|分"
)
_CLASSIFIERS = "|".join("家名个位款台辆条项座所艘架只张件份起层间套部场种户枚颗股笔批支块处头匹篇首副把届")
_SUFFIXES = "师员者人家机器车股店厂所院校国户站场费率片卡型口行组队团部件岗"
_MODIFIERS = {
    **dict.fromkeys(("约", "大约", "近", "将近", "接近", "大概", "左右", "上下", "约为"), "approx"),
    **dict.fromkeys(("超过", "逾", "至少", "不少于", "不低于", "超", "多于", "高于", "最少", "以上"), "lower"),
    **dict.fromkeys("最多 不超过 至多 高达 多达 最高 不到 少于 低于 不足 以下 以内".split(), "upper"),
}  # fmt: skip
_MODIFIER = "|".join(sorted(_MODIFIERS, key=len, reverse=True))
_UNIT = "|".join(
    (
        r"(?P<points>个百分点)",
        r"(?P<percent>[%％])",
        rf"(?P<money>{'|'.join(sorted(_MONEY, key=len, reverse=True))})",
        r"(?P<month>个月)",
        rf"(?P<classifier>{_CLASSIFIERS})(?P<noun>\s?tokens?|[\u4e00-\u9fff]{{0,4}})",
        rf"(?P<measure>{_MEASURES})",
        r"(?P<plain>[\u4e00-\u9fff]{2,4})",
    )
)
_QUANTITY = re.compile(
    rf"(?P<before>{_MODIFIER})?(?:(?P<percentage>百分之(?P<per>{_NUMBER}))|(?P<bottom>[二三四五六七八九十])分之(?P<top>[一二两三四五六七八九])"
    rf"|(?P<low>(?<![A-Za-z0-9.\-第]){_NUMBER})(?:[至到\-—~～](?P<high>{_NUMBER}))?(?P<extra>余|多)?\s?(?:{_UNIT})?(?P<after>左右|上下|以上|以下|以内)?"
    r"|第(?P<ordinal>[一二三四五六七八九十]+|\d+)(?P<counter>[家名个位款台次])|(?P<double>翻(?:了)?一番|翻(?:了)?(?:一)?倍)|"
    r"(?P<half>一半|半数))"
)
_FUNCTION = frozenset("的了在被将和与及已因是由从到至为对于并且但而或后前中上下内外就都也还这那其该每等以可会要")
_TIME_UNITS = frozenset({"年", "天", "周", "月", "小时", "分钟", "秒"})
_DATE = re.compile(
    r"(?P<year>(?:19|20)\d\d年|去年|今年|明年|前年|后年)?(?:(?P<month>\d{1,2})月(?:份)?(?:(?P<day>\d{1,2})[日号])?|"
    r"(?P<half>上半年|下半年)|第?(?P<quarter>[一二三四1-4])季度|(?P<end>年底|年末|年初))"
    r"|(?P<only>(?:19|20)\d\d年|去年|今年|明年|前年|后年)|(?P<which>上|本|这|下)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
    r"|(?P<week>上周|本周|下周|上个?月|本月|这个月|下个?月)|(?P<near>前天|昨日|昨天|昨晚|今日|今天|今晚|明日|明天|后天|当日|当天)|"
    r"(?<![\d月])(?P<dayonly>\d{1,2})[日号]"
)
_YEARS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
_NEAR = {"前天": -2, "昨日": -1, "昨天": -1, "昨晚": -1, "明日": 1, "明天": 1, "后天": 2}


def value_of(text: str) -> float | None:
    """What a Chinese number says ('120亿', '三百二十', '1.5万'); None for other text."""
    match = re.fullmatch(r"(\d[\d,]*(?:\.\d+)?)\s?([十百千万亿KMB]*)", text)
    if match:
        value = float(match[1].replace(",", ""))
        for scale in match[2]:
            value *= _SCALES[scale]
        return float(f"{value:.12g}")
    if not text or any(char not in _DIGITS and char not in _SCALES for char in text):
        return None
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif _SCALES[char] < 10**4:
            section, digit = section + (digit or 1) * _SCALES[char], 0
        else:
            total, section, digit = (total + section + digit) * _SCALES[char] or _SCALES[char], 0, 0
    return float(total + section + digit)


def find_chinese_quantities(text: str, taken: Sequence[tuple[int, int]]) -> tuple[Quantity, ...]:
    """The quantities of a Chinese sentence in order; `taken` are the spans of its dates."""
    found = []
    for match in _QUANTITY.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        if (quantity := _read(text, match)) is not None:
            found.append(quantity)
    return tuple(found)


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    of = _measured(text[: match.start()])
    if match["ordinal"]:
        return Quantity(match.group(), value_of(match["ordinal"]), value_of(match["ordinal"]), "ordinal", of)
    value = unit = None
    if match["percentage"]:
        value, unit = value_of(match["per"]), "%"
    elif match["bottom"]:
        value, unit = round(100 * _DIGITS[match["top"]] / (value_of(match["bottom"]) or 1), 2), "%"
    elif match["double"] or match["half"]:
        value, unit = (2.0, "times") if match["double"] else (50.0, "%")
    if value is not None:
        return _made(match, match.group(), (value, value), unit, of)
    return _plain(text, match, of)


def _plain(text: str, match: re.Match[str], of: str | None) -> Quantity | None:
    low = value_of(match["low"].strip())
    high = value_of(match["high"].strip()) if match["high"] else low
    unit, end = _unit(match)
    rest = text[end:]
    spelled = not match["low"][0].isdigit()
    if low is None or high is None or (spelled and (unit is None or match["plain"] or match["low"] == "一")):
        return None
    if (unit in _TIME_UNITS and re.match(r"[前后内]", rest)) or (unit or "").startswith(("知情", "消息")):
        return None
    if unit is None and (
        named := re.search(r"(参数|员工|用户|人数)(?:量|总数|数量)?(?:为|达|达到|约|约为|共)?$", text[: match.start()])
    ):
        unit = named[1]
    if unit is None and (re.search(r"[A-Za-z]\s?$", text[: match.start()]) or re.match(r"[A-Za-z]", rest)):
        return None
    if high != low and match["high"] and low < 1000 <= high and not re.search("[万亿千百]", match["low"]):
        low *= 10**8 if "亿" in match["high"] else 10**4 if "万" in match["high"] else 1
    return _made(match, text[match.start() : end] + (match["after"] or ""), (low, high), unit, of)


def _made(match: re.Match[str], words: str, span: tuple[float, float], unit: str | None, of: str | None) -> Quantity:
    kind = _MODIFIERS.get(match["before"] or match["after"] or "", "lower" if match["extra"] else "")
    low, high = span
    unit = "token" if unit == "tokens" else unit
    return Quantity(
        words, None if kind == "upper" else low, None if kind == "lower" else high, unit, of, kind == "approx"
    )


def _unit(match: re.Match[str]) -> tuple[str | None, int]:
    """The unit's name and where its words end."""
    if match["points"]:
        return "percentage point", match.end("points")
    if match["percent"]:
        return "%", match.end("percent")
    if match["money"]:
        return _MONEY[match["money"]], match.end("money")
    if match["month"]:
        return "月", match.end("month")
    if match["classifier"]:
        noun = match["noun"] if "token" in match["noun"] else _noun(match["noun"])
        return noun.strip() or match["classifier"], match.end("classifier") + len(noun)
    if match["measure"]:
        return ("times" if match["measure"] == "倍" else match["measure"]), match.end("measure")
    if match["plain"] and (noun := _noun(match["plain"])) and len(noun) > 1:
        return noun, match.start("plain") + len(noun)
    return None, match.end("extra") if match["extra"] else match.end("high") if match["high"] else match.end("low")


def _noun(run: str) -> str:
    """The first two characters of what is counted, with a third that only ends nouns; none after a function word."""
    length = next((index for index, char in enumerate(run) if char in _FUNCTION), len(run))
    if length >= 3 and run[2] in _SUFFIXES:
        return run[:3]
    return run[: min(length, 2)] if length != 4 or run[2:4] not in ("企业", "公司", "模型", "员工") else run[:4]


def _measured(before: str) -> str | None:
    """The words right before a number, from the last comma or verb particle on."""
    words = re.split(r"[，。；、：“”]|[了将为达至到]|下调|上调|增长|下降|超过|共有|计划|采购|价值", before)[-1]
    return words[-8:] or None


def find_chinese_dates(text: str, published: datetime | None) -> list[tuple[int, int, Period]]:
    """The dates of a Chinese sentence with their places, resolved against the day of publication."""
    found = []
    for match in _DATE.finditer(text):
        start, end = _resolved(match, published.date()) if published else (None, None)
        stop = match.end()
        before = re.match(r"(?:之)?前", text[stop:]) is not None
        found.append(
            (match.start(), stop, Period(match.group() + ("前" if before else ""), None if before else start, end))
        )
    return found


def _resolved(match: re.Match[str], today: date) -> tuple[date | None, date | None]:
    try:
        return _days(match, today)
    except ValueError:
        return None, None


def _days(match: re.Match[str], today: date) -> tuple[date | None, date | None]:
    if match["near"]:
        day = today + timedelta(days=_NEAR.get(match["near"], 0))
        return day, day
    if match["weekday"]:
        monday = (
            today - timedelta(days=today.weekday()) + timedelta(weeks={"上": -1, "下": 1}.get(match["which"] or "", 0))
        )
        day = monday + timedelta(days="一二三四五六日天".index(match["weekday"]) if match["weekday"] != "天" else 6)
        return (day, day) if match["which"] or day <= today else (day - timedelta(weeks=1), day - timedelta(weeks=1))
    if match["week"]:
        shift = -1 if "上" in match["week"] else 1 if "下" in match["week"] else 0
        if "周" in match["week"]:
            monday = today - timedelta(days=today.weekday()) + timedelta(weeks=shift)
            return monday, monday + timedelta(days=6)
        months = today.year * 12 + today.month - 1 + shift
        return _months(months // 12, months % 12 + 1, months % 12 + 1)
    if match["dayonly"]:
        day = date(today.year, today.month, int(match["dayonly"]))
        return day, day
    words = match["year"] or match["only"]
    year = today.year + _YEARS[words] if words in _YEARS else int(words[:4]) if words else today.year
    return _in_year(match, year, today)


def _in_year(match: re.Match[str], year: int, today: date) -> tuple[date | None, date | None]:
    if match["day"]:
        day = date(year, int(match["month"]), int(match["day"]))
        return day, day
    if match["month"]:
        return _months(year, int(match["month"]), int(match["month"]))
    if match["half"]:
        return _months(year, 1, 6) if match["half"] == "上半年" else _months(year, 7, 12)
    if match["quarter"]:
        last = 3 * ("一二三四".find(match["quarter"]) + 1 or int(match["quarter"]))
        return _months(year, last - 2, last)
    if match["end"]:
        return _months(year, 1, 2) if match["end"] == "年初" else _months(year, 11, 12)
    return date(year, 1, 1), date(year, 12, 31)


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])
