"""The server: which addresses exist, what every answer carries, what a kernel gets to see."""

import asyncio
import csv
import logging
import re
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from callers import goodbye, kernel_of, visit
from webserver import PATIENCE, command, get, kernel_process, live_app, wait_for, write_notebook

import guide.web
from guide.book.loader import CONTENT
from guide.web.chapters import chapters, default_notebooks
from guide.web.frame import CLOSED, SORRY, UNNAMED
from guide.web.headers import Discreet
from guide.web.kernel_manager import clean_environment
from guide.web.pages import Page
from guide.web.site import ASSET_FOLDERS, WORDS, assets, words

TEMPLATES = Path(guide.web.__file__).parent / "templates/voila/templates/guide"


def test_only_numbered_notebooks_become_pages_and_underscores_become_dashes(tmp_path):
    write_notebook(tmp_path, "01_self_check", ("zh", "# 自查\n"), ("en", "# Check yourself\n"))
    write_notebook(tmp_path, "secret", ("zh", "# 不给看"))
    write_notebook(tmp_path, "1_short", ("zh", "# 不给看"))
    (tmp_path / "02_notes.txt").write_text("x")
    found = chapters(tmp_path)
    assert ["self-check"] == list(found)
    assert {"zh": "自查", "en": "Check yourself"} == found["self-check"].titles


def test_an_unreadable_notebook_keeps_its_address(tmp_path):
    (tmp_path / "03_broken.ipynb").write_text("{")
    assert "broken" == chapters(tmp_path)["broken"].titles["zh"]


def test_a_page_of_ours_is_told_by_its_cells(tmp_path):
    """Its policy is the strict one; a notebook with any other code may show widgets that need more."""
    write_notebook(tmp_path, "01_plus", ("code", 'from guide.ui import page\n\npage("wizard")'), ("code", "1 + 1"))
    assert not chapters(tmp_path)["plus"].is_ours
    assert all(chapter.is_ours for chapter in chapters(default_notebooks()).values())


def test_a_kernel_inherits_an_allow_list_and_nothing_else():
    wanted = {
        "PATH": "/bin",
        "HOME": "/h",
        "LANG": "C",
        "PYTHONPATH": "/p",
        "GUIDE_X": "1",
        "JUPYTER_PATH": "/j",
    }
    unwanted = {
        "AWS_SECRET": "s",
        "JUPYTER_TOKEN": "t",
        "VOILA_REQUEST_URL": "http://x/?a",
        "QUERY_STRING": "a",
    }
    assert wanted == clean_environment(wanted | unwanted)


def test_logs_lose_query_strings_and_addresses():
    record = logging.LogRecord("x", 20, "f", 1, "GET %s (%s)", ("/wizard?order=4086", "10.1.2.3"), None)
    Discreet().filter(record)
    assert "GET /wizard -" == record.getMessage()


def test_every_word_is_there_in_both_languages_and_every_used_word_exists():
    with (CONTENT / WORDS).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == len({row["id"] for row in rows})
    assert [] == [row["id"] for row in rows if not row["zh"].strip() or not row["en"].strip()]
    assert [] == [row["id"] for row in rows if "—" in row["zh"] or re.search(r"[,;:?!]$", row["zh"])]
    used = set()
    for template in TEMPLATES.iterdir():
        used |= set(re.findall(r"(?:t|label)\(site, '([a-z.-]+)'\)", template.read_text("utf-8")))
    assert set() == used - set(words())


def test_whatever_is_not_shown_has_its_words():
    """Title and sentence of each reason, in the words of the frame."""
    for one in (*SORRY.values(), UNNAMED, CLOSED):
        assert {one.title, one.text} <= set(words())


def test_the_template_holds_no_inline_script_style_or_foreign_address():
    for template in TEMPLATES.iterdir():
        text = template.read_text("utf-8")
        assert not re.search(r"<style|\sstyle=|\son\w+=|https?://", text), template.name
        assert all("src=" in tag or "json" in tag for tag in re.findall(r"<script[^>]*>", text)), template.name


def test_it_is_no_server_extension_and_light_to_import():
    assert not hasattr(guide.web, "_jupyter_server_extension_points")
    check = "import guide.web, sys; sys.exit('voila' in sys.modules or 'tornado' in sys.modules)"
    assert 0 == subprocess.run([sys.executable, "-c", check], check=False).returncode


def test_assets_carry_a_hash_of_their_content():
    assert re.fullmatch(r"/assets/pages\.css\?v=[0-9a-f]{12}", assets()["pages.css"])


