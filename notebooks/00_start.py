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
# # 从这里开始
#
# 别着急。在小红书买的东西没到，有现成的办法可以处理，一步一步来，大概率能解决。先看清楚包裹卡在哪一步，再决定找谁。结果要看证据和平台的判断，没有人能保证。
#
# ## 先看物流停在哪里
#
# | 物流现在显示 | 可能的原因 | 先做什么 |
# |---|---|---|
# | 还没发货，或单号查不到物流 | 约定的时间还没到，或者货还没有交给快递公司 | 查一下约定的发货日期 |
# | 已揽收、运输中，几天没有更新 | 物流更新得慢，或者丢件了 | 记下最后一次更新的时间 |
# | 正在派送、派送失败 | 还在路上，或者联系不上你 | 看看电话和地址，打给快递员 |
# | 放在驿站、快递柜、代收点 | 等你去取 | 去物流写的地点找一找 |
# | 已签收，手里却没有 | 误点、代签、错拿，或者放在你没有留意的地方 | 先问身边的人，再问快递员 |
# | 清关中、已退回、拒收 | 处理的办法不太一样 | 看[特殊情况](05_special.ipynb) |
#
# 收到了但货不对，或者包裹是空的，属于另一类售后，不在这本手册的范围里。
#
# ## 接下来读哪一章
#
# 先[自查](01_self_check.ipynb)，没有找到就[联系商家](02_seller.ipynb)，商家没有解决再[申请平台介入](03_platform.ipynb)，有了结果看[裁决之后](04_after.ipynb)。海外、预售、礼物、退回这些，看[特殊情况](05_special.ipynb)。
#
# 先记住一件事：货还没到手，不要点「确认收货」。确认之后 4 天或 7 天，货款就会结算给商家（据转述）。
#
# ## 依据有多可靠
#
# 每条建议都带一个标记：
#
# - **法律原文**：我们读过法律或规章的正文，并写明条号。
# - **据转述**：别的资料提到了正式文件，我们还没有核对它的正文。
# - **网络文章**：手册参照的一篇网络文章《小红书没收到货，怎么申请退款？》里这样写，它不是平台的规定。
# - **我们的判断**：我们自己的推断，或者按经验取的数字，可以修改。
# - **待核实**：没有找到依据，所以不写数字，请照 App 里显示的填。
#
# ## 下面的表单
#
# 表单只问物流：把物流文字贴进来，或者选一项，旁边就写着现在该做哪一步。不知道的可以空着，回答过的随时可以改。手册不连接你的小红书账号，也不替你操作。

# %% [markdown] lang="en"
# # Start here
#
# Don’t worry. There is a fixed way to handle a Xiaohongshu order that has not arrived, and taken step by step it will most likely be settled. First see where the parcel is stuck, then decide whom to ask. The result depends on the evidence and on the platform’s judgement, and nobody can guarantee it.
#
# ## Where does the tracking stand?
#
# | The tracking says | Possible reason | Do this first |
# |---|---|---|
# | Not shipped, or a number without tracking history | Not due yet, or not yet handed to a courier | Look up the agreed shipping day |
# | Picked up or in transit, silent for days | Slow updates, or a lost parcel | Note the time of the last update |
# | Out for delivery, or delivery failed | Still coming, or nobody could reach you | Check phone and address, call the courier |
# | At a station, locker or pickup point | It waits for you | Look at the place the tracking names |
# | Signed for, and you do not have it | Marked by mistake, someone else signed or took it, or it is where you did not look | Ask the people around you, then the courier |
# | In customs, returned or refused | These are handled a little differently | See [Special cases](05_special.ipynb) |
#
# Wrong goods, or an empty parcel, are another kind of claim and are not part of this handbook.
#
# ## Which chapter next
#
# [Check first](01_self_check.ipynb); if it does not turn up, [contact the seller](02_seller.ipynb); if the seller does not solve it, [apply to the platform](03_platform.ipynb); once there is a result, read [After the ruling](04_after.ipynb). For orders from abroad, pre-sales, gifts and returned parcels, see [Special cases](05_special.ipynb).
#
# One thing to remember from the start: do not tap 「确认收货」 (Confirm receipt) for goods you do not have. Four or seven days after that the seller is paid (reported).
#
# ## How reliable is it?
#
# Every piece of advice carries a mark:
#
# - **Law text**: we read the law or regulation itself and cite the article.
# - **Reported**: another text names the official one; we have not checked that text itself.
# - **Web article**: the web article that this handbook follows says so. It is not a rule of the platform.
# - **Our view**: our own inference, or a figure from experience; it can be edited.
# - **Unverified**: we found no basis, so there is no number. Copy what the app shows.
#
# ## The form below
#
# It asks about the tracking alone: paste its text, or choose a line, and the step to take now appears beside it. Leave blank what you do not know; every answer can be changed later. The handbook does not connect to your Xiaohongshu account and does nothing in your name.

# %%
from guide.ui import page

page("start")
