# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] lang="zh"
# # 规则
#
# 这一页给改规则的团队负责人。手册的每个决定都来自规则表，改表之前和之后，都可以在这里看清楚。
#
# 打开时先检查现在的规则：有没有漏掉的情形，有没有两条规则打架，手册答应的事是不是处处成立。再把改好的工作簿、单个 CSV 或演练案例放进来，逐一对照每种状态，看哪些决定变了、为什么变，并打开一个例子。
#
# 这里只看，不发布。改表的办法写在 `docs/editing.md`。

# %% [markdown] lang="en"
# # Rules
#
# This page is for the team lead who edits the rules. Every decision of the handbook comes from the rule tables; before and after an edit you can see here what they decide.
#
# It first checks the rules as they are: whether a case is left out, whether two rules clash, whether what the handbook guarantees holds everywhere. Then put in an edited workbook, a single CSV or a file of scenarios: every state is compared, and you see which decisions change and why, with an example to open.
#
# Nothing is published here. How to edit is written in `docs/editing.md`.

# %%
from guide.ui import page

page("rules")
