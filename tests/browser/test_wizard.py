"""The real notebooks in a real browser: from an empty page to a closed case, in both languages, and what goes wrong."""

import json
import re
import time

import pytest
from playwright.sync_api import expect
from visits import (
    accessible,
    ago,
    apart,
    card,
    choose,
    midway,
    narrow,
    opened,
    press,
    resized,
    shot,
    space,
    unfold,
    unfold_group,
    write,
)

pytestmark = pytest.mark.browser

IMG = "<img src=x onerror=window.bad=1>"


ZH = {"find": "先找到这笔订单", "check": "核对地址、电话和姓名", "read": "看物流停在哪一步",
      "scan": "填上最后一次更新的时间", "contact": "给商家发第一条消息", "wait": "等商家答复",
      "remind": "再提醒商家一次，写明答复期限", "gather": "把必备证据备齐", "apply": "申请平台介入",
      "ruling": "等平台裁决", "refund": "等结果落实", "close": "结束这一单",
      "closed": "这一单结束了"}  # fmt: skip
EN = {"find": "Find this order first", "check": "Check address, phone and name",
      "read": "See where the tracking stands",
      "scan": "Enter the time of the last update", "contact": "Send the seller a first message",
      "wait": "Wait for the seller’s answer", "remind": "Remind the seller and set a time",
      "gather": "Complete the required evidence", "apply": "Apply to the platform",
      "ruling": "Wait for the platform’s ruling", "refund": "Wait for the result to be carried out",
      "close": "Close the case", "closed": "This case is closed"}  # fmt: skip


@pytest.mark.parametrize(("lang", "keys"), [("zh", False), ("en", True)])
def test_the_whole_way_from_an_empty_page_to_a_closed_case(page, base, lang, keys, capsys):
    say = ZH if lang == "zh" else EN
    took = opened(page, base)
    card(page, ZH["find"])
    if lang == "en":
        page.get_by_role("button", name="Switch to English").click()
    card(page, say["find"])
    for field, value, title in (
        ("complaint", "not_arrived", "find"), ("kind", "in_stock", "find"), ("origin", "domestic", "find"),
        ("order_found", "yes", "check"), ("address", "right", "check"), ("phone", "right", "check"),
        ("recipient", "right", "read"), ("tracking", "in_transit", "scan"),
    ):  # fmt: skip
        started = time.perf_counter()
        choose(page, field, value, keys=keys)
        took_answer = time.perf_counter() - started
        card(page, say[title])
    write(page, "last_scan", ago(144))
    card(page, say["contact"])
    choose(page, "demand", "refund", keys=keys)
    write(page, "item", "陶瓷杯")
    write(page, "order_no", "P700000000004086")
    expect(page.locator("#draft-text mark").filter(has_text="4086")).to_have_count(1)
    press(page, "[data-copy=draft-text]", keys=keys)
    expect(page.locator(".g-draft [data-copy-status]").first).not_to_be_empty()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#draft-text").get_attribute("data-text")
    assert "4086" in copied
    assert "退款" in copied  # the message is Chinese in both languages
    shot(page, f"walk-{lang}-contact")
    press(page, ".g-now [data-arg=seller_contacted]", keys=keys)
    card(page, say["wait"])
    expect(page.locator(".g-now [role=timer]")).to_contain_text("23")
    write(page, "seller_contacted", ago(30))
    card(page, say["remind"])
    choose(page, "seller_replied", "stalling", keys=keys)
    card(page, say["gather"])
    unfold(page, "held-order_shot")
    for proof in ("order_shot", "tracking_shot", "chat_shot"):
        card(page, say["gather"])
        box = page.locator(f"input[value={proof}]")
        if keys:
            space(box)
        else:
            page.locator(f"#f-held-{proof}").click()
    card(page, say["apply"])
    shot(page, f"walk-{lang}-apply", full_page=True)
    press(page, ".g-now [data-arg=platform_applied]", keys=keys)
    card(page, say["ruling"])
    choose(page, "record", "ruled upheld", keys=keys)
    card(page, say["refund"])
    choose(page, "record", "refunded none", keys=keys)
    card(page, say["close"])
    press(page, ".g-now [data-arg=case_closed]", keys=keys)
    card(page, say["closed"])
    unfold(page, "retime")
    expect(page.locator(".g-journal li")).to_have_count(6)
    shot(page, f"walk-{lang}-closed", full_page=True)
    with capsys.disabled():
        print(f"\n  {lang}: form alive after {took:.1f} s, an answer shown after {took_answer * 1000:.0f} ms")


