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
# # 路线图
#
# 从自查到结果，所有步骤和岔路都在这张图上，从上往下走；箭头上写着什么情况下走这条路。
#
# 在[处理一单](06_wizard.ipynb)里填过以后，走过的路、现在的位置和接下来可能走的路都会标出来。

# %% [markdown] lang="en"
# # Route map
#
# Every step and every fork is on this map, from the first check at the top to the result; each arrow carries the condition for taking it.
#
# Once you have filled in [Work on an order](06_wizard.ipynb), the way you came, the place where you are and the places you may go next are marked.

# %%
from guide.ui import page

page("map")
