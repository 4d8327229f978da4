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
# # 开始
#
# 在小红书买的东西没到，通常有办法处理。先看清包裹卡在哪一步，再决定找谁。按步骤走，大概率能解决；结果要看证据和平台的判断，没有人能保证。
#
# ## 先看物流停在哪里
#
# | 物流现在显示 | 可能的原因 | 先做什么 |
# |---|---|---|
# | 还没发货，或单号查不到轨迹 | 没到约定时间，或货没交给快递 | 查约定的发货日期 |
# | 已揽收、运输中，几天没动静 | 更新慢，或者丢件 | 记下最后一次更新的时间 |
# | 正在派送、派送失败 | 还在路上，或联系不上你 | 看电话和地址，打给快递员 |
# | 放在驿站、快递柜、代收点 | 等你去取 | 去物流写的地点找 |
# | 已签收，手里却没有 | 点错、代签、错拿，或放在你没留意的地方 | 问身边的人，再问快递员 |
# | 清关中、已退回、拒收 | 走法不同 | 翻到[特殊情况](05_special.ipynb) |
#
# 收到了但货不对，或者包裹是空的，属于另一类售后，不走这条路。
#
# ## 一共四步
#
# 1. [自查](01_self_check.ipynb)：核对收货信息和物流，问一圈人，先排除自己能解决的。
# 2. [联系商家](02_seller.ipynb)：说清事实和诉求，聊天全程截图。给 24 到 48 小时，这是买家自己的耐心，不是平台规定（原文）。
# 3. [申请平台介入](03_platform.ipynb)：商家不解决，就选对问题类型，把证据一次交齐。
# 4. 等待裁决：看住 App 里显示的期限。[裁决之后](04_after.ipynb)讲到账，也讲接下来的路。
#
# 先记住一件事：货没到手，不要点「确认收货」。确认之后 4 或 7 天，货款就会结算给商家（转述）。
#
# ## 依据有多可靠
#
# 每条建议都带一个标记：
#
# - **官方**：读过法律或规章的正文，写明条号。
# - **转述**：别的资料点名引用了正式文本，正文我们没有核对。
# - **原文**：手册所依据的那篇说明里的做法。
# - **手册**：我们的推断或经验取值，可以修改。
# - **待核实**：没有找到依据，不写数字，照 App 里显示的填。
#
# ## 下面的表单
#
# 先问这一单的情况、收货信息和物流，再说眼下该做哪一步。不知道的可以空着，答过的随时能改。手册不连接你的小红书账号，也不替你操作。

# %% [markdown] lang="en"
# # Start here
#
# An order from Xiaohongshu that has not arrived can usually be dealt with. First see where the parcel is stuck, then decide whom to ask. Taken step by step it will most likely be settled; the result rests on the evidence and on the platform's judgement, and nobody can guarantee it.
#
# ## Where does the tracking stand?
#
# | The tracking says | Possible reason | Do this first |
# |---|---|---|
# | Not shipped, or a number with no trace | Not due yet, or never handed to a courier | Look up the agreed shipping day |
# | Picked up or in transit, silent for days | Slow updates, or a lost parcel | Note the time of the last update |
# | Out for delivery, or delivery failed | Still coming, or nobody could reach you | Check phone and address, call the courier |
# | At a station, locker or pickup point | It waits for you | Look at the place the tracking names |
# | Signed for, and you do not have it | Wrong button, someone else signed or took it, or it lies where you did not look | Ask the people around you, then the courier |
# | In customs, returned or refused | These go their own way | See [Special cases](05_special.ipynb) |
#
# Wrong goods, or an empty parcel, are another kind of claim and do not belong here.
#
# ## Four steps
#
# 1. [Check yourself](01_self_check.ipynb): delivery details, tracking, the people around you. Rule out what you can settle alone.
# 2. [Contact the seller](02_seller.ipynb): state the facts and your demand, and screenshot the whole chat. Allow 24 to 48 hours; that is a buyer's own patience, not a platform rule (source).
# 3. [Apply to the platform](03_platform.ipynb): if the seller does not solve it, choose the right claim type and hand in all evidence at once.
# 4. Wait for the ruling, and watch the deadline in the app. [After the ruling](04_after.ipynb) covers the money, and what else you can do.
#
# One thing to remember from the start: do not tap 「确认收货」 (confirm receipt) for goods you do not have. Four or seven days after that the seller is paid (reported).
#
# ## How reliable is it?
#
# Every piece of advice carries a mark:
#
# - **Official**: we read the law or rule itself and cite the article.
# - **Reported**: another text names the official one, which we have not checked.
# - **Source**: the text this handbook follows says so.
# - **Ours**: our inference or working figure; it can be edited.
# - **Unverified**: no basis found, so no number. Copy what the app shows.
#
# ## The form below
#
# It asks about the order, the delivery details and the tracking, then says which step comes now. Leave blank what you do not know; every answer can be changed later. The handbook does not connect to your Xiaohongshu account and does nothing in your name.

# %%
from guide.ui import page

page("start")
