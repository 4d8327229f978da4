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
# 别着急，一步一步来。从自查到有结果，所有步骤都在这一页。回答几个问题，最上面就会写着眼下该做的一件事，以及为什么、等到什么时候。
#
# - 发了消息、收到答复、申请了介入，都请记一笔，时间会替你算好。
# - 前面的回答随时可以改；暂时用不上的会保留着，改回去就会恢复。
# - 实线是已经发生的事，虚线是还没到的，或者没有消息的时间。
#
# 想先了解办法，请看[从这里开始](00_start.ipynb)；想看全貌，请看[路线图](07_map.ipynb)。

# %% [markdown] lang="en"
# # Work on an order
#
# Don’t worry, take it step by step. From the first check to the result, all steps are on this page. Answer a few questions, and the top of the page names the one thing to do now, with the reason and until when.
#
# - Record it when you send a message, get an answer or apply. The page counts the time.
# - Any answer can be changed later. What does not apply now is set aside and comes back when you change it back.
# - Solid lines have happened; dashed ones are still to come, or time without news.
#
# To read about it first, see [Start here](00_start.ipynb); for the whole picture, see the [Route map](07_map.ipynb).

# %%
from guide.ui import page

page("wizard")
