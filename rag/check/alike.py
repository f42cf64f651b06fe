"""Words of reports that say the same in either language where no dictionary gives one for the other: spent, 投入.

Chinese words are folded (Simplified), English ones are looked up by their stems.
"""

from collections.abc import Mapping
from functools import cache

from index.words import stem

_GROUPS = """
spend invest expenditure outlay 投入 花费 支出 开支 耗资 斥资 投资
cost price worth 造价 成本 耗资 花费 价格
revenue turnover sales income earn 营收 收入 营业额 营业收入 销售额
profit earnings 利润 净利 净利润 溢利 盈利 获利 盈余
employee staff worker workforce employ 员工 雇员 职员 职工 雇用 聘用
found establish create start launch 创立 成立 创办 设立 创建 建立 创设 启动 推出 发布 上线
headquarters based located 总部 设在 位于 设于 坐落
plan intend 计划 打算 规划 拟 预定
enter expand 进军 进入 开拓 打入
build construct construction erect 兴建 建造 建设 修建 盖
open unveil inaugurate 启用 开幕 开放 开业 开通
visitor guest tourist traveller 访客 游客 旅客 参观者 来宾
attend participate join participant 参加 出席 参与 参赛
long length stretch 全长 长度 长达 长
tall height high 高度 身高 楼高
ride travel trip journey 乘坐 乘搭 搭乘 出行
passenger ridership rider 乘客 客流 客流量 旅客
child kid infant 儿童 孩子 小孩 幼儿
lead head run chief principal direct manage 首席 负责 主管 率领 带领 领导 主持
researcher investigator scientist scholar expert 研究员 研究者 科学家 学者 专家
vaccine jab vaccinate inoculate 疫苗 接种
die death dead kill 死亡 去世 逝世 丧生 身亡
hold accommodate capacity seat contain house 容纳 收容 藏有 收藏 拥有
branch outlet shop store 分店 门店 分行 店铺 店面
supply provide offer deliver give 提供 供应 供给 给予
fund finance sponsor support donate 资助 赞助 捐赠 捐助 捐资 支持 拨款
announce publish release disclose report 公布 发布 宣布 披露 发表 公告
say state tell express 表示 称 说 指出 认为 透露 强调 宣称 介绍
win gain obtain take secure 获得 夺得 赢得 取得 拿下 荣获
goal score shoot 进球 打入 打进 射入 入球
use adopt apply utilise deploy 采用 使用 应用 运用 利用
serve service 服务
plant grow 种植 种下 栽种
harvest crop yield output production 收成 产量 收获 产出
damage loss harm 损失 损害 损坏
approve endorse pass 批准 通过 核准
decide vote resolve 决定 表决 投票 议决
delay postpone late 推迟 延迟 延期 延后 押后
switch operate operation service 启用 运营 投产 营运 运行
member membership 成员 会员 社员
share proportion portion percentage account 占 占比 比例 份额
woman female women 女性 女 女子 妇女
man male men 男性 男 男子
school campus college university 校园 学校 大学 高校 校方
student pupil enrol admit 学生 新生 招收 录取 入学
teach train training coach 培训 训练 执教 教授
tree forest wood 树 树木 森林 林
emission carbon 排放 碳排放
help assist aid 帮助 协助 助力 辅助
medical health healthcare hospital 就医 医疗 健康 卫生
"""


@cache
def _groups() -> tuple[Mapping[str, frozenset[int]], tuple[frozenset[str], ...]]:
    """Return each word's groups by number, and the groups."""
    groups = tuple(
        frozenset(stem(word) if word.isascii() else word for word in line.split())
        for line in _GROUPS.strip().splitlines()
    )
    words = {word for group in groups for word in group}
    return {word: frozenset(n for n, group in enumerate(groups) if word in group) for word in words}, groups


def alike(term: str) -> frozenset[str]:
    """Return the words and stems that may say what a folded Chinese word or an English stem says.

    >>> "投入" in alike("spend"), alike("weather")
    (True, frozenset())
    """
    places, groups = _groups()
    return frozenset(other for n in places.get(term, ()) for other in groups[n] if other != term)
