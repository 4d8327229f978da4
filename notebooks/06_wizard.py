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
# # 处理一单
#
# 所有步骤都在这一页，从自查一直到结果。答几个问题，最上面就写着眼下该做的一件事，以及为什么、等到几点。
#
# - 发了消息、收到答复、申请了介入，都记一笔，时间由它来算。
# - 前面的回答随时能改；现在用不上的先搁置，改回去就恢复。
# - 实线是已经发生的事，虚线是还没到的，或者没有消息的时间。
#
# 想先看道理，翻到[开始](00_start.ipynb)；想看全貌，看[路线图](07_map.ipynb)。

# %% [markdown] lang="en"
# # Work on an order
#
# All steps are on this page, from the check to the result. Answer a few questions, and the top of the page names the one thing to do now, with the reason and until when.
#
# - Record it when you send a message, get an answer or apply. The page counts the time.
# - Any answer can be changed later. What does not apply now is set aside and comes back when you change it back.
# - Solid lines have happened; dashed ones are still to come, or time without news.
#
# For the reasons, begin with [Start here](00_start.ipynb); for the whole picture, see the [Route map](07_map.ipynb).

# %%
from guide.ui import page

page("wizard")
