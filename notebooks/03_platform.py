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
# 商家不解决，就请平台客服来判断。这一步看证据，所以先备齐，再提交。
#
# ## 什么时候可以申请
#
# - 联系过商家，而且给过的时间已满；商家拒绝，或给的办法你不能接受，就不用等。
# - 有对得上的问题类型，见下表。
# - 三样必备证据都在手里。
#
# ## 怎么做
#
# 1. 打开和商家的聊天，下方通常有「申请售后」或「申请客服介入」。版本不同，位置会变。
# 2. 选问题类型。
# 3. 按时间顺序写清经过和诉求，只写有截图的事。
# 4. 证据一次交齐。
# 5. 把 App 里显示的期限记下来，平台要补材料就及时补。
#
# | 情况 | 问题类型 | 退款类型 |
# |---|---|---|
# | 过了约定时间没发货；现货的时限是 48 小时（转述） | 「未按约定时间发货」 | 未发货退款 |
# | 给了单号，过了时间没有一次扫描 | 「虚假发货」 | 未发货退款 |
# | 路上停住、丢件、派送失败、退回，或显示签收没收到 | 「未收到货」 | 已发货仅退款 |
#
# ## 证据
#
# 必备三样（原文）：
#
# 1. 订单页截图：商品、金额、收货人在同一屏。
# 2. 物流页截图：截到最后一次更新的时间。
# 3. 与商家的完整聊天截图：从第一句到最后一句。
#
# 看情况再加：写明发货日期的页面、收货信息、快递员的通话或聊天、驿站或快递柜的监控、家人和前台的回话。
#
# ## 平台怎么看
#
# - 平台看双方的材料和聊天。证据充分，通常会支持你（原文），但没有人能保证。
# - 快递送货，收件人签收才算交付（官方：《电子商务法》第 51 条、《民法典》第 512 条）。显示签收而你没收到，可以请商家拿出你签收的证据，比如签字照片。
# - 记录在谁手里，谁就要拿出来（官方：《电子商务法》第 59 至 63 条）。
# - 2026 年 2 月起，平台不能强迫商家「仅退款」，还要给理由、申诉渠道和人工复核（转述：市场监管总局令第 116 号）。证据因此更要紧。
#
# 裁决要几天、举证限几天：待核实，以 App 显示为准。
#
# ## 容易出错的地方
#
# - 钱或货没到手就撤销申请，撤了未必能再提。
# - 去走「七天无理由」退货。那要从收到货算起，没收到货不走这条路（官方：《消费者权益保护法》第 25 条）。
# - 聊天只截了有利的几句。
#
# ## 下面的表单
#
# 按你的情况选问题类型，列出还缺的证据，写好给平台的说明。缺的补齐了，再去提交。结果出来，看[裁决之后](04_after.ipynb)。

# %% [markdown] lang="en"
# # Apply to the platform
#
# If the seller does not solve it, the platform's service decides. Evidence is what counts here, so complete it first and submit after.
#
# ## When you may apply
#
# - You have contacted the seller and the time you gave is over; after a refusal, or an offer you cannot accept, there is no need to wait.
# - A claim type fits, see the table.
# - The three required items are in hand.
#
# ## How to do it
#
# 1. Open the chat with the seller. Below it there is usually 「申请售后」 (Apply for after-sale) or 「申请客服介入」 (Ask service to step in). The place differs between versions.
# 2. Choose the claim type.
# 3. Tell what happened in order of time, and what you ask for. Write only what a screenshot shows.
# 4. Hand in all evidence at once.
# 5. Note the deadline the app shows, and answer in time if the platform asks for more.
#
# | What happened | Claim type | Refund type |
# |---|---|---|
# | Not shipped in the agreed time; for goods in stock the limit is 48 hours (reported) | 「未按约定时间发货」 not shipped as agreed | Refund, not shipped |
# | A number was given, the time has passed, and there is not one scan | 「虚假发货」 fake shipment | Refund, not shipped |
# | Stopped on the way, lost, delivery failed, returned, or signed for and not received | 「未收到货」 goods not received | Refund only, shipped |
#
# ## Evidence
#
# Three items are required (source):
#
# 1. The order: goods, sum and recipient on one screen.
# 2. The tracking: with the time of the last update.
# 3. The whole chat with the seller: from the first line to the last.
#
# Add what fits the case: the page with the shipping day, your delivery details, calls or chats with the courier, footage from the station or locker, answers of family and front desk.
#
# ## How the platform sees it
#
# - It weighs both sides' material and chats. With enough evidence it usually supports you (source), but nobody can guarantee it.
# - With courier delivery, delivery happens when the recipient signs (official: E-commerce Law, Art. 51; Civil Code, Art. 512). Where it shows as signed and you have nothing, ask the seller to show proof that you signed, such as a photo.
# - Whoever holds the records must produce them (official: E-commerce Law, Art. 59 to 63).
# - Since February 2026 a platform may not force "refund only" on sellers, and owes reasons, an appeal and a human review (reported: Order 116). So evidence matters more.
#
# How many days a ruling takes, and how long evidence may be handed in: unverified. The app's own date counts.
#
# ## What goes wrong
#
# - Withdrawing before money or goods have come. You may not be able to apply again.
# - Taking the seven-day return. It counts from receipt and is not the way here (official: Consumer Protection Law, Art. 25).
# - Cutting the chat down to the lines that suit you.
#
# ## The form below
#
# It chooses the claim type for your case, lists the evidence still missing and drafts your statement. Complete the list, then submit in the app. When the result is in, read [After the ruling](04_after.ipynb).

# %%
from guide.ui import page

page("platform")
