"""Archives: what goes in comes out, the same bytes each time, and nothing hostile gets further than one sentence."""

import io
import json
import stat
import struct
import zipfile
from datetime import timedelta, timezone

import pytest
from cases import a_case, a_png, an_exhibit
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pictures import LIMITS
from strategies import NOW
from strategies import cases as any_case

import guide
import guide.cases.dossier.pack
from guide.book.edition import canonical
from guide.book.notices import Notice, tell
from guide.cases import dossier, receipt
from guide.cases.archive import limits
from guide.cases.archive.limits import ArchiveError, shown
from guide.cases.archive.opening import Opened, open_case
from guide.cases.archive.packing import archive, in_order, pack
from guide.cases.casefile import MOST_EVENTS, to_plain
from guide.reading.media import TAKEN

BOOK = guide.default_book()
EXHIBITS = (an_exhibit(1, "order_shot"), an_exhibit(2, "chat_shot", "promise_shot"), an_exhibit(3))
many = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def packed(exhibits=EXHIBITS) -> bytes:
    return pack(a_case(), exhibits, BOOK, NOW)


def entries(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        return {name: file.read(name) for name in file.namelist()}


def made(*items: tuple[zipfile.ZipInfo | str, bytes], packing: int = zipfile.ZIP_STORED) -> bytes:
    """A zip with a good case in it and whatever else."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", packing) as file:
        for name, content in [("case.json", canonical(to_plain(a_case()))), *items]:
            file.writestr(name, content)
    return whole.getvalue()


def error(raw: bytes) -> str:
    """The sentence's id with which a file is refused; the sentence itself exists and is filled."""
    with pytest.raises(ArchiveError) as caught:
        open_case(raw)
    assert "{" not in "".join(tell(caught.value.notice, words) for words in BOOK.words.values())
    return caught.value.notice.id.removeprefix("archive.error.")


def notes(raw: bytes) -> list[str]:
    """What is set aside, without the remark that a hand-made file has no receipt."""
    words = [note.id.removeprefix("archive.note.") for note in open_case(raw).notes]
    return [word for word in words if word != "no_receipt"]


def test_what_goes_in_comes_out():
    """Facts, journal, evidence with everything known about it, and the receipt."""
    opened = open_case(packed())
    assert Opened(a_case(), EXHIBITS, receipt.dump(receipt.make(a_case(), BOOK, NOW)), ()) == opened


@given(any_case)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_every_case_comes_back(case):
    """Any case at all survives, and its receipt still holds."""
    opened = open_case(pack(case, (), BOOK, NOW))
    assert case == opened.case
    assert opened.receipt is not None
    assert receipt.verify(opened.receipt, BOOK).holds


def test_the_same_content_gives_the_same_bytes():
    """Neither the order in which evidence is given nor the zone of its time shows."""
    lima = timezone(timedelta(hours=-5))
    turned = [an_exhibit(3), *(an_exhibit(n, *e.slots, added_at=e.added_at.astimezone(lima))
                               for n, e in enumerate(EXHIBITS[:2], start=1))]  # fmt: skip
    assert packed() == packed(tuple(turned))


def test_the_file_can_be_looked_into():
    """Plain names, in order, with a list that gives hash, slots, name, size and time of each file."""
    found = entries(packed())
    assert ["case.json", "edition.json", "evidence.json", "evidence/01.png", "evidence/02.png", "evidence/03.png",
            "receipt.json"] == list(found)  # fmt: skip
    listed = json.loads(found["evidence.json"])["files"][1]
    assert {"file": "evidence/02.png", "name": "截图 2.png", "slots": ["chat_shot", "promise_shot"],
            "size": len(EXHIBITS[1].content), "sha256": EXHIBITS[1].sha256}.items() <= listed.items()  # fmt: skip
    assert json.loads(found["receipt.json"])["edition"]["hash"] == json.loads(found["edition.json"])["hash"]


def test_evidence_stands_in_the_order_of_handing_in():
    """By slot first, then by the time it was added; what shows nothing in particular comes last."""
    given_ = [an_exhibit(4), an_exhibit(3, "chat_shot"), an_exhibit(2, "order_shot"), an_exhibit(1, "chat_shot")]
    assert ["e2", "e1", "e3", "e4"] == [one.id for one in in_order(given_)]


def test_too_much_evidence_is_said_before_packing():
    """A file that could not be opened again is not made."""
    with pytest.raises(ArchiveError, match="many"):
        pack(a_case(), [an_exhibit(n) for n in range(LIMITS["files"].value + 1)], BOOK, NOW)
    with pytest.raises(ArchiveError, match="media"):
        pack(a_case(), [an_exhibit(1, media="text/html")], BOOK, NOW)
    with pytest.raises(ArchiveError, match="heavy"):
        pack(a_case(), [an_exhibit(1, content=bytes(LIMITS["file_bytes"].value + 1))], BOOK, NOW)


# what is refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "why"), [(b"", "not_zip"), (b"hello", "not_zip"), (a_png(), "not_zip"), (b"PK", "corrupt")]
)
def test_what_is_no_zip(raw, why):
    assert why == error(raw)