def test_no_rule_of_style_looks_through_a_whole_page_to_dress_what_is_in_it():
    """Such a rule dresses the whole page again at each change: a click took a browser three times as long.

    What is for print alone is looked at when somebody prints.
    """
    wide = re.compile(r"(?:html|body|\.g-case-page|\.g-root)[^\s,{>+~]*:has\(.*\)+ [^{,]")
    sheets = [path.read_text("utf-8") for folder in ASSET_FOLDERS for path in folder.glob("*.css")]
    sheets = [re.sub(r"^@media print \{\n.*?^\}", "", sheet, flags=re.M | re.S) for sheet in sheets]
    assert any(":has(" in sheet for sheet in sheets)
    assert [] == [rule for sheet in sheets for rule in sheet.splitlines() if wide.search(rule)]


def test_a_taken_port_is_one_sentence_and_exit_code_2(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = subprocess.run(command(port, tmp_path), capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert 2 == ended.returncode
    assert 1 == len(ended.stderr.strip().splitlines()), ended.stderr
    assert str(port) in ended.stderr


# --- a live server ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("notebooks")
    write_notebook(path, "00_start", ("zh", "# 开始"), ("en", "# Start"), ("code", "import os, sys"))
    seen = "import os, sys; print('SEEN', dict(os.environ), sys.modules.get('debugpy', 'absent'))"
    write_notebook(path, "01_self_check", ("zh", "# 自查"), ("code", seen))
    write_notebook(path, "04_after", ("zh", "# 之后"), ("code", "import os; os._exit(1)"))
    write_notebook(path, "02_seller", ("zh", "# 商家"), ("code", "raise ValueError('private detail')"))
    write_notebook(path, "06_wizard", ("zh", "# 处理一单"), ("code", "print('ready')"))
    (path / "03_broken.ipynb").write_text("{")
    write_notebook(path, "secret", ("zh", "# 不给看"))
    (path / "picture.png").write_bytes(b"png")
    return path


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return tmp_path_factory.mktemp("log") / "server.log"


@pytest.fixture(scope="module")
def base(folder, log):
    import os

    with live_app(folder, log=log, env={**os.environ, "MY_SECRET": "s3cret"}) as url:
        yield url


@pytest.mark.parametrize("path", ["/", "/start", "/nothing", "/assets/app.css", "/assets/nothing", "/voila/tree"])
def test_every_answer_carries_the_hardening_headers(base, path):
    _, headers, _ = get(base + path)
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
    assert "http" not in policy
    is_strict = "unsafe-inline" not in policy and "blob:" not in policy.split("script-src")[1].split(";")[0]
    assert is_strict == (path != "/start")  # its notebook runs code of its own
    assert "nosniff" == headers["X-Content-Type-Options"]
    assert "no-referrer" == headers["Referrer-Policy"]


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/secret", "/secret.ipynb", "/00_start.ipynb", "/voila/render/00_start.ipynb", "/voila/tree",
     "/voila/files/picture.png", "/voila/api/contents/", "/voila/query/x", "/api/contents", "/tree", "/login",
     "/assets/", "/assets//etc/hostname", "/assets/..%2f..%2f__init__.py",
     "/voila/templates/lab/static/voila.js"],
)  # fmt: skip
def test_everything_else_is_our_404(base, path):
    status, _, body = get(base + path)
    assert 404 == status
    assert "没有找到这一页" in body.decode()
    assert b"picture" not in body


def test_a_page_streams_its_notebook_and_ends(base):
    status, headers, body = get(base + "/start")
    page = body.decode()
    assert (200, "no-store") == (status, headers["Cache-Control"])
    assert '<div class="g-prose" lang="zh-CN">' in page
    assert '<div class="g-prose" lang="en">' in page
    assert page.rstrip().endswith("</html>")
    assert "import os" not in page


def test_a_page_sets_the_cookie_its_goodbye_needs_and_the_goodbye_ends_the_kernel(base):
    kernel, cookies = visit(base)
    assert kernel_process(kernel)
    assert 204 == goodbye(base, kernel, cookies)
    assert wait_for(lambda: kernel_process(kernel) is None)


def test_template_and_theme_in_the_query_change_nothing(base):
    plain = get(base + "/start")[2].decode()
    asked = get(base + "/start?template=x&theme=%3Cscript%3Ealert(1)%3C/script%3E")[2].decode()
    assert "alert(1)" not in asked
    assert re.sub(r'"kernelId": "[^"]*"', "", plain) == re.sub(r'"kernelId": "[^"]*"', "", asked)


