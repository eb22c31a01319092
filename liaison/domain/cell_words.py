"""Words in cells that stand for no value, for one to come, or for half of one; all case folded."""

from __future__ import annotations

# fmt: off
EMPTY = frozenset({
    "", "-", "--", "---", "----", "—", "——", "–", "――", "－", "/", "//", "／", "\\", "＼", "*",
    "…", "……",
    "n/a", "n.a.", "n.a", "na", "ｎ/ａ", "nil", "none", "null", "nan", "(blank)", "unknown",
    "not available", "not provided", "not applicable", "not known",
    "无", "(无)", "（无）", "暂无", "没有", "无信息", "暂缺", "缺", "缺失", "空", "空白", "(空)",
    "（空）", "不适用",
    "未填", "未填写", "未填报", "未报送", "待填", "待填写", "待补", "待补充", "待补填", "待完善",
    "未提供", "未采集", "未知", "不详", "不明", "不清楚",
    "#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#spill!", "#calc!",
    "#getting_data", "#####",
})

# The value is not known yet, and to say so is no mistake.
UNDECIDED = frozenset({
    "待定", "未定", "待确定", "尚未确定", "未确定", "待通知", "等通知", "等待通知", "另行通知",
    "待安排", "待明确", "时间待定", "日期待定", "时间未定", "待统计", "待核实", "待核", "待查",
    "tbd", "tbc", "tba", "to be decided", "to be determined", "to be confirmed",
})

# That an enterprise runs, or that it does not, but not how far or why: word → nearest status.
RUNS = dict.fromkeys((
    "是", "y", "yes", "true", "1", "√", "✓", "✔", "resumed", "open", "operating",
    "已复工", "复工", "已复产", "复产", "已复工复产", "复工复产", "已开工", "开工",
    "已营业", "营业", "已开业", "开业", "在产", "生产中",
), "partial")
STANDS_STILL = dict.fromkeys((
    "×", "✗", "✘", "停产", "停工", "停业", "歇业", "停产中", "停工中", "停业中", "歇业中",
), "not_resumed")
# fmt: on