def test_a_file_cut_short():
    """Cut anywhere, it is said to be damaged or incomplete."""
    raw = packed()
    assert {"corrupt"} == {error(raw[:end]) for end in range(2, len(raw), len(raw) // 40)}


def test_a_file_too_large(monkeypatch):
    raw = packed()
    monkeypatch.setattr(limits, "LARGEST", 1000)
    assert "huge" == error(raw)


def test_a_bomb_by_ratio():
    """Ten megabytes of nothing in ten kilobytes are not unpacked."""
    assert "bomb" == error(made(("evidence/01.png", bytes(10_000_000)), packing=zipfile.ZIP_DEFLATED))


def test_a_bomb_that_lies_about_its_size():
    """The size an entry claims is not believed."""
    raw = bytearray(made(("receipt.json", b"x" * 2_000_000), packing=zipfile.ZIP_STORED))
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", 10)
    assert error(bytes(raw)) in ("bomb", "corrupt")


def test_a_bomb_by_sum(monkeypatch):
    """Many entries, each of them allowed, are too much together."""
    monkeypatch.setattr(limits, "LARGEST_WHOLE", 1000)
    assert "bomb" == error(packed())


def test_a_bomb_in_a_zip():
    """A zip inside is evidence of no kind and is never opened."""
    inner = made(("x", bytes(10_000_000)), packing=zipfile.ZIP_DEFLATED)
    raw = pack(a_case(), [an_exhibit(1, content=inner)], BOOK, NOW)
    assert ["media"] == notes(raw)
    assert () == open_case(raw).exhibits


def test_too_many_entries():
    assert "entries" == error(made(*((f"x{n}", b"") for n in range(limits.MOST_ENTRIES + 1))))


def test_a_long_list_of_entries_is_not_even_read():
    """The end of the file says how long its list is; a long one is refused before it is parsed."""
    raw = bytearray(packed())
    end = raw.rindex(b"PK\x05\x06")
    raw[end + 12 : end + 16] = struct.pack("<I", 50_000_000)
    assert "entries" == error(bytes(raw))


@pytest.mark.parametrize(
    "name",
    ["../case.txt", "evidence/../../x", "/etc/passwd", "\\windows\\x", "C:/x", "C:x", "..", "a/..", "evidence\\..\\x"],
)
def test_a_path_that_leads_out(name):
    """Nothing outside the file can be named, in any system's way of writing paths."""
    assert "path" == error(made((name, b"x")))


def test_links_and_devices():
    """A link, or anything that is no file and no folder."""
    for kind in (stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO):
        info = zipfile.ZipInfo("evidence/01.png")
        info.create_system, info.external_attr = 3, (kind | 0o777) << 16
        assert "link" == error(made((info, b"/etc/passwd")))


def test_a_password():
    """The mark for encryption is enough."""
    raw = bytearray(packed())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.index(sign)
        raw[at + place] |= 1
    assert "password" == error(bytes(raw))


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_another_way_of_packing(packing):
    assert "method" == error(made(("x", b"y"), packing=packing))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("twin", ["case.json", "CASE.JSON"])
def test_two_entries_of_one_name(twin):
    """Also where only capital letters differ, as some systems take these for the same."""
    assert "twice" == error(made((twin, b"{}")))


def test_no_case_inside():
    assert "no_case" == error(archive({"folder/case.json": b"{}"}))
    assert "no_case" == error(archive({"99_notes.json": b"{}", "01_a.png": b""}))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("folder", ["", "folder/"])
def test_a_dossier_is_told_from_a_case_file(lang, folder):
    """In either language, also when somebody has unpacked and packed it again."""
    whole = dossier.pack.pack(dossier.build(a_case(), EXHIBITS, BOOK, NOW, lang))
    assert "dossier" == error(archive({folder + name: content for name, content in entries(whole).items()}))


@pytest.mark.parametrize(
    "text", [b"", b"\xff", b"[]", b"null", b"[" * 50_000, b'{"facts": 5}', b'{"facts":{"kind":"forged"}}']
)
def test_a_case_that_cannot_be_read(text):
    assert "case_text" == error(archive({"case.json": text}))


def test_a_case_file_with_a_key_that_stands_there_twice_is_opened_and_says_so():
    """The later value is taken, and a note names the key."""
    opened = open_case(archive({"case.json": b'{"facts": {"item": "a", "item": "b"}, "journal": []}'}))
    assert "b" == opened.case.facts.item
    assert Notice("archive.note.twice", place="item") in opened.notes


def test_what_cannot_be_so_is_kept_and_named():
    """A negative sum and an event to come stay as they were entered; each has a note with its place."""
    plain = {"facts": {"amount": "-5"}, "journal": [{"event": "received", "at": "2026-11-22T10:16+08:00"}]}
    opened = open_case(archive({"case.json": canonical(plain)}), NOW)
    assert ("-5", 1) == (opened.case.facts.amount, len(opened.case.journal))
    told = [tell(note, BOOK.words["zh"]) for note in opened.notes]
    assert "facts.amount：金额是负数；请写付了多少，如 128.50。" in told
    assert any(
        text.startswith("journal[1].at：这件事写在 2026-11-22 10:16，而现在是 2026-11-22 10:15；") for text in told
    )
    assert len(told) == 2 + len(open_case(archive({"case.json": canonical(plain)})).notes)


def test_a_newer_case():
    assert "newer" == error(archive({"case.json": b'{"version": 2, "facts": {}, "journal": []}'}))


def test_a_huge_case_is_not_salvaged():
    """Reading what can be read costs time for each part, so there is an end to it."""
    facts = {f"f{n}": "x" for n in range(MOST_EVENTS + 1)}
    assert "case_text" == error(archive({"case.json": json.dumps({"facts": facts}).encode()}))


# what is set aside --------------------------------------------------------------------


def test_an_answer_that_cannot_be_read_is_counted_and_the_rest_is_kept():
    plain = to_plain(a_case())
    plain["facts"] |= {"kind": "forged", "unheard_of": 1}
    opened = open_case(archive({"case.json": canonical(plain)}))
    assert a_case() == opened.case
    assert [2] == [note.placeholders["count"] for note in opened.notes if note.id == "archive.note.lost"]


def test_evidence_that_was_changed():
    """Content that is not what the list says is named and not taken; the other pieces are."""
    found = entries(packed())
    found["evidence/02.png"] = a_png(shade=9)
    opened = open_case(archive(found))
    assert [("archive.note.hash", "截图 2.png")] == [(note.id, note.placeholders["name"]) for note in opened.notes]
    assert (EXHIBITS[0], EXHIBITS[2]) == opened.exhibits
    assert a_case() == opened.case


@pytest.mark.parametrize(
    "change",
    [{"id": "../x"}, {"id": 5}, {"slots": "order_shot"}, {"media": "text/html"}, {"media": []}, {"added_at": "soon"},
     {"width": -1}, {"height": "80"}, {"sha256": None}, {"id": "e2"}],
)  # fmt: skip
def test_evidence_that_is_badly_described(change):
    found = entries(packed())
    listed = json.loads(found["evidence.json"])
    listed["files"][0] |= change
    if change == {"id": "e2"}:  # an id twice: the second of them is the one that is not taken
        listed["files"][1]["id"] = "e2"
    opened = open_case(archive({**found, "evidence.json": canonical(listed)}))
    assert ["archive.note.described"] == [note.id for note in opened.notes]
    assert 2 == len(opened.exhibits)


@pytest.mark.parametrize("text", [b"", b"[]", b'{"files": 5}', b'{"files": [5, null, {}]}', b"[" * 50_000])
def test_a_list_that_cannot_be_read(text):
    """The case opens, the files that nothing describes are named."""
    opened = open_case(archive({**entries(packed()), "evidence.json": text}))
    assert (a_case(), ()) == (opened.case, opened.exhibits)
    assert 3 == sum(note.id == "archive.note.extra" for note in opened.notes)


def test_evidence_that_is_not_there():
    found = entries(packed())
    del found["evidence/01.png"]
    assert ["missing"] == notes(archive(found))


def test_what_other_programs_add_is_named_and_left():
    """A file more does no harm."""
    found = {**entries(packed()), "__MACOSX/._case.json": b"x", ".DS_Store": b"y"}
    opened = open_case(archive(found))
    assert [".DS_Store", "._case.json"] == sorted(str(note.placeholders["name"]) for note in opened.notes)
    assert EXHIBITS == opened.exhibits


def test_a_name_in_another_encoding_is_read():
    """A Chinese Windows writes names in GBK and does not say so."""
    raw = made(("xx.txt", b"y")).replace(b"xx.txt", "截.t".encode("gb18030") + b"xt")
    assert ["截.txt"] == [note.placeholders["name"] for note in open_case(raw).notes if note.id.endswith("extra")]


def test_without_a_receipt_that_is_said():
    assert ["archive.note.no_receipt"] == [note.id for note in open_case(made()).notes]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a/b\\c.png", "c.png"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("\0\n", "?"),
        (None, "?"),
        ("长" * 500, "长" * limits.LONGEST_NAME),
    ],
)
def test_names_are_shown_without_tricks(name, kept):
    """No folder, no control or direction mark, no endless name."""
    assert kept == shown(name)