def test_a_kernel_sees_no_secret_no_query_and_no_debugger(base):
    page = get(base + "/self-check?order=P4086Q")[2].decode()
    assert "SEEN" in page
    assert "s3cret" not in page
    assert "P4086Q" not in page
    assert "None" in page.split("SEEN")[1][:4000]


def test_a_failing_cell_is_one_sentence_and_shows_no_detail(base):
    page = get(base + "/seller")[2].decode()
    assert "这一部分没有打开" in page
    assert "private detail" not in page
    assert page.rstrip().endswith("</html>")


def test_a_kernel_that_ends_while_its_page_is_built_is_a_sentence_with_a_way_out(base):
    _, _, body = get(base + "/after")
    assert 'role="alert"' in body.decode().split('class="g-broken"')[1]
    assert b"DeadKernel" not in body


def test_a_notebook_that_cannot_be_read_is_our_error_page_not_a_hang(base):
    status, _, body = get(base + "/broken")
    assert 500 == status
    assert "这一页没有打开" in body.decode()


def test_a_preheated_page_is_there_at_once_and_refilled(base):
    first, second = (kernel_of(get(base + "/wizard")[2].decode()) for _ in range(2))
    assert first != second


def test_a_preheated_page_is_one_that_waited(base):
    """It is taken from a list that Voila keeps for itself: a Voila that has it no more is noticed here."""
    parent = kernel_process(visit(base).kernel).parent()

    def has_waited():
        before = {process.pid for process in parent.children()}
        return kernel_process(visit(base, "wizard").kernel).pid in before

    assert wait_for(has_waited)


def test_a_kernel_that_cannot_be_given_back_is_one_line_in_the_log(monkeypatch, caplog):
    """Jupyter cannot end one that is being started again; the line says nothing of whose it is."""
    monkeypatch.setattr("guide.web.pages._PAUSE", 0)

    class Kernels(list):
        """One kernel, which cannot be ended the first so many times."""

        def __init__(self, busy):
            super().__init__(["0e4f"])
            self.busy = busy

        async def shutdown_kernel(self, kernel_id, now):
            self.busy -= 1
            if self.busy >= 0:
                raise asyncio.InvalidStateError
            self.remove(kernel_id)

    for busy, lines in ((0, 0), (9, 0), (10**9, 1)):
        kernels = Kernels(busy)
        asyncio.run(
            Page._give_back(SimpleNamespace(kernel_manager=kernels, kernel_id="0e4f", log=logging.getLogger("guide")))
        )
        assert lines == len(caplog.records) == len(kernels)
    assert "could not be given back" in caplog.text
    assert "0e4f" not in caplog.text


def test_a_preheated_kernel_that_crashed_is_not_handed_out(base):
    kernel = kernel_of(get(base + "/wizard")[2].decode())
    assert kernel_process(kernel)
    mine = kernel_process(kernel)
    waiting = [other for other in mine.parent().children() if other != mine]
    for process in waiting:
        process.kill()
    psutil.wait_procs(waiting, timeout=30)  # one that is ending looks alive
    page = get(base + "/wizard")[2].decode()
    assert page.rstrip().endswith("</html>")
    assert wait_for(lambda: kernel_process(kernel_of(page)))


def test_files_of_the_front_end_are_compressed_and_kept(base):
    page = get(base + "/start")[2].decode()
    script = re.search(r'data-fallback="(/app/[0-9a-f]{12}/static/voila\.js)"', page)[1]
    status, headers, _ = get(base + script, **{"Accept-Encoding": "gzip"})
    assert (200, "gzip") == (status, headers["Content-Encoding"])
    assert "immutable" in headers["Cache-Control"]
    _, headers, _ = get(base + assets()["pages.css"], **{"Accept-Encoding": "gzip"})
    assert "immutable" in headers["Cache-Control"]
    for name in ("pages.css", "live.js"):
        assert "immutable" in get(base + assets()[name])[1]["Cache-Control"]
        for other in ("", "?v=000000000000"):  # of another edition, as a server of before is asked for it in an update
            assert "no-cache" == get(f"{base}/assets/{name}{other}")[1]["Cache-Control"]


def test_logs_hold_no_query(base, log):
    get(base + "/nothing?order=P4086Q")  # letters, for a number alone may be that of a process
    assert wait_for(lambda: "GET /nothing" in log.read_text("utf-8"))
    assert "P4086Q" not in log.read_text("utf-8")


def test_links_between_notebooks_become_links_between_pages():
    from guide.web.site import prose

    assert '<a href="self-check#x">' in prose("[自查](01_self_check.ipynb#x)")
    assert '<a href="other.ipynb">' in prose("[别处](other.ipynb)")
