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
# # 联系商家
#
# 先找商家，再找平台。商家肯处理，这条路最短；不肯，这段聊天就是申请平台介入的关键证据。
#
# ## 怎么联系
#
# 1. 打开这一单，通常能看到「联系商家」或「客服」，点进去就是聊天窗口。
# 2. 先发物流截图，再发文字。
# 3. 文字按这个顺序写：问候、订单号、物流写了什么、要问的事、你的诉求、答复期限。
# 4. 语气冷静，只说事实。聊天以后会给平台看，指责帮不上忙。
# 5. 从第一句截到最后一句，带上时间。记下发出的时刻，等待从这时算起。
#
# ## 诉求选一个
#
# | 诉求 | 什么时候合适 |
# |---|---|
# | 催查 | 物流停住，或显示签收而你没有收到，先查清去向 |
# | 补发 | 很可能丢件，或货已退回商家 |
# | 退款 | 过了时间没发货、很可能丢件，或你不想再等 |
#
# 不想等商家点头，也可以在订单页直接申请退款。
#
# ## 等多久
#
# 24 到 48 小时是买家自己的耐心，不是平台规定（原文）。
#
# | 商家的答复 | 怎么办 |
# |---|---|
# | 没有回复 | 满 24 小时再催一次，写明期限；到了写明的时间仍不回，或满 48 小时，进入下一步 |
# | 只说「在催」「再等等」 | 当即写明期限再催；满 24 小时还没有方案，进入下一步 |
# | 答应查件 | 等到说好的时间，没说就满 24 小时；还没有结果，进入下一步 |
# | 答应补发或退款 | 问清日期，等兑现；没说日期就先按 48 小时算（手册）；过期没办，再催一次 |
# | 拒绝，或办法你不能接受 | 不用等，进入下一步 |
#
# 商家一直不理，平台会不会自动退款、要等多久：待核实，App 里显示了就照着填。
#
# ## 可以引用的依据
#
# - 运输中的风险由商家承担，快递由你自己选定的除外（官方：《电子商务法》第 20 条）。
# - 快递造成的违约，商家仍要对你负责（官方：《民法典》第 593 条）。
# - 催告后过了合理时间还不交货，可以解除合同（官方：《民法典》第 563 条第一款第三、四项）。
#
# ## 容易出错的地方
#
# - 商家让你自己去找快递。可以一起问，但答复要商家给。
# - 商家刚答应，就点「确认收货」。等货或钱到手再说。
# - 只打电话。没有文字，以后说不清。
#
# ## 下面的表单
#
# 写出要发的消息，替你看住时间。每有一次往来就记一笔，到点告诉你该再催，还是该[申请平台介入](03_platform.ipynb)。

# %% [markdown] lang="en"
# # Contact the seller
#
# The seller comes first, the platform after. If the seller acts, this is the shortest way; if not, this very chat is the key evidence for the platform.
#
# ## How to do it
#
# 1. Open the order. There is usually a button 「联系商家」 (Contact seller) or 「客服」 (Service) that opens a chat.
# 2. Send the tracking screenshot first, then your text.
# 3. Keep this order: greeting, order number, what the tracking says, your question, your demand, the time to answer by.
# 4. Stay calm and keep to facts. The platform may read this chat later, and blame does not help.
# 5. Screenshot from the first line to the last, times included. Note when you sent it; the wait counts from there.
#
# ## Choose one demand
#
# | Demand | When it fits |
# |---|---|
# | Trace it | The tracking has stopped, or it says signed and you have nothing: find out where it went |
# | Send another | The parcel is likely lost, or has gone back to the seller |
# | Refund | Not shipped in time, likely lost, or you do not want to wait |
#
# You need not wait for the seller's agreement: you may also apply for a refund straight from the order page.
#
# ## How long to wait
#
# 24 to 48 hours is a buyer's own patience, not a platform rule (source).
#
# | The seller's answer | What to do |
# |---|---|
# | None | After 24 hours remind once and set a time; still nothing, or 48 hours over: next step |
# | Only "we are on it" | Remind at once and set a time; no solution when 24 hours are over: next step |
# | Will trace it | Wait until the time named, or else until 24 hours are over; no result: next step |
# | Will resend or refund | Ask for the day and wait for it; if none is named, count 48 hours (ours); overdue, remind once |
# | Refuses, or offers what you cannot accept | No need to wait: next step |
#
# Whether the platform refunds by itself when a seller stays silent, and after how long: unverified. If the app shows a time, enter it.
#
# ## What you may cite
#
# - The risk in transport is the seller's, unless you chose the courier yourself (official: E-commerce Law, Art. 20).
# - The seller answers to you even where the courier caused the breach (official: Civil Code, Art. 593).
# - After a reminder and a reasonable time without delivery, you may cancel (official: Civil Code, Art. 563(1)(3)(4)).
#
# ## What goes wrong
#
# - The seller sends you to the courier. Ask there as well, but the answer is the seller's to give.
# - The seller agrees, and the buyer confirms receipt. Wait for the goods or the money.
# - Everything is said by phone. Without text there is little to show later.
#
# ## The form below
#
# It writes the message and keeps the time. Record each exchange; when the time comes it says whether to remind once more or to [apply to the platform](03_platform.ipynb).

# %%
from guide.ui import page

page("seller")
