"""The command line: what it prints, what it refuses in one sentence, and its exit codes."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commandline import CASE, ROOT, guide_, run
from sheets import Sheet

import guide
from guide import __main__ as cli
from guide.book import notices
from guide.book.loader import CONTENT
from guide.commands.shared import now_in_beijing

NOW = "2026-11-22T10:15"


@pytest.fixture
def case(tmp_path: Path) -> str:
    """A case file of somebody whom the seller keeps waiting."""
    path = tmp_path / "case.yaml"
    path.write_text(CASE, "utf-8")
    return str(path)


def test_version(capsys):
    """The version is the package's."""
    assert (0, f"{guide.__version__}\n", "") == run(capsys, "version")


def test_help_teaches(capsys):
    """Help shows every command, real examples, a case file and the exit codes."""
    code, out, _ = run(capsys, "--help")
    assert 0 == code
    words = ["app", "lab", "check", "advise", "map", "sample", "version", "guide advise case.yaml --json", "exit codes"]
    assert [] == [word for word in words if word not in out]


def test_the_case_of_the_help_works(capsys, tmp_path):
    """The case file that help shows is a case file."""
    shown = re.search(r"  version: 1\n.*?\n\n", cli.EXAMPLES, re.DOTALL)
    assert shown is not None
    path = tmp_path / "case.yaml"
    path.write_text("\n".join(line[2:] for line in shown[0].splitlines()), "utf-8")
    assert 0 == run(capsys, "advise", str(path), "--now", NOW)[0]


def test_advise_prints_a_page(capsys, case):
    """What to do, why, the draft and the evidence, in Chinese by default."""
    code, out, err = run(capsys, "advise", case, "--now", NOW)
    assert (0, "") == (code, err)
    for words in ("联系商家 · 轮到你", "再提醒商家一次", "patience/w6", "已经 6 天没有变化", "2/3"):
        assert words in out


def test_advise_says_until_when(capsys, tmp_path):
    """While somebody else has to move, the deadline of the action is said."""
    path = tmp_path / "case.yaml"
    path.write_text(re.sub(r".*seller_replied.*\n", "", CASE), "utf-8")
    _, out, _ = run(capsys, "advise", str(path), "--now", NOW)
    assert "等商家答复" in out
    assert "2026-11-22 18:20  可以再提醒商家的时间" in out


def test_advise_in_english(capsys, case):
    """The same in English by a switch; only what is typed or sent stays Chinese, and what is sent is explained."""
    _, out, _ = run(capsys, "advise", case, "--now", NOW, "--lang", "en")
    sent = [line for line in out.splitlines() if line.lstrip().startswith("| ")]
    typed = "\n".join(line for line in out.splitlines() if line not in sent)
    typed = typed.replace("手工陶瓷杯两只", "").replace("离开杭州转运中心", "")
    assert "  | 您好，又来打扰您了。" in sent
    assert "  : Hello, it is me again about my order." in typed
    assert "Remind the seller" in out
    assert not re.search(r"[\u4e00-\u9fff]", re.sub("「[^」]*」", "", typed))  # buttons of the app are quoted


def test_advise_says_all_that_the_page_says(capsys, tmp_path):
    """Causes, tips, other ways with what they lack, missing evidence, clocks, and why something is not counted."""
    path = tmp_path / "case.yaml"
    early = "  - {event: seller_reminded, at: 2026-11-20T20:20}\n"
    path.write_text(
        CASE.replace("  demand", "  signer: family\n  auto_confirm_at: 2026-12-09T10:00\n  demand").replace(
            "journal:\n", f"journal:\n{early}"
        ),
        "utf-8",
    )
    _, out, _ = run(capsys, "advise", str(path), "--now", NOW, "--lang", "en")
    for words in ("Possible causes\n  - ", "Tips and background\n  - ", "You may also\n  - ", "    Not yet possible: ",
                  "How to get the evidence that is missing\n  - ", "What they may say\n  - ", "All deadlines\n  - ",
                  "Not answered yet, and it would change the advice:\n  - ",
                  "Who signed, according to the tracking?\n    It does not apply now: “What does the tracking",
                  "    Not counted at 2026-11-20 20:20: the seller has not been contacted"):  # fmt: skip
        assert words in out
    parked = json.loads(run(capsys, "advise", str(path), "--now", NOW, "--json")[1])["parked"]
    assert ["signer"] == [fact["fact"] for fact in parked["facts"]]
    assert ["2026-11-20 20:20 时，经过里还没有联系商家的记录，所以这件事没有算进去。"] == [
        e["because"] for e in parked["events"]
    ]


