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
# 先别急着找商家，花几分钟自己查一遍。包裹有时就在附近；真的不在，查过的结果也能当证据。
#
# ## 按顺序查五件事
#
# 1. **找到订单。** 点「我的」→「全部订单」，打开这一单。找不到的话，换个账号再看。
# 2. **核对收货信息。** 地址、电话、姓名各看一遍。写错了不是商家的责任，要马上请商家或快递员改，改的过程也要截图。
# 3. **看物流。** 在订单里点「物流」，记下最新一条的内容、时间和地点。这一步最关键。
# 4. **问问身边的人。** 家人、室友或同事、前台或门卫，逐个问一问；再去驿站、快递柜、代收点找一找。
# 5. **打给快递员。** 电话通常就在物流里；没有的话，快递公司的客服电话在物流页，或者在它的官网、App 里。问清三件事：放在哪里、谁签的、几点放的。
#
# 显示已签收或放在某处的，如果那里有监控，请马上联系驿站、物业或快递柜客服保存录像，过几天就可能被覆盖。可以这样说：「我的包裹显示在某时放在这里，我没有取到，麻烦保存那前后的监控。」
#
# ## 先等一等，还是现在就做
#
# | 物流 | 怎么办 |
# |---|---|
# | 正在派送 | 先等一等，也可以打电话问时间 |
# | 派送失败 | 看看有没有漏接电话、门牌号写全没有，约好再送一次 |
# | 运输中，最近更新过 | 过一天再看 |
# | 国内件，好几天没有更新 | 当作停住了，联系商家。几天算停住，表单会告诉你（我们的判断，可以改） |
# | 国内件，停得更久 | 很可能丢件了，可以直接谈补发或退款（我们的判断，可以改） |
# | 显示已签收 | 先做第 4、5 件，还是没有找到，再联系商家 |
#
# ## 别人签收，算不算你收到
#
# 交给别人代收，要先经过收件人同意（法律原文：《电子商务法》第 52 条第二款）。放进快递柜或驿站，也要先经过同意（据转述：《快递市场管理办法》第 26 至 28 条）。由此我们认为，没有经过同意的放置不等于你签收（我们的判断）。如果地点是你选的或同意过的，理由就会弱一些。
#
# ## 容易出错的地方
#
# - 「已签收」未必送到了你手里。放进快递柜、驿站或门口，也常常记成签收。
# - 「准备签收」「如未收到请拨打电话」是常用的提示语，不代表已经签收。
# - 预售没到约定的发货日期，不算晚。
# - 没有拿到货，不要点「确认收货」。
#
# ## 下面的表单
#
# 表单会按上面的顺序来问，只问和这一单有关的，然后告诉你现在该等、该找，还是该[联系商家](02_seller.ipynb)。能查的都查过了还是没有头绪，选「是，没有头绪」，就可以直接联系商家。

# %% [markdown] lang="en"
# # Check first
#
# Before you write to the seller, take a few minutes to check. Sometimes the parcel is close by; if it is not, what you checked becomes evidence.
#
# ## Five things, in this order
#
# 1. **Find the order.** Tap 「我的」 (Me) → 「全部订单」 (All orders) and open it. If it is not there, look under another account.
# 2. **Check the delivery details.** Read address, phone and name once each. A mistake there is not the seller’s fault: ask the seller or the courier to correct it at once, and keep screenshots of that too.
# 3. **Read the tracking.** In the order tap 「物流」 (Tracking); note what the latest line says, its time and its place. This matters most.
# 4. **Ask around.** Family, roommates or colleagues, front desk or guard, one by one; then look at the station, the locker and the pickup point.
# 5. **Call the courier.** The number is usually in the tracking; if not, the hotline is on the tracking page or on the courier’s official site or app. Ask three things: where it was left, who signed, and at what time.
#
# If it shows as signed for or left somewhere and there is a camera, ask the station, the property office or the locker’s hotline at once to keep the footage, which may be overwritten within days. You can say: “My parcel is said to have been left here at that time and I do not have it; please keep the footage around it.”
#
# ## Wait or act?
#
# | Tracking | What to do |
# |---|---|
# | Out for delivery | Wait a little, or call and ask when |
# | Delivery failed | Look for missed calls and a missing house number; agree on another attempt |
# | In transit, updated recently | Look again in a day |
# | Within mainland China, no update for days | Treat it as stopped and contact the seller. The form says from how many days on (our view, can be edited) |
# | Within mainland China, silent for longer still | Likely lost: you may go straight to another parcel or a refund (our view, can be edited) |
# | Signed for | Do numbers 4 and 5 first; if it is still missing, contact the seller |
#
# ## Someone else signed: did you receive it?
#
# Handing a parcel to someone else needs the recipient’s consent (law text: E-commerce Law, Art. 52(2)). So does leaving it in a locker or at a station (reported: Express Market Measures, Art. 26 to 28). From this we conclude that a parcel left without consent is not a parcel you signed for (our view). If you chose or accepted the place, your case is weaker.
#
# ## What goes wrong
#
# - “Signed for” does not always mean that you were handed it. A locker, a station or a doorstep is often recorded the same way.
# - “About to be signed” and “if you have not received it, call” are standard phrases, not a signature.
# - A pre-sale before its agreed shipping day is not late.
# - Do not tap 「确认收货」 (Confirm receipt) for goods you do not have.
#
# ## The form below
#
# It asks in the same order, only what concerns this order, and then says whether to wait, to look, or to [contact the seller](02_seller.ipynb). If you have checked what you can and still cannot tell, choose “Yes, I cannot tell” and contact the seller at once.

# %%
from guide.ui import page

page("self_check")
