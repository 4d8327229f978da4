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
# 从自查到结果，所有步骤和岔路都在这张图上。从上往下，依次是自查、联系商家、申请平台介入、等待裁决和之后；箭头上写着走这条路的条件。
#
# 你在[处理一单](06_wizard.ipynb)里填过的话，走过的路会标出来，你现在的位置和接下来可能的去处也会标出来。图从规则表画出，规则一改，图跟着改。图旁的文字写着同样的内容。
#
# 手里有很多单，可以选一张案例表放到图上，看多少单走过每条路、停在每一步。没有表，先看一份样例。

# %% [markdown] lang="en"
# # Route map
#
# Every step and every fork from the check to the result is on this map. It runs through the check, the seller, the platform, the ruling and what comes after; each arrow carries the condition for taking it.
#
# If you have filled in [Work on an order](06_wizard.ipynb), the way you came, the place where you stand and the places you may go next are marked. The map is drawn from the rule tables and changes when they do. The text beside it says the same.
#
# If you look after many orders, put a table of cases on the map: it shows how many of them took each way and stand at each step. Without a table, see the sample first.

# %%
from guide.ui import page

page("map")
