"""The rules of the check one by one: whose figure it is, the opposite, what is denied, what is planned, who is named.

What they are not sure of they let pass: whether a passage supports a claim is measured elsewhere.
"""

import pytest

from index.document import Passage
from index.search import Found
from rag.check.carried import Reason
from rag.check.carried import refuted as judge
from rag.check.figures import other_year
from rag.check.names import names_in
from rag.check.opposites import opposite
from rag.check.passage import Read, Source, cover
from rag.check.roles import swapped_ends, swapped_figure
from rag.check.subjects import other_subject


def read(text: str) -> Source:
    passage = Passage("d", 0, len(text), text)
    return Source(1, Found(passage, "d.txt", "", 0.5, 0.5, 1.0, ((0, len(text), 0.5),)), {})


def contrary(source: str, claim: str) -> str | None:
    """The kind of opposite that a claim says of a text, or None."""
    told, over = Read(claim), read(source)
    found = opposite(told, over, cover(told.words, claim, over))
    return found[0] if found else None


HALLS = "The north hall has 140 seats. The south hall has 260 seats and was painted in 3 days."
RACES = "長途組有350人參加,短途組有900人參加。短途組的路線改了。"


@pytest.mark.parametrize(
    ("source", "claim", "swapped"),
    [
        (HALLS, "The south hall has 260 seats.", None),
        (HALLS, "The south hall has 140 seats.", "140"),
        (HALLS, "The north hall has 260 seats.", "260"),
        (RACES, "短途組有900人", None),
        (RACES, "短途組有350人參加", "350人"),
        # What is not so of one is said of another.
        (RACES, "350人參加的一組沒有改路線", None),
        ("Runs of 42 km and 18 km were held. The 18 km route was moved.", "The 42 km route was not moved.", None),
        # Runners and kilometres are not taken for one another.
        ("共有1,250名跑手參加,分42公里和18公里兩組。", "42公里的跑手", None),
    ],
)  # fmt: skip
def test_a_figure_is_of_another_only_where_the_source_says_so(
    source: str, claim: str, swapped: str | None
) -> None:
    found = swapped_figure(Read(claim), read(source))
    assert (found.text if found else None) == swapped


@pytest.mark.parametrize(
    ("source", "claim", "swapped"),
    [
        ("The rate fell from 96 percent to 91 percent.", "The rate reached 96 percent.", "96 percent"),
        ("The rate fell from 96 percent to 91 percent.", "It is now down to 91 percent.", None),
        ("The rate fell from 96 percent to 91 percent.", "It was 96 percent before.", None),
        ("準點率由96%跌至91%", "準點率升到96%", "96%"),
        ("準點率由96%跌至91%", "準點率從91%升到96%", "91%"),
        ("準點率由96%跌至91%", "準點率從96%跌到91%", None),
        ("準點率由96%跌至91%", "On-time running fell from 91% to 96%.", "91%"),
        ("乘客達96人", "乘客升至96人", None),
    ],
)  # fmt: skip
def test_what_it_was_is_not_what_it_became(source: str, claim: str, swapped: str | None) -> None:
    found = swapped_ends(Read(claim), read(source))
    assert (found.text if found else None) == swapped


@pytest.mark.parametrize(
    ("source", "claim", "strange"),
    [
        ("Sales in 2031 were 50 tonnes, up 6% on a year earlier.", "They were 6% more than in all of 2030.", None),
        ("Sales in 2031 were 50 tonnes.", "Sales in 2030 were 50 tonnes.", "2030"),
        ("It closed at 3,412 in 2029. In 2030 it fell.", "It closed at 3,412 in 2030.", "2030"),
        ("2029年，工廠目前年產300噸。2030年停產。", "2030年，工廠目前年產300噸。", "2030年"),
        ("In 2029, output in March was 300 tonnes.", "In 2030 output was 300 tonnes.", "2030"),
        ("Over the whole of 2029 output was 300 tonnes.", "In 2030 output was 300 tonnes.", "2030"),
        ("Born in 1938, she left at fifteen. She began in 1954.", "Out at fifteen, she began in 1954.", None),
    ],
)  # fmt: skip
def test_a_year_that_others_are_compared_with_governs_no_figure(
    source: str, claim: str, strange: str | None
) -> None:
    found = other_year(Read(claim), read(source))
    assert (found.text if found else None) == strange


def test_who_made_a_thing_is_not_what_the_sentence_is_about() -> None:
    source = read("玻璃館由建築師羅以安設計,外牆用了2,600塊玻璃磚。")
    claim = Read("玻璃館外牆有2,600塊玻璃磚")
    assert other_subject(claim, source, cover(claim.words, claim.text, source), ()) is None


@pytest.mark.parametrize(
    ("source", "claim", "kind"),
    [
        ("兩人受輕傷。", "兩人受重傷", "direction"),
        ("Side effects were mild.", "副作用並不輕微", "direction"),
        ("32號巴士在電車通車後停辦。", "32號巴士在電車通車後照常行駛", "direction"),
        ("南步道最快七月才會重開。", "南步道在七月以前不會重開", None),
        ("The team had 9 defeats.", "The team lost nine games.", None),
        ("112人升讀大學。", "沒有升讀大學的有25人", None),
    ],
)
def test_an_opposite_is_told_from_what_only_sounds_so(source: str, claim: str, kind: str | None) -> None:
    assert contrary(source, claim) in ((kind,) if kind else (None, "denial"))


