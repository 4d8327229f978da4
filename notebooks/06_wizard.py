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
# 别着急，一步一步来。这里一次只问一个问题，旁边一直写着现在该做的一件事，要发的消息也替你写好了。
#
# - 发了消息、收到答复、申请了介入，都请记一笔，期限会替你算好。
# - 前面的回答随时可以改；暂时用不上的会保留着，改回去就会恢复。
# - 想一次看到全部问题，请点「整张表」。
#
# 想先了解办法，请看[从这里开始](00_start.ipynb)；想看全貌，请看[路线图](07_map.ipynb)。

# %% [markdown] lang="en"
# # Work on an order
#
# Don’t worry, take it step by step. One question is asked at a time; the one thing to do now is shown beside it, and the message to send is written for you.
#
# - Record it when you send a message, get an answer or apply. The page works out the deadlines.
# - Any answer can be changed later. What does not apply now is set aside and comes back when you change it back.
# - To see all questions at once, choose “All”.
#
# To read about it first, see [Start here](00_start.ipynb); for the whole picture, see the [Route map](07_map.ipynb).

# %%
from guide.ui import page

page("wizard")
