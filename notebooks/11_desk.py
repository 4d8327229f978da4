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
# # 团队
#
# 这一页给团队负责人用。放一张案件表进来，马上看到今天先办哪些单、为什么、到几点、谁来办；在等别人的放在一边，已经结束的不算。

# %% [markdown] lang="en"
# # Team
#
# This page is for the team lead. Put in a table of cases and see which come first today, why, until when, and who does them; cases that wait for others are listed apart, and closed ones are left out.

# %%
from guide.ui import page

page("desk")

# %% [markdown] lang="zh"
# 表的写法见 `docs/cases.md`，排法见 `docs/desk.md`；想用 pandas 自己算，见 `notebooks/desk_with_pandas.ipynb`。

# %% [markdown] lang="en"
# How a table is written is in `docs/cases.md`, how they are put in order in `docs/desk.md`; to work with pandas yourself, see `notebooks/desk_with_pandas.ipynb`.