def test_a_deadline_with_holidays_that_are_not_known_says_so(capsys, tmp_path):
    """As beside the deadline on the page."""
    path = tmp_path / "case.yaml"
    events = ("platform_applied", "ruled, reply: rejected", "mediation_filed")
    lines = [f"- {{at: 2026-12-30T1{hour}:00, event: {event}}}" for hour, event in enumerate(events)]
    path.write_text("\n".join(["journal:", *lines]), "utf-8")
    _, out, _ = run(capsys, "advise", str(path), "--now", "2026-12-30T13:00", "--lang", "en")
    assert "This handbook does not have 2027’s holidays yet" in out


def test_advise_as_data(capsys, case):
    """--json prints the documented data and nothing else."""
    code, out, _ = run(capsys, "advise", case, "--now", NOW, "--json")
    found = json.loads(out)
    assert (0, 3, "remind_seller", "2026-11-22T10:15:00+08:00") == (
        code,
        found["schema"],
        found["action"],
        found["now"],
    )


def test_a_blocked_action_says_what_is_missing(capsys, tmp_path):
    """Without a demand, the page names the demand."""
    path = tmp_path / "case.yaml"
    path.write_text("facts: {stuck: yes}", "utf-8")
    _, out, _ = run(capsys, "advise", str(path), "--now", NOW)
    assert "还不能做\n  - 还没有选你的诉求" in out


def test_a_case_can_come_from_standard_input():
    """A dash reads standard input, YAML or JSON."""
    for text in (CASE, json.dumps({"facts": {"tracking": "returned", "stuck": "yes"}})):
        done = guide_("advise", "-", "--now", NOW, text=text)
        assert (0, "") == (done.returncode, done.stderr)


