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
# # 练习
#
# 每天十分钟就够。练错了没关系：答完马上能看到参考答案和理由，还能看到只改一个事实，答案会怎样变。

# %% [markdown] lang="en"
# # Practice
#
# Ten minutes a day are enough. Mistakes cost nothing: right after each answer you see the suggested one, the reason, and what one changed fact would do.

# %%
from guide.ui import page

page("practice")

# %% [markdown] lang="zh"
# 每一题都是虚构的：买家只答你问的，商家各有各的脾气，时间是模拟的。题目和答案都从规则里来，规则改了，题也跟着改。
#
# 也可以用手上这一单，或者同事发来的案件文件练。订单号、地址、电话这类填写的内容不会带进来，证据文件也不会。
#

# %% [markdown] lang="en"
# Every case is made up. The buyer answers what you ask, sellers have characters of their own, and time is simulated. Cases and answers come from the rules, and change with them.
#
# You can also practise with the case in hand, or with a case file from a colleague. Order numbers, addresses, phones and other typed text are not taken along, nor are evidence files.
#
