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
# 拿一单从头再走一遍：每到要做决定的时候停下来，你选下一步，再看手册怎么判断、为什么、实际后来怎样。
#
# 可以练手上这一单，可以打开同事发来的案件文件，也可以用编的例子。编的例子每天一批，同一天大家拿到的一样，适合一起练。
#
# 订单号、地址、电话这类填写的内容不会带进来，证据文件也不会。包裹情况和证据一般按案件文件最后的样子显示；练习不计入记录，关掉就没有了。

# %% [markdown] lang="en"
# # Practice
#
# Go through a case again from the start. Wherever there was something to decide, the story stops: you choose the next step, then see what the handbook makes of it, why, and what really came next.
#
# Use the case in hand, a case file that a colleague sent, or a made-up case. There are new made-up cases every day, the same ones for everybody, so that a group can practise together.
#
# Order numbers, addresses, phones and other typed text are not taken along, nor are evidence files. The parcel and the evidence are mostly shown as they stood at the end of the file. Nothing is recorded; close the page and it is gone.

# %%
from guide.ui import page

page("practice")
