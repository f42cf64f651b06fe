"""Pages, notes and poems told apart: what is body stays body, what is furniture goes."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunk import chunk
from index.document import BlockKind, Document
from index.load import document_of, load, normalise

ARTICLE = Path(__file__).parent.parent / "seeds" / "000_279188b026f1322e.txt"

SIMPLIFIED_NEWS = """首页 > 财经 > 正文
登录
海川新能源2023年净利润增长一成,派息创上市以来新高
2024-03-28 08:15 来源:海川日报 作者:李明
字号:大 中 小
分享到

海川新能源3月27日发布年度报告。报告显示,公司全年实现营业收入123.4亿元,同比增长9.8%;净利润11.2亿元。

海外业务增长最快

年报称,海外收入占比首次超过三成,达到31.5%。公司在匈牙利的工厂将于2025年投产。

图:海川新能源匈牙利工厂效果图

公司董事长王海在业绩会上说:“我们会继续加大研发投入。”他没有透露具体金额。

(责任编辑:张三)
相关阅读
海川新能源发布新一代电池
联系我们
电话:010-12345678
版权所有 海川日报社 京ICP备12345678号
"""

ENGLISH_NEWS = """Harbour Bank raises its dividend as profit climbs 12 per cent
A third year of growth surprised analysts
By Jane Doe and John Smith
Published March 5, 2024 at 8:30 a.m.

Harbour Bank said that its net profit rose 12 per cent to $1.4 billion in 2023. The U.S. unit did best.

harbour-hq.jpg
The bank's headquarters on Queen Street

A slower year ahead

Chief executive Mary Lee told reporters: "We expect a slower year." She gave no target for lending.

The bank will open 14 branches, most of them in the north.

Contact us
Tel: +1 555 0100
Privacy Policy
© 2024 The Daily Ledger. All rights reserved.
"""

MARKDOWN_NOTE = """---
title: 讀書筆記
date: 2024-05-01
---

# 讀書筆記:氣候與金融

作者:陳小華

## 重點

- 碳價要夠高
- 資訊要公開
1. 先盤查

> 「沒有數字就沒有管理。」

## 表格

| 年份 | 排放量 |
|------|--------|
| 2022 | 100 |
| 2023 | 91 |

```python
# 不是標題
total = 191
```

![工廠照片](images/factory.png)

結論
----

兩年下降百分之九,目標是二零三零年減半,做法是先盤查再減量,最後才抵換。
"""

BARE_LIST = "買牛奶\n交電費\n讀完活著\n2024-06-13 看牙醫\n電話 0912345678\n聯絡我們的房東\n"
SINGLE = "明天下午三點在三樓開會"
POEM = "靜夜思\n李白\n\n床前明月光,\n疑是地上霜。\n舉頭望明月,\n低頭思故鄉。\n"
REFRAIN = "歸去來兮歸去來兮\n歸去來兮歸去來兮\n田園將蕪胡不歸\n"
QUESTIONS = """常見問題

問:螞蟻集團的研發投入是多少?
答:2023年是211.9億元。

問:報告什麼時候發布
答:2024年6月13日發布,全文可以在公司的網站上找到,也可以來信索取紙本。

Q: Who is the chief executive?
A: Eric Jing is the chairman and chief executive of the group.
"""
MINUTES = """專案會議紀錄
日期:2024-05-01
出席:王小明、李小華

一、預算
今年的預算是三百萬元,比去年多一成,其中一半用在設備,另一半用在人事費用。

二、時程
第一階段在七月底完成,第二階段在十月底完成,驗收定在十二月的第一個星期。

下次會議待定
"""
HARD_WRAPPED = """The group said that its spending on research rose again last year, and
that it would keep on rising while the new models were being trained in
its own data centres.

A second paragraph starts here and is wrapped at about the same width as
the first one was.
"""
LAW = """著作權說明

許多人以為網頁上寫著版權所有,未經授權不得轉載,就什麼都不能做。其實合理使用仍然可以。

