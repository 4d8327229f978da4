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
# # 用 pandas 排一张案件表
#
# 和「团队」页做的是同一件事，不过每一步都是一张表，可以接着问自己的问题。换成自己的表：把第二格改成 `pd.read_csv("cases.csv", dtype=str)`。

# %% [markdown] lang="en"
# # A table of cases with pandas
#
# The same as the page “Team”, but every step is a table, so that you can go on with questions of your own. For a table of yours, write `pd.read_csv("cases.csv", dtype=str)` in the second cell.

# %%
from datetime import datetime

import pandas as pd

from guide import default_book
from guide.cases import sample
from guide.cases.weights import weights as of_sample
from guide.desk import triage, weights
from guide.desk.board import from_cases
from guide.engine.case import BEIJING

book, now = default_book(), datetime.now(BEIJING)

# %% [markdown] lang="zh"
# 一张 200 单的样表。

# %% [markdown] lang="en"
# A sample of 200 cases.

# %%
frame = from_cases(sample.cases(book, of_sample(book), 200, 1, now)).frame
frame[["case", "tracking", "amount", "journal"]].head()

# %% [markdown] lang="zh"
# 每一单现在该做什么、轮到谁、到什么时候、排第几、为什么。

# %% [markdown] lang="en"
# What to do in each case, whose turn it is, until when, at which place, and why.

# %%
desk = triage(frame, book, now, explain="zh").sort_values("rank")
desk[["rank", "group", "case", "action", "turn", "due", "at_risk", "because", "why"]].head(10)

# %% [markdown] lang="zh"
# 每一组有多少单，涉及多少钱。

# %% [markdown] lang="en"
# How many cases each group has, and what is at stake.

# %%
desk.groupby("group", observed=True).agg(
    cases=("case", "size"), at_risk=("at_risk", "sum"), quiet=("quiet_days", "max")
)

# %% [markdown] lang="zh"
# 单子停在哪一步，各在等谁。

# %% [markdown] lang="en"
# At which stage the cases are, and for whom they wait.

# %%
pd.crosstab(desk["stage"], desk["turn"])

# %% [markdown] lang="zh"
# 只有两个人、每人十单，又更看重金额：谁办哪些，哪些没有人办。

# %% [markdown] lang="en"
# With two people, ten cases each, and the sum weighing more: who does what, and what nobody does.

# %%
small = triage(frame, book, now, weights=weights(book)._replace(people=2, each=10, money=9))
small.groupby("who")[["case"]].agg(["size", "first"])
