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
# 情况特殊也不用慌，大的步骤都一样，不同的是等多久、找谁、交什么。请先找到你的那一条。
#
# ## 等待的时间不一样
#
# - **海外、港澳台。** 走得比较慢，还要清关。一两周没有更新通常是正常的；再久一些，先请商家查清关；超过一个月仍然没有更新，再申请平台介入（网络文章）。清关要补材料的，请先补上。
# - **预售、定制。** 以商家承诺的发货日期为准。没到日期不算晚；过了还没有发货，选「未按约定时间发货」（网络文章）。请先把写明日期的页面截图。
#
# ## 人和地址不一样
#
# - **礼物。** 先问问收件人和收件人身边的人；退款由付款的人申请（我们的判断）。
# - **下单后改过地址。** 先确认快递单上用的是新地址，再把改地址的聊天截图（我们的判断）。
# - **地址写错了。** 趁包裹还在路上，请商家或快递公司改。写错会让你的理由弱一些，但如实说明比隐瞒更有利。
#
# ## 包裹不一样
#
# | 情况 | 怎么办 |
# |---|---|
# | 分批发货，还缺一部分 | 只为缺的部分申请。发出了没有到，选「未收到货」；过了约定时间没有发，选「未按约定时间发货」。写明缺哪几件（我们的判断） |
# | 已经退回，或者显示拒收 | 先问为什么退回。你没有拒收，就说清楚；货退回商家以后，可以要求重新寄出或退款（我们的判断） |
# | 空包裹、货不对 | 属于另一类售后。请拍照，保留包装和称重记录，选商品问题一类（我们的判断） |
# | 退款以后货又到了 | 货和钱不能都留下。请问商家怎么退、运费由谁付（我们的判断） |
#
# ## 要多留心的
#
# - **贵重商品。** 每次沟通都截图，原图保存到事情结束（网络文章）。
# - **快要自动确认收货。** 看看订单页能不能延长收货时间，不能的话先申请售后。多少天自动确认：待核实，照 App 里显示的填。
# - **已经点了「确认收货」。** 货款可能开始结算（据转述）。请尽快联系商家，并看看订单页还能不能申请售后。
#
# ## 下次买贵重商品之前
#
# 付款之前，在聊天里和商家逐条约定，并保存截图（网络文章建议先约定发货和物流细节；下面的清单是我们的建议）：
#
# 1. 哪一天之前发货，过了怎么办。
# 2. 用哪家快递公司，要不要保价，保价的钱由谁付。
# 3. 送到哪里，是否必须本人当面签收，能不能放驿站、快递柜或门口。
# 4. 打包和发出时要不要拍照或录像。
# 5. 丢件、破损或一直没到，是补发还是退款，多少天之内办好。
#
# 收到以后，当面验货，或者开箱时录像。
#
# ## 容易出错的地方
#
# - 把清关慢当成丢件，太早申请。
# - 申请了整单退款，其实只缺一件。
# - 快递公司或代收点是你自己选的，在那里出的问题，你的理由会弱一些（法律原文：《电子商务法》第 20 条、《民法典》第 608 条）。
#
# ## 下面的表单
#
# 选中你的情况以后，建议会跟着变；等待的时间、问题类型和证据清单也会变，请到[处理一单](06_wizard.ipynb)里看。情况不止一种的，请都填上。其余步骤见[联系商家](02_seller.ipynb)和[申请平台介入](03_platform.ipynb)。

# %% [markdown] lang="en"
# # Special cases
#
# If your case is a special one, don’t worry: the steps stay the same. What changes is how long to wait, whom to ask and what to hand in. Find the one that is yours.
#
# ## Another length of time
#
# - **From abroad, Hong Kong, Macao or Taiwan.** These are slow and pass customs. A week or two without an update is usually normal; after that ask the seller about customs; after a month without an update, apply to the platform (web article). If customs wants documents, hand them in first.
# - **Pre-sale, made to order.** The shipping day the seller promised is what counts. Before it, nothing is late; after it, choose 「未按约定时间发货」 (not shipped as agreed) (web article). First take a screenshot of the page that names the day.
#
# ## Another person or address
#
# - **A gift.** First ask the recipient and the people around them. The payer applies for the refund (our view).
# - **The address was changed after ordering.** See that the label has the new one, and take screenshots of the chat about the change (our view).
# - **The address was wrong.** Have the seller or the courier correct it while the parcel is on its way. The mistake weakens your case, but saying so serves you better than hiding it.
#
# ## Another parcel
#
# | What happened | What to do |
# |---|---|
# | Sent in parts, and one part is missing | Claim for that part only. Shipped and not here: 「未收到货」 (goods not received). Not shipped in time: 「未按约定时间发货」 (not shipped as agreed). Name the items (our view) |
# | Returned, or shown as refused | Ask why it went back. If you did not refuse it, say so; once the seller has the goods, ask for them again or for a refund (our view) |
# | Empty parcel, wrong goods | Another kind of claim. Take photos, keep packaging and weight record, and choose a type about the goods (our view) |
# | Goods arrive after the refund | You cannot keep both. Ask the seller how to return them and who pays (our view) |
#
# ## A little more care
#
# - **High value.** Take a screenshot of every exchange and keep the originals until the matter is over (web article).
# - **About to be confirmed automatically.** See whether the order page lets you extend the time; if not, apply for after-sale first. Days until automatic confirmation: unverified; copy what the app shows.
# - **You already tapped 「确认收货」 (Confirm receipt).** The money may be on its way to the seller (reported). Contact the seller soon, and see whether the order page still offers after-sale.
#
# ## Before you buy something valuable next time
#
# Agree on these points with the seller in the chat before you pay, and keep the screenshots (the web article advises to agree on shipping; the list is ours):
#
# 1. By which day it ships, and what happens if it does not.
# 2. Which courier, whether it is insured, and who pays for that.
# 3. Where it is delivered, whether only to the recipient in person, and whether a station, a locker or the doorstep is allowed.
# 4. Whether packing and handing over are photographed or filmed.
# 5. If it is lost, damaged or never comes: another one or a refund, and within how many days.
#
# When it comes, check it at the door, or film the unpacking.
#
# ## What goes wrong
#
# - Slow customs taken for a lost parcel, and a claim too early.
# - A refund for the whole order when one item is missing.
# - You chose the courier or the pickup point yourself: for what went wrong there, your case is weaker (law text: E-commerce Law, Art. 20; Civil Code, Art. 608).
#
# ## The form below
#
# Choose what applies, and the advice follows; so do the waiting times, the claim type and the evidence list, which are in [Work on an order](06_wizard.ipynb). If several apply, enter them all. The other steps are in [Contact the seller](02_seller.ipynb) and [Apply to the platform](03_platform.ipynb).

# %%
from guide.ui import page

page("special")