本文的結論是,法院認為版權所有的字樣不是著作權成立的條件,引用時註明出處就可以了。
"""
EVERY = [SIMPLIFIED_NEWS, ENGLISH_NEWS, MARKDOWN_NOTE, BARE_LIST, SINGLE, POEM, REFRAIN, QUESTIONS, MINUTES]
EVERY += [HARD_WRAPPED, LAW]


def full_width(text: str) -> str:
    """The same with the punctuation of a Chinese printing house."""
    return re.sub("(?<=[\u4e00-\u9fff」”])[,:;?!]", lambda mark: chr(ord(mark[0]) + 0xFEE0), text)


def made(text: str) -> Document:
    return document_of(normalise(text), source="notes/made.txt")


def of_kind(document: Document, kind: BlockKind) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind is kind]


def words(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def test_the_article() -> None:
    article = load(ARTICLE)
    headline = "螞蟻集團2023可持續發展報告:聚力發展、久久為功,連續3年研發投入創新高"
    assert article.title == headline
    assert of_kind(article, BlockKind.TITLE) == [headline]
    assert of_kind(article, BlockKind.HEADING) == [
        "科技投入再創新高,可持續發展能力持續增強",
        "社會價值創造久久為功,20年持續推動科技普惠",
        "首次將ESG考核指標與高管薪酬掛鈎,持續提升ESG表現",
    ]
    assert of_kind(article, BlockKind.CAPTION) == [
        "浙江省人民醫院,患者體驗安診兒陪診",
        "內蒙古興安盟科右中旗螞蟻森林項目沙棘林",
    ]
    assert of_kind(article, BlockKind.IMAGE) == ["VZMr3zrtJU.png", "Uq7eeywLeb.png", "9C84bGCu7b.png"]
    chrome = of_kind(article, BlockKind.CHROME)
    assert chrome[:3] == ["香港商報", "-- 天氣", headline]
    assert chrome[3].startswith("責任編輯:趙桐曲 螞蟻集團")
    assert len(chrome) == 12
    assert len(of_kind(article, BlockKind.PARAGRAPH)) == 23
    assert all(text[-1] in "。…:」" for text in of_kind(article, BlockKind.PARAGRAPH))
    assert len(chunk(article)) == 23 + 2 + 1


@pytest.mark.parametrize("text", [SIMPLIFIED_NEWS, full_width(SIMPLIFIED_NEWS)])
def test_a_simplified_news_page(text: str) -> None:
    page = made(text)
    assert page.title.startswith("海川新能源2023年净利润")
    assert page.published == "2024-03-28 08:15"
    assert page.byline.startswith("2024-03-28 08:15 来源")
    assert of_kind(page, BlockKind.HEADING) == ["海外业务增长最快"]
    assert of_kind(page, BlockKind.CAPTION) == [text.split("\n")[13]]
    starts = ("海川新能源3月27日", "年报称", "公司董事长王海")
    paragraphs = of_kind(page, BlockKind.PARAGRAPH)
    assert len(paragraphs) == 3
    assert all(paragraph.startswith(start) for paragraph, start in zip(paragraphs, starts, strict=True))
    chrome = of_kind(page, BlockKind.CHROME)
    assert chrome[:2] == ["首页 > 财经 > 正文", "登录"]
    assert chrome[4:6] == ["相关阅读", "海川新能源发布新一代电池"]
    assert chrome[-1].startswith("版权所有")
    assert any("张三" in line for line in of_kind(page, BlockKind.BYLINE))


def test_an_english_news_page() -> None:
    page = made(ENGLISH_NEWS)
    assert page.title == "Harbour Bank raises its dividend as profit climbs 12 per cent"
    assert page.byline == "By Jane Doe and John Smith Published March 5, 2024 at 8:30 a.m."
    assert page.published == "March 5, 2024 at 8:30 a.m."
    assert of_kind(page, BlockKind.IMAGE) == ["harbour-hq.jpg"]
    assert of_kind(page, BlockKind.CAPTION) == ["The bank's headquarters on Queen Street"]
    assert of_kind(page, BlockKind.HEADING) == ["A slower year ahead"]
    assert len(of_kind(page, BlockKind.PARAGRAPH)) == 3 + 1, "the stand-first is body"
    assert of_kind(page, BlockKind.CHROME) == ENGLISH_NEWS.strip().split("\n")[-4:]


@pytest.mark.parametrize("text", [MARKDOWN_NOTE, full_width(MARKDOWN_NOTE)])
def test_a_markdown_note(text: str) -> None:
    note = made(text)
    assert note.title == "讀書筆記"
    assert of_kind(note, BlockKind.TITLE)[0][:4] == "讀書筆記"
    assert of_kind(note, BlockKind.HEADING) == ["重點", "表格", "結論"]
    assert of_kind(note, BlockKind.CAPTION) == ["工廠照片"]
    assert note.published == "2024-05-01"
    paragraphs = of_kind(note, BlockKind.PARAGRAPH)
    assert "- 碳價要夠高" in paragraphs
    assert "| 年份 | 排放量 |\n|------|--------|\n| 2022 | 100 |\n| 2023 | 91 |" in paragraphs
    assert "# 不是標題\ntotal = 191" in paragraphs
    assert {p.heading for p in chunk(note) if "191" in p.text} == {"表格"}
    assert {p.heading for p in chunk(note) if "減半" in p.text} == {"結論"}


@pytest.mark.parametrize("text", [BARE_LIST, SINGLE, POEM, full_width(POEM), REFRAIN])
def test_what_has_no_page_furniture_loses_nothing(text: str) -> None:
    note = made(text)
    assert {block.kind for block in note.blocks} == {BlockKind.PARAGRAPH}
    assert words("".join(p.text for p in chunk(note))) == words(text)


def test_a_text_without_a_headline_is_named_after_its_file() -> None:
    assert made(BARE_LIST).title == "made"
    assert made("第一句話說完了。第二句話也說完了。\n").title == "made"
    assert made(SINGLE).title == SINGLE


@pytest.mark.parametrize("text", [QUESTIONS, full_width(QUESTIONS)])
def test_questions_and_answers_stay_body(text: str) -> None:
    note = made(text)
    passages = "".join(p.text for p in chunk(note))
    assert all(words(line) in words(passages) for line in text.split("\n")[1:])
    assert note.title == "常見問題"


@pytest.mark.parametrize("text", [MINUTES, full_width(MINUTES)])
def test_minutes_have_numbered_headings_and_keep_their_last_line(text: str) -> None:
    note = made(text)
    assert note.title == "專案會議紀錄"
    assert note.published == "2024-05-01"
    assert of_kind(note, BlockKind.HEADING) == ["一、預算", "二、時程"]
    assert of_kind(note, BlockKind.PARAGRAPH)[-1] == "下次會議待定"
    assert not of_kind(note, BlockKind.CHROME)


def test_a_paragraph_that_the_page_width_broke_is_one() -> None:
    assert len(of_kind(made(HARD_WRAPPED), BlockKind.PARAGRAPH)) == 2
    item = "- An item of a list that is longer than the page is wide\n  still one item.\n- Next\n"
    assert of_kind(made(item), BlockKind.PARAGRAPH) == item.replace("\n- ", "\0- ").strip().split("\0")


@pytest.mark.parametrize("text", [LAW, full_width(LAW)])
def test_sentences_about_copyright_are_no_footer(text: str) -> None:
    note = made(text)
    assert len(of_kind(note, BlockKind.PARAGRAPH)) == 2
    assert not of_kind(note, BlockKind.CHROME)


def test_chapters_nest() -> None:
    purpose = "為了保護環境,訂定本辦法,由主管機關施行,細則另定。"
    penalty = "違反的人罰三千元,情節重大的人加倍處罰,並且公布姓名。"
    law = made(f"第一章 總則\n\n第一節 目的\n\n{purpose}\n\n第二章 罰則\n\n{penalty}\n")
    assert [p.heading for p in chunk(law)] == ["第一章 總則 › 第一節 目的", "第二章 罰則"]


@pytest.mark.parametrize("text", EVERY)
def test_every_word_is_in_a_block(text: str) -> None:
    page = made(text)
    assert words("".join(page.text[b.start : b.end] for b in page.blocks)) == words(page.text)


LINES = st.lists(st.sampled_from(sorted({line for text in EVERY for line in text.split("\n")})), max_size=25)


@given(LINES)
def test_blocks_of_any_mixture_are_in_order_and_whole(lines: list[str]) -> None:
    page = made("\n".join(lines))
    end = 0
    for block in page.blocks:
        assert end <= block.start < block.end <= len(page.text)
        assert page.text[block.start : block.end].strip() == page.text[block.start : block.end]
        end = block.end
    assert words("".join(page.text[b.start : b.end] for b in page.blocks)) == words(page.text)


@given(LINES)
def test_body_is_never_furniture(lines: list[str]) -> None:
    """A paragraph that ends as a sentence ends, and is long enough to be one, is never chrome."""
    page = made("\n".join(line for line in lines if line != "---"))
    for text in of_kind(page, BlockKind.CHROME):
        assert not re.search("。[」”]?$", text) or len(text) < 20
