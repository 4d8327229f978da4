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
# 好好说清楚，多数商家会处理。先找商家，再找平台：商家肯处理，这样最快；商家没有解决，这段聊天就是申请平台介入的关键证据。
#
# ## 怎么联系
#
# 1. 打开这一单，通常能看到「联系商家」或「客服」，点进去就是聊天窗口。
# 2. 先发物流截图，再发文字。
# 3. 文字按这个顺序写：问候、订单号、物流怎么显示、要问的事、你的诉求、答复期限。
# 4. 语气冷静，只说事实。聊天以后平台会看，指责帮不上忙。
# 5. 从第一句截到最后一句，时间也要截进去。记下发出的时刻，给商家的时间从这时算起。
#
# ## 诉求选一个
#
# | 诉求 | 什么时候合适 |
# |---|---|
# | 催发货／查物流 | 还没有发货，请商家尽快发出；或者物流停住、显示已签收而你没有收到，请商家查清去向 |
# | 补发 | 很可能丢件，或者货已经退回 |
# | 退款 | 过了时间没有发货、很可能丢件，或者你不想再等 |
#
# 不必等商家先答应，也可以在订单页直接申请退款。这份申请先由商家处理；商家拒绝，或者一直不处理，再请平台客服介入。
#
# ## 等多久
#
# 这是建议你给商家的时间，不是平台规定。多久合适、到几点为止，下面的表单会从第一次联系的时间算起。
#
# | 商家的答复 | 怎么办 |
# |---|---|
# | 没有回复 | 等了一阵还没有，就再提醒一次，写明答复期限；到了期限还没有回复，进入下一步 |
# | 只说「在催」「再等等」 | 马上再提醒一次，写明答复期限；还是没有方案，就不用再等，进入下一步 |
# | 答应查件 | 等到说好的时间；过了还没有结果，进入下一步 |
# | 答应补发或退款 | 问清楚日期，等商家兑现；商家没有说日期，表单会给一个（我们的判断）；过期没有办，再提醒一次 |
# | 拒绝，或者提出的方案你不能接受 | 不用等，进入下一步 |
#
# 商家一直不理，平台会不会自动退款、要等多久：待核实，App 里显示了就照着填。
#
# ## 可以引用的依据
#
# - 运输途中的风险由商家承担，快递公司由你自己选定的除外（法律原文：《电子商务法》第 20 条）。
# - 快递公司造成的违约，商家仍然要对你负责（法律原文：《民法典》第 593 条）。
# - 催告以后过了合理的时间还不交货，可以解除合同（法律原文：《民法典》第 563 条第一款第三、四项）。
#
# ## 容易出错的地方
#
# - 商家让你自己去找快递公司。可以一起问，但答复要请商家给。
# - 商家刚答应，就点「确认收货」。请等货或钱到手再说。
# - 只打电话。没有文字记录，以后很难说清楚。
#
# ## 下面的表单
#
# 表单会写好要发的消息。发出以后填上时间，每有一次往来就记一笔，旁边会告诉你等到什么时候，到了时间该再提醒一次，还是该[申请平台介入](03_platform.ipynb)。

# %% [markdown] lang="en"
# # Contact the seller
#
# Say clearly what happened; most sellers will act. The seller comes first and the platform after: if the seller acts, this is the quickest way; if not, this very chat is the key evidence for the platform.
#
# ## How to do it
#
# 1. Open the order. There is usually a button 「联系商家」 (Contact seller) or 「客服」 (Service) that opens a chat.
# 2. Send the tracking screenshot first, then your text.
# 3. Keep this order: greeting, order number, what the tracking says, your question, your demand, the time to answer by.
# 4. Stay calm and keep to facts. The platform will read this chat later, and blame does not help.
# 5. Take screenshots from the first line to the last, times included. Note when you sent it; the seller’s time counts from there.
#
# ## Choose one demand
#
# | Demand | When it fits |
# |---|---|
# | Ship it / trace it | It has not shipped: ask the seller to ship it soon. Or the tracking has stopped, or it says signed for and you have nothing: ask where it went |
# | Send another | The parcel is likely lost, or has gone back |
# | Refund | Not shipped in time, likely lost, or you do not want to wait |
#
# You need not wait for the seller to agree: you may also apply for a refund straight from the order page. The seller handles that application first; if it is refused or not handled, ask the platform’s service to step in.
#
# ## How long to wait
#
# This is the time we suggest you allow; it is not a platform rule. How long, and until when, the form below counts from your first message.
#
# | The seller’s answer | What to do |
# |---|---|
# | None | After a while, remind once and name a time to answer by; still no reply by then: next step |
# | Only “we are on it” | Remind at once and name a time; still no solution: wait no more, next step |
# | Will trace it | Wait until the time named; no result by then: next step |
# | Will resend or refund | Ask for the day and wait for it; if none is named, the form sets one (our view); overdue, remind once |
# | Refuses, or offers what you cannot accept | No need to wait: next step |
#
# Whether the platform refunds by itself when a seller stays silent, and after how long: unverified. If the app shows a time, enter it.
#
# ## What you may cite
#
# - The risk in transport is the seller’s, unless you chose the courier yourself (law text: E-commerce Law, Art. 20).
# - The seller answers to you even where the courier caused the breach (law text: Civil Code, Art. 593).
# - After a reminder and a reasonable time without delivery, you may cancel (law text: Civil Code, Art. 563(1)(3)(4)).
#
# ## What goes wrong
#
# - The seller sends you to the courier. Ask there as well, but the answer is the seller’s to give.
# - The seller agrees, and the buyer confirms receipt. Wait for the goods or the money.
# - Everything is said by phone. Without text there is little to show later.
#
# ## The form below
#
# It writes the message. Once you have sent it, enter when, and record each exchange; beside it you see how long to wait and, when that is over, whether to remind once more or to [apply to the platform](03_platform.ipynb).

# %%
from guide.ui import page

page("seller")
