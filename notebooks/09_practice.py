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
# 在这里练错了也没关系。我们拿一单从头再走一遍：每到要做决定的时候就停下来，由你选下一步，再看参考答案、理由和后来的情况。
#
# 可以用手上这一单练习，可以打开同事发来的案件文件，也可以用虚构案例。虚构案例每天一批，同一天大家拿到的都一样，适合一起练。
#
# 订单号、地址、电话这类填写的内容不会带进来，证据文件也不会。包裹情况和证据一般按案件文件最后的样子显示。练习不会留下记录，关掉页面就没有了。

# %% [markdown] lang="en"
# # Practice
#
# Mistakes cost nothing here. Go through a case again from the start: wherever there was something to decide, the story stops. You choose the next step, then see the suggested answer, the reason, and what came next.
#
# Practise with this case, with a case file that a colleague sent, or with a made-up case. There are new made-up cases every day, the same ones for everybody, so that a group can practise together.
#
# Order numbers, addresses, phones and other typed text are not taken along, nor are evidence files. The parcel and the evidence are mostly shown as they were at the end of the file. Nothing is recorded; close the page and it is gone.

# %%
from guide.ui import page

page("practice")
