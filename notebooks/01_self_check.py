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
# # 自查
#
# 找商家之前，先花几分钟自己查一遍。包裹有时就在附近；真的不在，查过的结果也能当证据。
#
# ## 按顺序查五件事
#
# 1. **找到订单。** 点「我的」→「全部订单」，打开这一单。找不到，换个账号再看。
# 2. **核对收货信息。** 地址、电话、姓名各看一遍。写错了不怪商家，马上请商家或快递员改，改的过程也截图。
# 3. **看物流。** 在订单里点「物流」，记下最新一条的内容、时间和地点。这一步最要紧。
# 4. **问一圈。** 家人、室友或同事、前台或门卫，一个一个问；再去驿站、快递柜、代收点找。
# 5. **打给快递员。** 电话通常就在物流里。问三句：放在哪里，谁签的，几点。
#
# ## 先等，还是先动
#
# | 物流 | 怎么办 |
# |---|---|
# | 正在派送 | 先等，也可以打电话问时间 |
# | 派送失败 | 看有没有漏接电话、门牌写全没有，约好再送一次 |
# | 运输中，刚更新过 | 隔一天再看 |
# | 国内件 3 天没有更新 | 当作停住，联系商家（手册的取值，可以改） |
# | 国内件 10 天没有更新 | 很可能丢件，可以直接谈补发或退款（手册的取值，可以改） |
# | 显示签收 | 先做第 4、5 件，还是没有再找商家 |
#
# ## 别人签收，算不算你收到
#
# 交给别人代收，要先经收件人同意（官方：《电子商务法》第 52 条第二款）。放进快递柜或驿站，也要先经同意（官方：《快递市场管理办法》第 26 至 28 条）。我们由此推断，没经同意的放置不等于你签收（手册）。地点是你选的或同意过的，理由就弱一些。
#
# ## 容易出错的地方
#
# - 「已签收」未必送到了人手里。放进快递柜、驿站或门口，也常记成签收。
# - 「准备签收」「如未收到请拨打电话」是套话，不是签收。
# - 预售没到约定的发货日期，不算晚。
# - 没拿到货，不要点「确认收货」。
#
# ## 下面的表单
#
# 照上面的顺序问你，只问和这一单有关的，然后说该等、该找，还是该[联系商家](02_seller.ipynb)。自己查不下去，选「是，查不下去了」，就能直接找商家。

# %% [markdown] lang="en"
# # Check yourself
#
# Take a few minutes before you write to the seller. Sometimes the parcel is close by; if it is not, what you checked becomes evidence.
#
# ## Five things, in this order
#
# 1. **Find the order.** Tap 「我的」 (Me) → 「全部订单」 (All orders) and open it. If it is not there, look under another account.
# 2. **Check the delivery details.** Read address, phone and name once each. A mistake there is not the seller's fault: ask the seller or the courier to correct it at once, and keep screenshots of that too.
# 3. **Read the tracking.** In the order tap 「物流」 (Tracking); note what the latest line says, its time and its place. This matters most.
# 4. **Ask around.** Family, roommates or colleagues, front desk or guard, one by one; then look at the station, the locker and the pickup point.
# 5. **Call the courier.** The number is usually in the tracking. Three questions: where was it left, who signed, at what time.
#
# ## Wait or act?
#
# | Tracking | What to do |
# |---|---|
# | Out for delivery | Wait, or call and ask when |
# | Delivery failed | Look for missed calls and a missing house number; agree on another attempt |
# | In transit, updated recently | Look again in a day |
# | Within mainland China, no update for 3 days | Treat it as stopped and contact the seller (our figure, can be edited) |
# | Within mainland China, no update for 10 days | Likely lost: you may go straight to another parcel or a refund (our figure, can be edited) |
# | Signed for | Do numbers 4 and 5 first; if it is still missing, contact the seller |
#
# ## Someone else signed: did you receive it?
#
# Handing a parcel to someone else needs the recipient's consent (official: E-commerce Law, Art. 52(2)). So does leaving it in a locker or at a station (official: Express Market Measures, Art. 26 to 28). From this we infer that a parcel left without consent is not a parcel you signed for (ours). If you chose or accepted the place, your case is weaker.
#
# ## What goes wrong
#
# - "Signed for" does not always mean a person took it. A locker, a station or a doorstep is often recorded the same way.
# - "About to be signed" and "if you have not received it, call" are standard phrases, not a signature.
# - A pre-sale before its agreed shipping day is not late.
# - Do not tap 「确认收货」 (confirm receipt) for goods you do not have.
#
# ## The form below
#
# It asks in the same order, only what concerns this order, and then says whether to wait, to look, or to [contact the seller](02_seller.ipynb). If you cannot get further alone, choose "Yes, I am stuck" and go to the seller at once.

# %%
from guide.ui import page

page("self_check")