def test_chinese_comes_out_under_any_locale(case):
    """A plain C locale does not break the page."""
    done = guide_("advise", case, "--now", NOW, env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert 0 == done.returncode
    assert "再提醒商家一次" in done.stdout


def test_without_a_moment_it_is_now(capsys, case):
    """Left out, the moment is the present one, in Beijing."""
    found = json.loads(run(capsys, "advise", case, "--json")[1])
    assert found["now"].endswith("+08:00")
    assert found["now"][:10] == now_in_beijing().date().isoformat()


BAD = [
    (["advise", "nowhere.yaml"], "guide: nowhere.yaml：没有这个文件或文件夹。"),
    (["advise", "nowhere.yaml", "--lang", "en"], "guide: nowhere.yaml: there is no such file or folder."),
    (["advise", ".", "--lang", "en"], "guide: .: this is a folder and not a file."),
    (["map", "nowhere.yaml", "--lang", "en"], "guide: nowhere.yaml: there is no such file or folder."),
    (["check", "--content", "nowhere"], "guide: nowhere：没有这个文件夹。"),
    (["advise", "-", "--now", "soon"], "argument --now: --now: not a moment; write it like 2026-11-22T18:20"),
    (["advise", "-", "--lang", "fr"], "argument --lang: invalid choice: 'fr'"),
    (["app", "--port", "99999"], "argument --port: '99999' is not a port; write a number from 1 to 65535"),
    (["advise"], "the following arguments are required: CASE.yaml"),
    (["teach"], "invalid choice: 'teach'"),
    ([], "the following arguments are required: COMMAND"),
    (["teach", "--lang", "zh"], "guide: error: COMMAND 不能是 'teach'，可以写 'app', 'lab', "),
    (["advise", "-", "--lang", "zh", "--now", "soon"], "--now 的值不能用：--now：不是时间"),
    (["advise", "--lang=zh"], "guide advise: error: 还缺 CASE.yaml。"),
    (["advise", "-", "--lang", "zh", "--nope"], "guide: error: 不认识 --nope。"),
    (["sample", "many", "--lang", "zh"], "N 的值不能用：「many」不是数量，请写 1 到 "),
    (["sample", "3", "--lang", "zh", "--seed", "x"], "--seed 的值 'x' 读不懂，请写一个数。"),
    (["advise", "-", "--lang", "zh", "--now"], "--now 后面少了一个值。"),
]


@pytest.mark.parametrize(("args", "sentence"), BAD, ids=[" ".join(a) or "nothing" for a, _ in BAD])
def test_bad_usage_is_one_sentence_and_code_two(capsys, args, sentence):
    """No traceback, nothing on standard output, code 2."""
    code, out, err = run(capsys, *args)
    assert (2, "") == (code, out)
    assert sentence in err.splitlines()[-1]


BAD_CASES = [
    (b"facts: {traking: x}", "facts (line 1): \u201ctraking\u201d is not known; did you mean \u201ctracking\u201d?"),
    (
        b"facts: {last_scan: 2026-02-30}",
        "facts.last_scan (line 1): not a moment; write it like 2026-11-22T18:20",
    ),
    (b"\xff\xfe\x00", "the file is not text in UTF-8."),
    (b"x" * 1_000_001, "the file is too large; 1000000 bytes at most."),
    (b"", "case: a case file holds the keys version, facts and journal."),
    (b"facts: {item: a}\nfacts: {}", "facts (line 2): the key appears twice"),
    (b"version: 3", "version (line 1): the file has version 3, and this handbook reads up to version 1; update"),
    (b"facts: {amount: -5}", "facts.amount (line 1): the sum is negative; write what was paid, such as 128.50."),
    (
        b"facts:\n  item: a\x00b",
        "case (line 2): there is an invisible character (U+0000) here; delete it and try again.",
    ),
    (
        b"journal:\n- {event: received, at: 2026-11-22T10:16}",
        "journal[1].at (line 2): this event is entered for 2026-11-22 10:16, and it is 2026-11-22 10:15 now;",
    ),
    (b"{", "case (line 1): not valid JSON; check the quotation marks, the commas and the brackets."),
    (b"!!python/object/apply:os.getcwd []", "case (line 1): not valid YAML; check the indentation and the colons."),
]


@pytest.mark.parametrize(("raw", "sentence"), BAD_CASES, ids=[repr(raw[:24]) for raw, _ in BAD_CASES])
def test_a_bad_case_is_one_sentence_and_code_two(capsys, tmp_path, raw, sentence):
    """Whatever the file holds, the answer is one sentence with the name of the file."""
    path = tmp_path / "case.yaml"
    path.write_bytes(raw)
    code, out, err = run(capsys, "advise", str(path), "--now", NOW, "--lang", "en")
    assert (2, "", 1) == (code, out, len(err.splitlines()))
    assert f"guide: {path}: {sentence}" in err


def test_check_fails_with_code_one_and_says_where(capsys, tmp_path):
    """A broken copy fails with file, row and column."""
    content = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    Sheet(content / "tables" / "problem.csv").put("g15", "then.problem", "stail").save()
    code, out, _ = run(capsys, "check", "--content", str(content), "--lang", "en")
    assert 1 == code
    assert "column then.problem: unknown value “stail”. Allowed:" in out
    assert "1 of 1 checks failed." == out.splitlines()[-1]


def test_map_draws_and_tells(capsys, case, tmp_path):
    """The map comes as a drawing or in words, to the screen or to a file."""
    out = tmp_path / "map.svg"
    assert (0, "", "") == run(capsys, "map", case, "--now", NOW, "--out", str(out))
    assert "<svg" in out.read_text("utf-8")
    code, text, _ = run(capsys, "map", "--text", "--lang", "en")
    assert 0 == code
    assert "Contact the seller" in text


def test_a_file_that_cannot_be_written_is_one_sentence(capsys):
    """Code 2 and the reason."""
    code, _, err = run(capsys, "map", "--out", "/nowhere/map.svg", "--lang", "en")
    assert (2, "guide: /nowhere/map.svg: there is no such file or folder.\n") == (code, err)


def test_app_hands_its_switches_to_the_server(monkeypatch, capsys):
    """Port, address and browser are passed on."""
    seen = {}
    monkeypatch.setattr("guide.web.serve", lambda **given: seen.update(given))
    plain = {"port": 8900, "open_browser": False, "host": "0.0.0.0", "names": [], "team": None, "visitors": 0,
             "patience": 0, "accounts": False, "immortal": False}  # fmt: skip
    assert 0 == run(capsys, "app", "--port", "8900", "--no-browser", "--host", "0.0.0.0")[0]
    assert plain == seen
    more = ("--name", "a.example", "--name", "b.example", "--no-team", "--visitors", "9", "--drain", "60")
    assert 0 == run(capsys, "app", "--port", "8900", "--no-browser", "--host", "0.0.0.0", *more)[0]
    assert {**plain, "names": ["a.example", "b.example"], "team": False, "visitors": 9,
            "patience": 60} == seen  # fmt: skip


@pytest.mark.parametrize("possible", [True, False])
def test_app_marks_what_is_shared_only_where_that_is_possible(monkeypatch, capsys, possible):
    """Elsewhere one sentence, and no server."""
    seen = {}
    monkeypatch.setattr("guide.web.serve", lambda **given: seen.update(given))
    monkeypatch.setattr("guide.web.immortal.is_possible", lambda: possible)
    code, _, err = run(capsys, "app", "--no-browser", "--immortal")
    assert (0 if possible else 2, possible) == (code, seen.get("immortal", False))
    assert possible == (err == "")
    assert possible or "3.12" in err


def test_lab_opens_the_chapters(monkeypatch, capsys):
    """JupyterLab takes over on the folder of the chapters."""
    seen = []
    monkeypatch.setattr(os, "execv", lambda program, command: seen.append(command))
    run(capsys, "lab", "--no-browser", "--port", "9001")
    wanted = [sys.executable, "-m", "jupyterlab", str(ROOT / "notebooks"), "--port=9001", "--no-browser"]
    assert wanted == seen[0][:6]


def test_a_reader_that_stops_early_is_no_error(case):
    """Printing into a closed pipe ends quietly."""
    done = subprocess.run(
        ["bash", "-c", f'set -o pipefail; "{sys.executable}" -m guide advise "{case}" --now {NOW} --json | head -c 1'],
        capture_output=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert (b"{", b"") == (done.stdout, done.stderr)


def test_the_advice_needs_no_web_and_no_widgets(case):
    """Asking on the command line does not load what only a screen needs."""
    heavy = ["voila", "ipywidgets", "pandas", "jinja2"]
    code = (
        f"import sys, guide.__main__ as m; m.main(['advise', {case!r}, '--now', {NOW!r}]);"
        f"print([n for n in {heavy!r} if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=ROOT, check=True)
    assert "[]" == done.stdout.splitlines()[-1]


def test_a_case_file_packs_and_opens(capsys, case, tmp_path):
    """A case and a picture become one file; opened, it names them and says that the advice is the same."""
    from cases import a_png

    shot, file = tmp_path / "聊天.png", str(tmp_path / "case.zip")
    shot.write_bytes(a_png())
    packed = run(capsys, "archive", "pack", case, "--evidence", f"chat_shot={shot}", "--out", file, "--now", NOW)
    assert (0, "") == (packed[0], packed[2])
    code, out, _ = run(capsys, "archive", "open", file, "--out", str(tmp_path / "there"))
    assert 0 == code
    assert "聊天.png" in out
    assert "内容完全相同" in out
    assert a_png() == (tmp_path / "there" / "evidence" / "01.png").read_bytes()
    assert run(capsys, "advise", case, "--now", NOW) == run(capsys, "advise", file, "--now", NOW)


def test_a_receipt_is_made_and_verified(capsys, case, tmp_path):
    """Verified it holds with exit code 0; changed by hand it fails with 1; another file is refused with 2."""
    file = tmp_path / "receipt.json"
    assert 0 == run(capsys, "receipt", "make", case, "--redact", "--out", str(file), "--now", NOW)[0]
    assert "P20251110" not in file.read_text("utf-8")
    assert 0 == run(capsys, "receipt", "verify", str(file))[0]
    file.write_text(file.read_text("utf-8").replace('"turn":"you"', '"turn":"seller"'), "utf-8")
    code, out, _ = run(capsys, "receipt", "verify", str(file), "--lang", "en")
    assert (1, "whose turn" in out) == (code, True)
    code, _, err = run(capsys, "receipt", "verify", case)
    assert (2, 1) == (code, len(err.splitlines()))


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF-"), ("html", b"<!doctype html>"), ("zip", b"PK")])
def test_a_dossier_is_written(capsys, case, tmp_path, form, start):
    """The name of the file says what is written."""
    out = tmp_path / f"dossier.{form}"
    assert 0 == run(capsys, "dossier", case, "--out", str(out), "--now", NOW)[0]
    assert out.read_bytes().startswith(start)


@pytest.mark.parametrize(
    "command",
    [
        ["dossier", "CASE", "--out", "x.doc"],
        ["dossier", "NONE", "--out", "x.pdf"],
        ["archive", "open", "CASE"],
        ["archive", "open", "BROKEN"],
        ["advise", "BROKEN"],
        ["archive", "pack", "CASE", "--evidence", "chat_shot", "--out", "x.zip"],
        ["archive", "pack", "CASE", "--evidence", "chat_shot=CASE", "--out", "x.zip"],
        ["archive", "pack", "CASE", "--evidence", "chat_shot=NONE", "--out", "x.zip"],
        ["receipt", "verify", "NONE"],
    ],
)
def test_what_cannot_be_packed_or_opened_is_one_sentence(capsys, case, tmp_path, command):
    """Exit code 2 and one line, nothing written."""
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04")
    names = {"CASE": case, "NONE": str(tmp_path / "none"), "BROKEN": str(broken)}
    filled = [names.get(word, word.replace("=CASE", f"={case}").replace("=NONE", "=none")) for word in command]
    code, out, err = run(capsys, *[str(tmp_path / w) if w.startswith("x.") else w for w in filled])
    assert (2, "", 1) == (code, out, len(err.splitlines()))
    assert [] == list(tmp_path.glob("x.*"))


@pytest.fixture
def own_words(monkeypatch):
    """Our own words, read from another folder."""

    def read_from(content: Path) -> None:
        monkeypatch.setattr(notices, "_WORDS", content / "words")
        notices.shipped.cache_clear()

    yield read_from
    monkeypatch.undo()
    notices.shipped.cache_clear()


def test_the_check_speaks_chinese_also_where_the_handbook_itself_is_broken(capsys, tmp_path, own_words):
    """Chinese unless asked otherwise; the words of a handbook whose rules do not load can still be read."""
    content = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    Sheet(content / "tables" / "problem.csv").put("g15", "then.problem", "stail").save()
    own_words(content)
    code, out, _ = run(capsys, "check", "--content", str(content))
    assert 1 == code
    assert "then.problem 列：没有「stail」这个值。可以写：" in out
    assert "1 项检查里有 1 项没有通过。" == out.splitlines()[-1]


def test_the_check_that_cannot_read_its_own_words_still_names_the_place(capsys, tmp_path, own_words):
    """Everything comes by its id, with what fills it; nothing breaks."""
    content = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    shutil.rmtree(content / "words")
    own_words(content)
    code, out, _ = run(capsys, "check", "--content", str(content))
    assert 1 == code
    assert "actions.csv" in out or "words" in out
    assert "rules.failed" == out.splitlines()[-1]
