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
# 这一页给修改规则的团队负责人用。建议的每一步都来自规则表；改表之前和之后，都可以在这里看清楚它们怎么判断。
#
# 打开时会先检查现在的规则：有没有漏掉的情形，有没有两条规则互相矛盾，写明的保证是不是处处成立。然后可以放入改好的工作簿、单个 CSV 或演练案例，逐一对照每种状态，看哪些结论变了、为什么变，并打开一个例子。
#
# 这一页只用来查看，不会发布任何改动。怎么改表，写在 `docs/editing.md`。

# %% [markdown] lang="en"
# # Rules
#
# This page is for the team lead who edits the rules. Every step that is advised comes from the rule tables; before and after an edit you can see here what they decide.
#
# It first checks the rules as they are: whether a case is left out, whether two rules clash, whether what is guaranteed holds everywhere. Then put in an edited workbook, a single CSV or a file of scenarios: every state is compared, and you see which decisions change and why, with an example to open.
#
# Nothing is published here. How to edit the tables is described in `docs/editing.md`.

# %%
from guide.ui import page

page("rules")
