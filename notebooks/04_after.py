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
# # 裁决之后
#
# 裁决不是终点。结果支持你，还要等钱真正到账；没有完全支持，也先别灰心，后面还有别的途径。
#
# ## 结果支持你
#
# 1. 在 App 里看退款进度，到账以后核对金额，并截图。
# 2. 钱还没到账，不要撤销申请，也不要点「确认收货」。
# 3. 核对无误，再结束这一单。退款以后货又到了，看[特殊情况](05_special.ipynb)。
#
# ## 没有完全支持
#
# 下面是我们建议的顺序。后一步常常要用到前一步的结果，所以每次的答复都要保存。有些步骤不必等裁决：显示已签收的，越早向快递公司要签收底单越好，平台也要看它。
#
# | 步 | 找谁 | 带什么、要什么 | 多久 | 依据 |
# |---|---|---|---|---|
# | 1 | 平台申诉、人工复核 | 裁决的页面；要适用的规则、商家的材料、理由，并写清楚哪一点不对 | 以 App 显示为准 | 据转述：市场监管总局令第 116 号 |
# | 2 | 快递公司 | 单号；要签收底单或照片、派送记录、工单号 | 到哪天，看表单 | 据转述：《快递暂行条例》 |
# | 3 | 12305 邮政申诉 | 第 2 步的工单号和答复；只能由收件人或寄件人提出 | 到哪天，看表单 | 法律原文：《邮政法》第 65 条 |
# | 4 | 12315 投诉商家 | 订单、聊天、裁决；请求调解 | 先告知受不受理（到哪天，看表单），受理后还要调解，时间更长 | 法律原文：《消费者权益保护法》第 39、46 条 |
# | 5 | 支付渠道或发卡行 | 付款记录和前面的结果 | 待核实 | 待核实，各家不同 |
# | 6 | 收货地的法院 | 全部原件 | 以法院通知为准 | 法律原文：《民事诉讼法》第 165 条，司法解释第 20 条 |
#
# - 第 3 步要在第 2 步没有解决，或者过期没有答复之后（我们建议的顺序）。据转述，12305 的申诉要在一年之内提出，法院已经受理的不能再申诉；国际件要先等快递公司 60 天。它不负责退款。
# - 货没有交给快递公司的，跳过第 2、3 步，直接投诉商家。
# - 12315 的投诉讲你的纠纷，举报讲对方违规，要分开提交。店铺没有公示地址或者联系不上的，由平台所在地的部门处理（据转述：市场监管总局令第 121 号）。它还调整了调解的期限，新的天数待核实。
# - 第 5 步之前请先问清楚：支付争议和平台申请可能互相影响。
# - 小额诉讼一审终审，只适用于要求付钱的案件，要求补发的不适用。和商家另有有效约定的，收货地的法院未必能管。
# - 诉讼时效一般是三年（法律原文：《民法典》第 188 条），但监控、物流记录和平台申诉的期限短得多，请尽快。
# - 互联网法院的管辖在 2025 年 11 月调整过（据转述）。网购案件还归不归它们管，我们没有核对，北京、杭州、广州的请以立案窗口的答复为准。
# - 2024 年 7 月起还有《消费者权益保护法实施条例》，条文我们没有核对（待核实）。
#
# ## 当心骗子
#
# 有人来电说「丢件理赔」，要你共享屏幕、转账或下载软件，那是诈骗，请直接挂断（据转述）。对方说得出你的订单信息，也不代表可信。想核实的话，自己打官方电话。钱已经在平台之外付出去了，或者商家消失了，可以报警（110，反诈专线 96110），也不要再付钱。
#
# ## 容易出错的地方
#
# - 同时用好几种途径，说法却前后不一。
# - 想按欺诈要三倍赔偿。那要证明商家故意欺骗（法律原文：《消费者权益保护法》第 55 条），只是没送到还不够。
#
# ## 下面的表单
#
# 请记下裁决和每一步的结果，表单会告诉你下一步找谁、带什么、等到哪天。