def test_arrow_keys_only_look_at_what_happened(page, base):
    """Each event is recorded by a press; passing over one with the arrow keys is none.

    What is sent arrives in its order: when the press is answered, nothing of the keys before it is still on its way.
    """
    opened(page, base, "after", midway())
    unfold(page, "record")
    page.locator("#f-record input").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    refunded = page.locator('#f-record input[value="refunded none"]')
    unfold_group(refunded)
    space(refunded)
    card(page, ZH["close"])
    assert 3 == len(json.loads(page.evaluate("sessionStorage['guide.case']"))["journal"])


def test_what_can_happen_is_in_folds_and_the_first_is_open(page, base):
    """Tiles of a closed fold come with its heading, pressed or by the keyboard."""
    opened(page, base, "wizard", midway())
    unfold(page, "record")
    folds = page.locator("#f-record details")
    assert folds.count() > 1
    assert [True] + [False] * (folds.count() - 1) == folds.evaluate_all("all => all.map((fold) => fold.open)")
    refunded = page.locator('#f-record input[value="refunded none"]')
    expect(refunded).to_be_hidden()
    folds.last.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(refunded).to_be_visible()
    shot(page, "record-folds", full_page=True)


def test_links_lead_to_their_field(page, base):
    opened(page, base, "wizard", midway())
    card(page, ZH["gather"])
    inside = "(id) => { const e = document.getElementById(id); return !!e && e.contains(document.activeElement); }"
    names = page.locator(".g-side [data-act=goto]").evaluate_all("all => all.map(a => a.dataset.arg)")
    assert len(names) > 10
    for name in names:
        page.locator(f".g-side [data-arg={name}]").first.click()
        page.wait_for_function(inside, arg=f"f-{name}")
        expect(page.locator(f"#f-{name}")).to_be_in_viewport()


def test_what_is_missing_leads_to_its_field(page, base):
    case = json.loads(midway())
    case["facts"].pop("demand")
    opened(page, base, "wizard", json.dumps(case | {"journal": []}))
    card(page, ZH["contact"])
    sent = page.locator(".g-now [data-arg=seller_contacted]").first
    expect(sent).to_have_attribute("aria-disabled", "true")
    sent.click(force=True)  # says why instead: the first thing missing has the focus
    page.wait_for_function("() => document.activeElement.dataset.arg === 'demand'")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.closest('fieldset')?.id === 'f-demand'")
    card(page, ZH["contact"])


def test_the_case_outlives_a_reload_and_stands_on_the_map(page, base):
    opened(page, base)
    choose(page, "order_found", "yes")
    card(page, ZH["check"])
    page.reload()
    card(page, ZH["check"])
    unfold(page, "order_found")
    expect(page.locator("#f-order_found input[value=yes]")).to_be_checked()
    page.locator(".g-case__tools a[href=map]").click()
    expect(page.locator("#map .here")).to_have_count(1)
    page.goto(f"{base}/self-check")
    card(page, ZH["check"])


