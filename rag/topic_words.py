"""What kind of word it is: one for something measured, for a person by what they do, or a proper name."""

from index.script import fold, is_han
from index.words import tag
from rag.topic_english import reads_as_name

TITLES = frozenset(
    (
        "董事长 董事长兼ceo ceo cfo cto coo 首席执行官 首席财务官 首席技术官 总裁 总经理 主席 创办人 创始人 "
        "负责人 校长 院长 编辑 作者 记者 市长 部长 老板 chairman chairwoman chair president founder director editor "
        "author head owner boss manager minister mayor dean principal"
    ).split()
)
"""Words for a person by what they do: asked for with `who`."""
_MEASURE_ENDS = tuple(
    (
        "率 额 量 人数 数量 数目 费用 成本 价格 价值 比例 占比 投入 支出 收入 营收 利润 业绩 排放 薪酬 资产 负债 "
        "市值 股价 预算 销售 投资 捐款 面积 人口 员工数 用户数 开支 盈利 亏损 产值 增速 增长 余额 规模"
    ).split()
)
_MEASURES = frozenset(
    (
        "revenue revenues profit profits income spending expenses expenditure cost costs price budget headcount sales "
        "turnover assets debt emissions loss losses earnings investment valuation capitalisation capitalization salary "
        "wages population area growth margin output population size share rate number amount"
    ).split()
)
NAME_TAGS = ("nr", "ns", "nt", "nz", "nrt", "nrfg")
_NAME_ENDS = ("公司", "集团", "银行", "大学", "医院", "研究院", "基金会", "委员会")


def is_measure(words: str) -> bool:
    """Do the words name something that is measured, or a person by what they do?

    >>> is_measure("淨利潤"), is_measure("net profit"), is_measure("騰訊")
    (True, True, False)
    """
    folded = fold(words).strip()
    last = folded.rpartition(" ")[2]
    return is_title(words) or folded.endswith(_MEASURE_ENDS) or last in _MEASURES


def is_title(words: str) -> bool:
    """Do the words name a person by what they do?"""
    folded = fold(words).strip()
    return (
        folded in TITLES or folded.rpartition(" ")[2] in TITLES or folded.endswith(("官", "董事长", "总裁"))
    )


def is_name(words: str) -> bool:
    """Do the words read as a proper name?

    >>> is_name("騰訊"), is_name("JD.com"), is_name("女性"), is_name("the women")
    (True, True, False, False)
    """
    words = words.strip()
    if any(map(is_han, words)):
        tags = [flag for _, _, flag in tag(words)]
        return fold(words).endswith(_NAME_ENDS) or all(flag in (*NAME_TAGS, "eng", "x", "m") for flag in tags)
    return reads_as_name(words)
