"""The Chinese words for what the evaluation counts, for terminal and page alike."""

from __future__ import annotations

KINDS = {
    "figure": "数字",
    "list": "列举",
    "text": "叙述",
    "yes_no": "是否",
    "computed": "计算",
    "comparison": "比较",
    "refusal": "应拒答",
}
SPLITS = {
    "right": "答对",
    "wrong": "答错",
    "right_refusal": "该拒已拒",
    "wrong_refusal": "拒错",
    "failed": "出错",
}
OUTCOMES = {
    "answered": "应作答",
    "not_in_reports": "报告未载",
    "unclear": "反问",
    "failed": "出错",
}
ENDS = {
    "right": "答对",
    "wrong": "答错",
    "not_in_reports": "答“未载”",
    "unclear": "反问",
    "failed": "出错",
}
DEEDS = {
    "answered": "作答",
    "not_in_reports": "答“报告未载”",
    "unclear": "反问",
    "failed": "出错",
}
VERDICTS = {"read": "原文", "converted": "单位换算", "computed": "计算得出"}
ROLES = {
    "initial_budget": "年初预算",
    "adjustment": "调整",
    "budget": "预算",
    "execution": "执行",
    "prior_year": "上年",
    "income": "收入",
    "target": "目标",
    "actual": "实际",
    "weight": "分值",
    "score": "得分",
    "rate": "比率",
    "share": "占比",
    "change": "增减",
}