def test_the_record_prints_without_the_frame(page, base):
    opened(page, base, "wizard", midway())
    card(page, ZH["gather"])
    page.emulate_media(media="print")
    expect(page.locator("#now")).to_be_visible()
    expect(page.locator("#draft-text")).to_be_visible()
    expect(page.locator(".g-print")).to_be_visible()
    expect(page.locator(".g-journal li").first).to_be_visible()  # folded on the screen
    for hidden in (".g-nav", ".g-lang", "#f-kind", "#s-order", "[data-copy]", ".g-journal button"):
        for one in page.locator(hidden).all():
            expect(one).to_be_hidden()
    shot(page, "print", full_page=True)


def test_a_message_from_the_seller_is_read_for_what_it_asks(page, base):
    """Pasted where the seller's answer is asked for: what is asked, why not, and an answer to copy."""
    opened(page, base, "wizard", midway())
    write(page, "seller_words", "您先点一下确认收货，我马上退。\n要不您加微信，我转您支付宝")
    asks = page.locator(".g-hits:has(#asks)")
    expect(asks.get_by_role("heading")).to_have_text("这段话里有 2 处要当心")
    expect(asks).to_contain_text("您先点一下确认收货")
    accessible(page)
    asks.locator("[data-copy]").first.click()
    expect(asks.locator("[data-copy-status]").first).to_contain_text("已经复制")
    assert "货到手之前我不点「确认收货」" == page.evaluate("navigator.clipboard.readText()")
    resized(page, 390, "seller_words")
    narrow(page, 390)
    resized(page, 1280, "seller_words")
    page.locator("#f-seller_words").fill("")
    page.keyboard.press("Tab")
    expect(asks).to_have_count(0)


def test_what_cannot_be_right_is_taken_calmly(page, base):
    opened(page, base, "wizard", midway())
    write(page, "last_scan", ago(-72))
    expect(page.locator(".g-review [data-arg=last_scan]")).to_have_count(1)
    write(page, "seller_contacted", ago(-48))
    expect(page.locator("#f-seller_contacted-echo")).to_contain_text("未来")
    page.locator(".g-review [data-arg=item]").click()  # nothing is to be sent now, and still it can be changed
    expect(page.locator("#f-item")).to_be_focused()
    write(page, "item", "长" * 300)
    expect(page.locator("#f-item-error")).to_contain_text("太长了")
    expect(page.locator(".g-case strong")).to_have_text("陶瓷杯")  # what was kept before stays until it fits
    write(page, "item", "长" * 200)
    expect(page.locator(".g-case strong")).to_have_text("长" * 200)
    write(page, "amount", "0")
    for words in ("金额要大于 0", "The sum must be above 0", "金额要大于 0"):
        expect(page.locator("#f-amount-error")).to_contain_text(words)
        apart(page)  # the words of the language before do not come back
        expect(page.locator("#f-amount-error")).to_contain_text(words)
        page.locator(".g-lang:visible").last.click()
    page.locator(".g-lang:visible").last.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 390, "height": 844})
    shot(page, "hostile-phone", full_page=True)
    narrow(page, 390)
    page.set_viewport_size({"width": 1280, "height": 900})
    unfold(page, "item")
    page.evaluate("text => navigator.clipboard.writeText(text)", IMG)
    page.locator("#f-item").fill("")
    page.locator("#f-item").press("Control+v")
    page.keyboard.press("Tab")
    expect(page.locator(".g-case strong")).to_have_text(IMG)
    assert page.evaluate("window.bad === undefined && !document.querySelector('main img[src=x]')")
    page.get_by_role("button", name=re.compile("清空，重新开始")).click()
    page.get_by_role("button", name="不清空").click()
    expect(page.get_by_role("button", name="不清空")).to_have_count(0)
    expect(page.locator(".g-case strong")).to_have_text(IMG)
    page.get_by_role("button", name=re.compile("清空，重新开始")).click()
    page.get_by_role("button", name="清空", exact=True).click()
    card(page, ZH["find"])
    assert page.evaluate("sessionStorage.getItem('guide.case')") is None
    expect(page.locator("#f-order_found input:checked")).to_have_count(0)