# %% [markdown] lang="en"
# # After the ruling
#
# A ruling is not the end. If it is for you, the money still has to come; if it is not, don’t lose heart, because other ways remain.
#
# ## It is for you
#
# 1. Follow the refund in the app. When it arrives, check the sum and take a screenshot.
# 2. Before the money has come, neither withdraw the claim nor tap 「确认收货」 (Confirm receipt).
# 3. Close the case once the sum is right. If the goods turn up after the refund, see [Special cases](05_special.ipynb).
#
# ## It is not, or only in part
#
# This is the order we suggest. A later step often needs the result of the one before, so keep every answer. Some steps need not wait for the ruling: if the parcel was signed for, the sooner you ask the courier for the signed delivery note the better, for the platform wants to see it, too.
#
# | Step | Where | What to bring and ask for | How long | Basis |
# |---|---|---|---|---|
# | 1 | Platform: appeal, human review | The ruling; ask for the rule applied, the seller’s material, the reasons, and say which point is wrong | As the app shows | Reported: Order 116 |
# | 2 | Courier company | Tracking number; ask for the signed delivery note or photo, the tracking record, a ticket number | The form gives the day | Reported: Interim Regulations on Express Delivery |
# | 3 | 12305, postal appeal | Ticket and answer of step 2; only recipient or sender may appeal | The form gives the day | Law text: Postal Law, Art. 65 |
# | 4 | 12315, complaint about the seller | Order, chat, ruling; ask for mediation | First accepted or not (the form gives the day); mediation follows and takes longer | Law text: Consumer Protection Law, Art. 39 and 46 |
# | 5 | Payment channel or card issuer | Proof of payment and the results so far | Unverified | Unverified, rules differ |
# | 6 | Court of the receiving address | All originals | As the court says | Law text: Civil Procedure Law, Art. 165; Interpretation, Art. 20 |
#
# - Step 3 comes after step 2 has failed or was not answered in time (the order we suggest). Reported: a 12305 appeal has to be made within one year and not once a court has the case; with international parcels the courier has 60 days first. It refunds nothing.
# - If the parcel never reached a courier, leave out steps 2 and 3 and complain about the seller.
# - At 12315 a complaint is about your dispute and a report about a violation; file the report separately. If the shop’s address is not published or it cannot be reached, the authority of the platform’s seat handles it (reported: Order 121). The order also changed the time for mediation; the new figure is unverified.
# - Before step 5, ask: a payment dispute and a platform claim may affect each other.
# - A small claim is heard in one instance and is for money only, not for sending goods again. If you validly agreed on another court, the one at the receiving address may not take it.
# - The limitation period is generally three years (law text: Civil Code, Art. 188), but footage, courier records and the platform’s appeal run out much sooner, so do not wait.
# - The internet courts’ jurisdiction changed in November 2025 (reported). Whether it still covers online purchases we have not checked; in Beijing, Hangzhou and Guangzhou ask the court’s filing desk.
# - Since July 2024 there are also Regulations implementing the Consumer Protection Law, whose articles we have not checked (unverified).
#
# ## Beware of fraud
#
# A caller who offers “lost parcel compensation” and wants you to share your screen, transfer money or install an app is a fraud. Hang up (reported). Knowing your order does not make a caller trustworthy. To make sure, call the official number yourself. If money went outside the platform or the seller vanished, you can call the police (110, or 96110 for fraud); pay nothing more.
#
# ## What goes wrong
#
# - Several ways at once, with stories that differ.
# - Asking for triple damages. Fraud means proving that the seller meant to deceive (law text: Consumer Protection Law, Art. 55); a parcel that did not come is not enough.
#
# ## The form below
#
# Record the ruling and the result of each step. It says whom to ask next, what to bring and until when.

# %%
from guide.ui import page

page("after")
