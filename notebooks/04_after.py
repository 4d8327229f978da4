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
# 裁决不是终点。支持了你，要等钱到账；没有完全支持，后面还有路。
#
# ## 支持了你
#
# 1. 在 App 里看退款进度，到账后核对金额，截图。
# 2. 钱没到账，不要撤销申请，也不要点「确认收货」。
# 3. 核对无误，再结束这一单。退款后货又到了，看[特殊情况](05_special.ipynb)。
#
# ## 没有完全支持
#
# 从上往下走。后一步通常要用到前一步的结果，每次答复都留下来。
#
# | 步 | 找谁 | 带什么、要什么 | 多久 | 依据 |
# |---|---|---|---|---|
# | 1 | 平台申诉、人工复核 | 裁决页；要适用的规则、商家的材料、理由 | 以 App 显示为准 | 转述：市场监管总局令第 116 号 |
# | 2 | 快递公司 | 单号；要签收底单或照片、派送轨迹、工单号 | 7 天 | 转述：《快递暂行条例》 |
# | 3 | 12305 邮政申诉 | 第 2 步的工单号和答复；只能由收件人或寄件人提 | 30 天 | 官方：《邮政法》第 65 条 |
# | 4 | 12315 投诉商家 | 订单、聊天、裁决；请求调解 | 7 个工作日内处理 | 官方：《消费者权益保护法》第 39、46 条 |
# | 5 | 支付渠道或发卡行 | 付款记录和前面的结果 | 待核实 | 待核实，各家不同 |
# | 6 | 收货地法院，小额诉讼 | 全部原件 | 以法院通知为准 | 官方：《民事诉讼法》第 165 条，司法解释第 20 条 |
#
# - 第 3 步要在第 2 步没解决，或满 7 天没有答复之后（手册的顺序）。
# - 货没交给快递，就跳过第 2、3 步，投诉商家。
# - 12315 的投诉讲你的纠纷，举报讲对方违规，分开写（转述：市场监管总局令第 121 号）。
# - 第 5 步之前先问清：支付争议和平台申请可能互相排斥。
# - 小额诉讼一审终审。和商家另有有效约定的，收货地法院未必能管。诉讼时效一般是三年（官方：《民法典》第 188 条）。
# - 互联网法院的管辖在 2025 年 11 月变过，不要默认去那里起诉。
#
# ## 当心骗子
#
# 有人来电说「丢件理赔」，要你共享屏幕、转账或下载软件，就是骗子，挂断（转述）。要核实，自己打官方电话。
#
# ## 容易出错的地方
#
# - 同时开好几条路，说法前后不一。
# - 想按欺诈要三倍赔偿。那要证明商家故意欺骗（官方：《消费者权益保护法》第 55 条），只是没送到还不够。
#
# ## 下面的表单
#
# 记下裁决和每一步的结果，它会说下一步找谁、带什么、等到哪天，并算好 7 天和 30 天。

# %% [markdown] lang="en"
# # After the ruling
#
# A ruling is not the end. If it is for you, the money still has to come; if it is not, other ways remain.
#
# ## It is for you
#
# 1. Follow the refund in the app. When it arrives, check the sum and take a screenshot.
# 2. Before the money has come, neither withdraw the claim nor tap 「确认收货」 (confirm receipt).
# 3. Close the case once the sum is right. If the goods turn up after the refund, see [Special cases](05_special.ipynb).
#
# ## It is not, or only in part
#
# Go from top to bottom. A later step usually needs the result of the one before, so keep every answer.
#
# | Step | Where | What to bring and ask for | How long | Basis |
# |---|---|---|---|---|
# | 1 | Platform: appeal, human review | The ruling; ask for the rule applied, the seller's material, the reasons | As the app shows | Reported: Order 116 |
# | 2 | Courier company | Tracking number; ask for the signature slip or photo, the delivery trace, a ticket number | 7 days | Reported: Interim Regulations on Express Delivery |
# | 3 | 12305, postal appeal | Ticket and answer of step 2; only recipient or sender may appeal | 30 days | Official: Postal Law, Art. 65 |
# | 4 | 12315, complaint about the seller | Order, chat, ruling; ask for mediation | Acts within 7 working days | Official: Consumer Protection Law, Art. 39 and 46 |
# | 5 | Payment channel or card issuer | Proof of payment and the results so far | Unverified | Unverified, rules differ |
# | 6 | Court of the receiving address, small claim | All originals | As the court says | Official: Civil Procedure Law, Art. 165; Interpretation, Art. 20 |
#
# - Step 3 comes after step 2 has failed or been silent for 7 days (our order).
# - If the parcel never reached a courier, leave out steps 2 and 3 and complain about the seller.
# - At 12315 a complaint is about your dispute and a report about a violation; write them apart (reported: Order 121).
# - Before step 5, ask: a payment dispute and a platform claim can rule each other out.
# - A small claim is heard in one instance. If you validly agreed on another court, the one at the receiving address may not take it. The general limitation is three years (official: Civil Code, Art. 188).
# - The internet courts' jurisdiction changed in November 2025; do not go there by default.
#
# ## Beware of fraud
#
# A caller who offers "lost parcel compensation" and wants you to share your screen, transfer money or install an app is a fraud. Hang up (reported). To make sure, call the official number yourself.
#
# ## What goes wrong
#
# - Several ways at once, with stories that differ.
# - Asking for triple damages. Fraud means proving that the seller meant to deceive (official: Consumer Protection Law, Art. 55); a parcel that did not come is not enough.
#
# ## The form below
#
# Record the ruling and the result of each step. It says whom to ask next, what to bring and until when, and counts the 7 and the 30 days.

# %%
from guide.ui import page

page("after")
