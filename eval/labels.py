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
