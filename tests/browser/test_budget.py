"""What a visit may cost: requests, bytes, messages, memory and processor time, which other work hardly changes."""

import json
import sys

import pytest
from playwright.sync_api import expect
from visits import visitor
from webserver import kernel_process, server_of, wait_for

pytestmark = pytest.mark.browser

PAGES = ("wizard", "start", "map")
REQUESTS = 12
FIRST, SECOND = 90_000, 30_000  # bytes over the line, headers and all
MESSAGES = 3  # before the form is there
ANSWER = 3  # messages: the next question, all that goes with it, and what the device keeps of a stored case
MEMORY = 33_000_000  # bytes that one more visitor costs: 27.6 million, and room for another edition of what is below us
#: Seconds of processor time of a visit with its first answer: three times what it takes on a busy machine.
PROCESSOR = {"kernel": 0.7, "server": 0.3, "page": 1.0}
#: Counts the messages about widgets, with those that had come when the form was there, what the kernel is not done with
#: yet, and its words that it is busy.
COUNT = """
const Real = WebSocket;
window.heard = window.busy = window.asked = 0;
window.WebSocket = class extends Real {
  constructor(...how) {
    super(...how);
    this.addEventListener("message", ({ data }) => {
      const text = new TextDecoder().decode(data);
      window.heard += text.includes('"comm_');
      window.busy += /"execution_state": ?"busy"/.test(text);
      window.asked -= /"execution_state": ?"idle"/.test(text) && text.includes('"comm_msg"');
    });
  }
  send(data) {
    window.asked += 1;
    super.send(data);
  }
};
addEventListener("guide:form", () => { window.atForm = window.heard; }, true);
"""


def visit(page, address):
    """Open a page until its form is there: the requests, their bytes, and the messages until then."""
    watch = page.context.new_cdp_session(page)
    watch.send("Network.enable")
    sizes = []
    watch.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(address)
    expect(page.locator(".g-static")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    watch.detach()
    return len(sizes), sum(sizes), page.evaluate("atForm")


@pytest.mark.parametrize("slug", PAGES)
def test_a_visit_keeps_to_its_budget_and_a_second_one_costs_a_third(browser, base, slug):
    context = visitor(browser)
    context.add_init_script(COUNT)
    page = context.new_page()
    requests, size, messages = visit(page, f"{base}/{slug}")
    assert requests <= REQUESTS
    assert size <= FIRST
    assert messages <= MESSAGES
    requests, size, messages = visit(page, f"{base}/{slug}")
    assert requests <= REQUESTS
    assert size <= SECOND
    assert messages <= MESSAGES
    context.close()


def spent(process):
    """The seconds of processor time of a process so far."""
    return sum(process.cpu_times()[:2])


def drawing(browser):
    """The same of all pages."""
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    return sum(one["cpuTime"] for one in processes if one["type"] == "renderer")


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forks on Linux only")
def test_one_more_visitor_costs_little_memory_and_little_time(browser, base):
    context = visitor(browser)
    context.add_init_script(COUNT)
    page = context.new_page()
    visit(page, f"{base}/start")
    server = server_of(json.loads(page.locator("#jupyter-config-data").text_content())["kernelId"])
    before = {"server": spent(server), "page": drawing(browser)}
    visit(page, f"{base}/wizard")
    page.locator('[data-act=answer][data-arg="start signed"]').click()
    expect(page.locator('[data-arg="details details.right"]')).to_be_visible()
    assert wait_for(lambda: page.evaluate("asked") == 0)
    page.evaluate("heard = 0")
    page.locator('[data-arg="details details.right"]').click()
    expect(page.locator('[data-arg="people people.unreachable"]')).to_be_visible()
    assert wait_for(lambda: page.evaluate("asked") == 0)
    assert page.evaluate("heard") <= ANSWER
    assert page.evaluate("busy") == 0
    kernel = json.loads(page.locator("#jupyter-config-data").text_content())["kernelId"]
    after = {"server": spent(server), "page": drawing(browser), "kernel": spent(kernel_process(kernel))}
    assert {} == {who: after[who] - before.get(who, 0) for who, most in PROCESSOR.items()
                  if after[who] - before.get(who, 0) > most}  # fmt: skip
    assert kernel_process(kernel).memory_full_info().uss <= MEMORY
    context.close()
