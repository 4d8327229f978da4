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
# # 特殊情况
#
# 大的步骤不变，变的是等多久、找谁、交什么。先找到你的那一条。
#
# ## 时间不一样的
#
# - **海外、港澳台。** 走得慢，还要清关。一两周没更新是正常的；超过两周，先请商家查清关；超过一个月仍没有更新，再申请平台介入（原文）。清关要补材料的，先补。
# - **预售、定制。** 以商家承诺的发货日期为准。没到日期不算晚；过了还没发，选「未按约定时间发货」（原文）。先截下写明日期的页面。
#
# ## 人和地址不一样的
#
# - **礼物。** 先问收礼的人和他身边的人；退款由付款的人申请（手册）。
# - **下单后改过地址。** 先确认快递单上是新地址，再把改地址的聊天截下来（手册）。
# - **地址写错了。** 趁包裹还在路上请商家或快递改。写错会削弱你的理由，照实说。
#
# ## 包裹不一样的
#
# | 情况 | 怎么办 |
# |---|---|
# | 分批发货，缺一部分 | 只为缺的部分申请。发出了没到，选「未收到货」；过了约定时间没发，选「未按约定时间发货」。写明缺哪几件（手册） |
# | 已退回，或显示拒收 | 先问为什么退回。货在商家那里，可以要求重寄或退款；你没有拒收，就说清楚（手册） |
# | 空包裹、货不对 | 属于另一类售后。拍照，留包装和称重记录，选商品问题一类（手册） |
# | 退款后货又到了 | 不要既留货又留钱。问商家怎么退、运费谁付（手册） |
#
# ## 要多留一手的
#
# - **贵重商品。** 每次沟通都截图，原图留到事情结束。下次付款前，先和商家说好发货和物流的细节（原文）。
# - **快要自动确认收货。** 在订单页看能不能延长收货，或先申请售后。自动确认的天数：待核实，照 App 显示的填。
# - **已经点了「确认收货」。** 货款可能开始结算（转述）。尽快联系商家，并看订单页还能不能申请售后。
#
# ## 容易出错的地方
#
# - 清关慢当成丢件，太早申请。
# - 整单退款，其实只缺一件。
# - 你自己选了快递或代收点，那里出的问题，理由会弱一些（官方：《电子商务法》第 20 条、《民法典》第 608 条）。
#
# ## 下面的表单
#
# 选中你的情况，它会换掉等待的时间、问题类型和证据清单。情况不止一种，就都填上。其余步骤回到[联系商家](02_seller.ipynb)和[申请平台介入](03_platform.ipynb)。

# %% [markdown] lang="en"
# # Special cases
#
# The steps stay the same; what changes is how long to wait, whom to ask and what to hand in. Find the one that is yours.
#
# ## Another clock
#
# - **From abroad, Hong Kong, Macao or Taiwan.** These are slow and pass customs. A week or two without an update is normal; after two weeks ask the seller about customs; after a month without an update, apply to the platform (source). If customs wants papers, hand them in first.
# - **Pre-sale, made to order.** The shipping day the seller promised is what counts. Before it, nothing is late; after it, choose 「未按约定时间发货」 (not shipped as agreed) (source). First screenshot the page that names the day.
#
# ## Another person or address
#
# - **A gift.** First ask the person it was meant for, and those around them. The payer applies for the refund (ours).
# - **The address was changed after ordering.** See that the label has the new one, and screenshot the chat about the change (ours).
# - **The address was wrong.** Have the seller or the courier correct it while the parcel is on its way. The mistake weakens your case; say so openly.
#
# ## Another parcel
#
# | What happened | What to do |
# |---|---|
# | Split shipment, a part is missing | Claim for that part only. Shipped and not here: 「未收到货」 (goods not received). Not shipped in time: 「未按约定时间发货」 (not shipped as agreed). Name the items (ours) |
# | Returned, or shown as refused | Ask why it went back. The seller has the goods, so ask for them again or for a refund; if you did not refuse them, say so (ours) |
# | Empty parcel, wrong goods | Another kind of claim. Take photos, keep packaging and weight record, and choose a type for faulty goods (ours) |
# | Goods arrive after the refund | Do not keep both. Ask the seller how to return them and who pays (ours) |
#
# ## A little more care
#
# - **High value.** Screenshot every exchange and keep the originals to the end. Next time, agree on shipping and delivery before you pay (source).
# - **About to confirm itself.** See whether the order page lets you extend the time, or apply for after-sale first. Days until automatic confirmation: unverified; copy what the app shows.
# - **You already tapped 「确认收货」 (confirm receipt).** The money may be on its way to the seller (reported). Contact the seller soon, and see whether the order page still offers after-sale.
#
# ## What goes wrong
#
# - Slow customs taken for a lost parcel, and a claim too early.
# - A refund for the whole order when one item is missing.
# - You chose the courier or the pickup point yourself: for what went wrong there, your case is weaker (official: E-commerce Law, Art. 20; Civil Code, Art. 608).
#
# ## The form below
#
# Choose what applies and it changes the waiting times, the claim type and the evidence list. If several apply, enter them all. The other steps are in [Contact the seller](02_seller.ipynb) and [Apply to the platform](03_platform.ipynb).

# %%
from guide.ui import page

page("special")