@pytest.mark.parametrize(
    ("source", "claim", "kind"),
    [
        # A stop before the sentence does not make the one before it what it is compared with.
        ("Staff fell. Rent stood at £9,000 in May, down from £11,000.", "Rent shrank to £9,000.", None),
        ("Staff fell. Rent stood at £9,000 in May, up from £7,000.", "Rent shrank to £9,000.", "direction"),
        # What one part denies another sentence of the claim's may say in other words.
        (
            "Crews put young trees on six hills. Fire burnt Cold Hill, and planting there has stopped.",
            "Cold Hill was burnt by fire, and nobody puts trees there.",
            None,
        ),
        (
            "The lake was drained by boats in spring.",
            "The lake was not drained by boats in spring.",
            "denial",
        ),
        ("船上載貨較少。", "船上載的貨沒那麼多", None),
        ("The VIP lounge sells cheap coffee.", "貴賓室售賣咖啡", None),
        ("The United Nations alone feeds the camp.", "聯合國為營地供糧", None),
        ("The second ship carried less cargo.", "The second ship did not carry as much cargo.", None),
        ("船上載有武器。", "船上沒有載武器", "denial"),
        ("這並不足以證明他有罪。", "這不能證明他有罪", None),
        ("About 900 unsold loaves are given away.", "約900個賣不完的麵包會送出", None),
    ],
)
def test_a_denial_is_held_against_a_claim_only_where_the_source_says_it(
    source: str, claim: str, kind: str | None
) -> None:
    assert contrary(source, claim) == kind


@pytest.mark.parametrize(
    ("source", "claim", "kind"),
    [
        ("館方打算增設一個展廳。", "館方有意加設一個展廳", None),
        ("館方打算增設一個展廳。", "館方已增設一個展廳", "planned"),
        ("她不打算參選市長。", "她不準備參選市長", None),
        ("The head, Ruth Ames, will leave in June 2031.", "Ruth Ames is stepping down in June 2031.", None),
        ("The head, Ruth Ames, will leave in June 2031.", "Ruth Ames has left, in June 2031.", "planned"),
        ("Expect to lose a third of the charge in frost.", "In frost a third of the charge is gone.", None),
        ("The pier is expected to reopen in 2031.", "The pier reopened in 2031.", "planned"),
        ("小食店預計於2031年開業,由一家社會企業經營。", "小食店已經由一家社會企業開業", "planned"),
        ("碼頭預計2031年重開。", "碼頭2031年重開了", "planned"),
    ],
)
def test_what_is_planned_is_not_done(source: str, claim: str, kind: str | None) -> None:
    assert contrary(source, claim) == kind


def test_words_are_no_names() -> None:
    english = "Fishermen mend the nets.", "Firemen came."
    chinese = (
        "會計師稱公司虧損",
        "新式帽托比布質的貴",
        "年底時公司虧損",
        "電車途經醫院",
        "她從一家啤酒公司過來",
    )
    for text in (*english, *chinese):
        source = read("帽托和布質的一種。")
        left = [name for name in names_in(text) if not source.named.is_of_words(text, name)]
        assert left == [], text
    assert [name.text for name in names_in("Norrland mends the nets.")] == ["Norrland"]


@pytest.mark.parametrize(
    ("source", "claim", "wrong"),
    [
        ("冠軍是31歲的羅秋蘭。", "冠軍羅秋菊今年31歲", "罗秋菊"),
        ("冠軍是31歲的羅秋蘭。", "冠军罗秋兰今年31岁", None),
        ("研究由許潔瑜醫生主持", "主持研究的是許潔琳醫生", "许洁琳"),
        ("黃金價格周三上升", "黃金的價格周三早上升了", None),
        ("商標案周二開審", "商標權和商標案", None),
    ],
)
def test_a_person_is_not_one_whose_name_is_nearly_the_same(
    source: str, claim: str, wrong: str | None
) -> None:
    assert read(source).named.misnamed(claim) == wrong


@pytest.mark.parametrize(
    ("source", "claim", "refuted"),
    [
        ("何偉強被罰132萬港元。", "Ho Wai-keung was fined.", False),
        ("何偉強被罰132萬元。", "Chang Ya-ting was fined.", True),
        ("工程師田中修創辦工廠。", "Osamu Tanaka founded the works.", False),
        ("赤焰二號發動機試車。", "The Chiyan-2 engine was tested.", False),
        ("赤焰二號發動機試車。", "The Chiyan-3 engine was tested.", True),
        ("台馬四號海纜總長176公里。", "Cable No. 4 is 176 km long.", False),
        ("一线员工已达300人,六月一号开业。", "Line 1 is open.", True),
        ("碳足迹為1.09千克二氧化碳。", "It was 1.09 kg of CO2.", False),
        ("骏达汽车关闭14家4S店。", "Junda Auto closed shops.", False),
        ("居民不滿,被罰的都投訴了。", "被罰的人大多投訴了。", False),
        ("人壽獲利下滑。", "鐵路公司獲利下滑。", False),
        ("海港博物館開幕。", "漁業博物館開幕。", True),
    ],
)
def test_what_the_passage_may_name_in_other_letters_is_not_refuted(
    source: str, claim: str, refuted: bool
) -> None:
    found = judge(Read(claim), read(source))
    assert (found is not None and found.reason is Reason.NAME) == refuted


def test_a_model_is_told_by_its_whole_number() -> None:
    named = read("The new pump, the T52, replaces the T25.").named
    assert named.has("T52") and named.has("T25")
    assert not named.has("T50") and not named.has("T5")
