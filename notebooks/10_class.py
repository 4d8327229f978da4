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
# # 班级
#
# 给带教的人：先看明天教什么，再看谁卡住了。没有打开自己的班时，这里是样例班，里面的学员和作答都由程序模拟。
#
# 记录里只有代码，没有姓名，也没有排名。

# %% [markdown] lang="en"
# # The class
#
# For trainers: first what to teach next, then who is stuck. Until you open a class of your own, this is a sample class whose people and answers are simulated.
#
# The records hold codes and no names, and there is no ranking.

# %%
from guide.ui import page

page("class")
