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
# 如果你想先知道整件事有哪些步骤，就看这张图：从自查到结果，所有步骤和岔路都在上面。从上往下，依次是自查、联系商家、申请平台介入、等待裁决和裁决之后；箭头上写着什么情况下走这条路。
#
# 你在[处理一单](06_wizard.ipynb)里填过以后，走过的路、你现在的位置，以及接下来可能走的路，都会标出来。图是按规则表画的，规则改了，图也会跟着变。图旁的文字写着同样的内容。
#
# 手里有很多单的话，可以选一张案例表放到图上，看多少单走过每条路、停在每一步。没有表，可以先看一份样例。

# %% [markdown] lang="en"
# # Route map
#
# To know first what lies ahead, look at this map: it shows every step and every fork from the first check to the result. It runs through the check, the seller, the platform, the ruling and what comes after; each arrow carries the condition for taking it.
#
# Once you have filled in [Work on an order](06_wizard.ipynb), the way you came, the place where you are and the places you may go next are marked. The map is drawn from the rule tables and changes when they do. The text beside it says the same.
#
# If you look after many orders, put a table of cases on the map: it shows how many of them took each way and are at each step. Without a table, see the sample first.

# %%
from guide.ui import page

page("map")