# anything at all ----------------------------------------------------------------------


def sane(raw: bytes) -> None:
    """Open it: a case with notes that can be said, or one sentence; never anything else."""
    try:
        opened = open_case(raw)
    except ArchiveError as refused:
        said = [refused.notice]
    else:
        said = list(opened.notes)
        assert set() == {one.media for one in opened.exhibits} - set(TAKEN)
        pack(opened.case, opened.exhibits, BOOK, NOW)
    assert "" not in [tell(notice, words) for notice in said for words in BOOK.words.values()]


SEED = packed()


@given(st.binary(max_size=400))
@many
def test_any_bytes(raw):
    sane(raw)
    sane(b"PK\x03\x04" + raw)


@given(st.lists(st.tuples(st.integers(0, len(SEED) - 1), st.integers(0, 255)), min_size=1, max_size=12))
@example([(0, 0)])
@many
def test_any_bytes_changed(changes):
    """A good file with some bytes changed anywhere, in the data or in what describes it."""
    raw = bytearray(SEED)
    for at, value in changes:
        raw[at] = value
    sane(bytes(raw))


@given(st.integers(0, len(SEED)), st.integers(0, len(SEED)), st.binary(max_size=60))
@many
def test_any_part_replaced(start, end, filling):
    sane(SEED[: min(start, end)] + filling + SEED[max(start, end) :])


NAMES = st.sampled_from(
    ["case.json", "evidence.json", "receipt.json", "edition.json", "evidence/01.png", "evidence/", "x"]
)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["version", "facts", "journal", "files", "file", "id", "media", "schema"]), inner
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(NAMES, PLAIN.map(lambda p: json.dumps(p).encode()) | st.binary(max_size=50), max_size=6))
@many
def test_any_entries(found):
    """Every entry well formed as a file and anything at all as content."""
    sane(archive({**entries(SEED), **found}))
    sane(archive(found))


def test_the_largest_file_that_is_made_can_be_opened(monkeypatch):
    """What packing allows, opening allows: evidence up to the very limit comes back."""
    monkeypatch.setattr(limits, "LARGEST_JSON", 10_000)
    monkeypatch.setattr(limits, "LARGEST", 100_000)
    monkeypatch.setattr(limits, "LARGEST_WHOLE", 100_000)
    whole = [an_exhibit(n, content=a_png()[:8] + bytes([n]) * 9_992) for n in range(6)]
    assert 6 == len(open_case(pack(a_case(), whole, BOOK, NOW)).exhibits)
    with pytest.raises(ArchiveError, match="heavy"):
        pack(a_case(), [*whole, an_exhibit(7)], BOOK, NOW)
