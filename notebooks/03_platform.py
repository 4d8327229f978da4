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
# # 申请平台介入
#
# 商家没有解决也不要紧，还可以请平台来判断。这一步主要看证据，所以先备齐，再提交。
#
# ## 什么时候可以申请
#
# - 联系过商家，而且给商家的时间已经过了；商家拒绝，或者提出的方案你不能接受，就不用等。
# - 你的情况有合适的问题类型，见下表。
# - 三样必备证据都在手里。
#
# ## 怎么做
#
# 1. 打开和商家的聊天，下方通常有「申请售后」或「申请客服介入」。版本不同，位置和名称可能不一样，以 App 为准。
#    - 看到「申请售后」：这份申请先由商家处理，商家拒绝或者过时不处理，再点客服介入。
#    - 看到「申请客服介入」：这份申请直接交给平台。
# 2. 选问题类型。
# 3. 按时间顺序写清楚经过和诉求。有证据的写明是哪一张；没有证据的照实说，不夸大。
# 4. 把证据一次交齐。
# 5. 记下 App 里显示的期限，平台要你补材料，就在期限之内补交。
#
# | 情况 | 问题类型 | 退款类型（名称以 App 为准） |
# |---|---|---|
# | 过了约定时间没有发货；现货的发货时限见表单（据转述） | 「未按约定时间发货」 | 未发货退款 |
# | 给了单号，过了时间还查不到扫描记录 | 「虚假发货」 | 未发货退款 |
# | 路上停住、丢件、派送失败、退回，或者显示已签收而没有收到 | 「未收到货」 | 已发货仅退款 |
#
# ## 证据
#
# 必备三样（网络文章）：
#
# 1. 订单页截图：商品、金额和收货人在同一屏。
# 2. 物流页截图：截到最后一次更新的时间。
# 3. 与商家的完整聊天截图：从第一句到最后一句。
#
# 再看情况加上：写明发货日期的页面、收货信息、与快递员的通话或聊天、驿站或快递柜的监控、家人和前台的回话。
#
# ## 平台怎么看
#
# - 平台看双方的材料和聊天。证据完整的话，你大概率能拿回钱或货（网络文章），但没有人能保证。
# - 快递送货的，收件人签收才算交付（法律原文：《电子商务法》第 51 条、《民法典》第 512 条）。显示已签收而你没有收到时，平台通常会优先保护消费者，由商家拿出你签收的证据，比如签字照片（网络文章）。
# - 商家和平台要提供原始合同和交易记录；丢失了或者拒不提供，以致事实查不清的，要承担责任（法律原文：《电子商务法》第 62 条）。
# - 2026 年 2 月起，平台不能强迫商家「仅退款」，还要给出理由和申诉渠道；如果是系统自动处理的，可以要求人工复核（据转述：市场监管总局令第 116 号）。所以证据更要紧了。
#
# 多少天裁决、多少天之内提交证据：待核实，以 App 里显示的为准。
#
# ## 容易出错的地方
#
# - 钱或货没到手就撤销申请。撤销以后，可能不能再申请。
# - 去申请「七天无理由」退货。它的时间从收到货算起，没收到货不适用（法律原文：《消费者权益保护法》第 25 条）。
# - 聊天只截了对自己有利的几句。
#
# ## 下面的表单
#
# 表单会按你的情况选问题类型，列出还缺的证据，写好交给平台的说明。请先把缺的备齐，再到 App 里提交。结果出来以后，看[裁决之后](04_after.ipynb)。

# %% [markdown] lang="en"
# # Apply to the platform
#
# If the seller has not solved it, all is not lost: the platform can decide. Evidence is what counts here, so complete it first and submit after.
#
# ## When you may apply
#
# - You have contacted the seller and the time you gave is over; after a refusal, or an offer you cannot accept, there is no need to wait.
# - There is a claim type that fits, see the table.
# - The three required items are in hand.
#
# ## How to do it
#
# 1. Open the chat with the seller. Below it there is usually 「申请售后」 (Apply for after-sale) or 「申请客服介入」 (Ask customer service to step in). Places and names differ between versions; go by the app.
#    - With 「申请售后」 the seller handles your application first; if it is refused or the time passes, ask the service to step in.
#    - With 「申请客服介入」 it goes straight to the platform.
# 2. Choose the claim type.
# 3. Tell what happened in order of time, and what you ask for. Where you have evidence, say which picture it is; where you have none, say it as it was and do not exaggerate.
# 4. Hand in all evidence at once.
# 5. Note the deadline the app shows, and answer in time if the platform asks for more.
#
# | What happened | Claim type | Refund type (the app’s name counts) |
# |---|---|---|
# | Not shipped in the agreed time; for goods in stock the form knows the limit (reported) | 「未按约定时间发货」 not shipped as agreed | Refund, not shipped |
# | A number was given, the time has passed, and it has no scans | 「虚假发货」 fake shipment | Refund, not shipped |
# | Stopped on the way, lost, delivery failed, returned, or signed for and not received | 「未收到货」 goods not received | Refund only, shipped |
#
# ## Evidence
#
# Three items are required (web article):
#
# 1. The order: goods, sum and recipient on one screen.
# 2. The tracking, down to the time of the last update.
# 3. The whole chat with the seller: from the first line to the last.
#
# Add what fits the case: the page with the shipping day, your delivery details, calls or chats with the courier, footage from the station or locker, answers of family and front desk.
#
# ## How the platform sees it
#
# - It weighs both sides’ material and chats. With complete evidence you will most likely get your money or your goods (web article), but nobody can guarantee it.
# - With courier delivery, delivery happens when the recipient signs (law text: E-commerce Law, Art. 51; Civil Code, Art. 512). Where it shows as signed for and you have nothing, the platform usually puts the buyer’s protection first: the seller should show proof that you signed, such as a photo (web article).
# - The seller and the platform have to provide the original contract and the records of the deal; if they lose them or refuse, so that the facts cannot be found, they bear the consequence (law text: E-commerce Law, Art. 62).
# - Since February 2026 a platform may not force “refund only” on sellers, and owes reasons and an appeal; where the handling was automatic, you may ask for a human review (reported: Order 116). So evidence matters more.
#
# How many days a ruling takes, and how long evidence may be handed in: unverified. The app’s own date counts.
#
# ## What goes wrong
#
# - Withdrawing before money or goods have come. You may not be able to apply again.
# - Taking the seven-day return. It counts from receipt and does not apply here (law text: Consumer Protection Law, Art. 25).
# - Cutting the chat down to the lines that suit you.
#
# ## The form below
#
# It chooses the claim type for your case, lists the evidence still missing and drafts your statement. Complete the list, then submit in the app. When the result is in, read [After the ruling](04_after.ipynb).

# %%
from guide.ui import page

page("platform")
