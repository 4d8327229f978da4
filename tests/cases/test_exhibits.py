"""Files as strangers hand them in: what is taken, what is refused with which sentence, and what is kept of them."""

import csv
import io
import struct
import zipfile
import zlib
from datetime import datetime
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pictures import FRAMES, LIMITS, PDF, SECRET, drawn, exif, film, png_texts, saved, tagged, telling_jpeg
from PIL import Image, PngImagePlugin

from guide.book.loader import CONTENT, default_book
from guide.book.notices import tell
from guide.cases.exhibits import strip
from guide.cases.exhibits.arrival import LONGEST_NAME, RefusedFileError, clean_name, lies, over, receive
from guide.cases.exhibits.mask import inside, mask, masked, plain, preview
from guide.cases.exhibits.model import Box, Exhibit, Kept
from guide.engine.case import BEIJING
from guide.reading.media import TAKEN, kind

NOW = datetime(2026, 11, 22, 10, 15, tzinfo=BEIJING)
MB = 1024 * 1024


def zipped(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


GOOD = {
    "image/png": saved(drawn(), "PNG"),
    "image/jpeg": saved(drawn(), "JPEG", quality=90),
    "image/webp": saved(drawn(), "WEBP", quality=80),
    "image/gif": saved(drawn(mode="P"), "GIF"),
    "application/pdf": PDF,
    "video/mp4": film(),
    "video/quicktime": film(b"qt  "),
    "audio/mp4": film(b"M4A "),
    "audio/mpeg": tagged(FRAMES),
}


def take(data, name="x.png", shelf=(), rules=LIMITS):
    return receive(name, data, shelf, rules, NOW)


def why(data, name="x.png", shelf=(), rules=LIMITS):
    with pytest.raises(RefusedFileError) as found:
        take(data, name, shelf, rules)
    return found.value.notice.id.rpartition(".")[2]


def pixels(data):
    picture = Image.open(io.BytesIO(data))
    return picture.convert("RGBA").tobytes()


# --- what it is -------------------------------------------------------------------------------------------------

REFUSED = {
    "empty": b"",
    "svg": b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    "html": b"\xef\xbb\xbf <!DOCTYPE html><script>alert(1)</script>",
    "office": zipped("[Content_Types].xml", "word/document.xml"),
    "archive": zipped("a.png"),
    "picture": saved(drawn(), "BMP"),
    "program": b"MZ\x90\x00" + bytes(100),
    "text": "您好，包裹到了吗？".encode(),
    "unknown": bytes([1, 0, 2, 0xFF]) * 20,
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_taken_is_refused_for_a_reason_that_has_words(what):
    assert what == kind(REFUSED[what])
    assert what == why(REFUSED[what], "screenshot.png")
    assert all(default_book().say(lang, f"exhibit.refused.{what}") for lang in ("zh", "en"))


@pytest.mark.parametrize(("data", "what"), [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "office"), (zipped("xl/workbook.xml"), "office"),
    (b"{\\rtf1", "office"), (b"Rar!\x1a\x07\x00", "archive"), (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b\x08", "archive"), (bytes(257) + b"ustar", "archive"), (saved(drawn(), "TIFF"), "picture"),
    (b"<html><svg></svg></html>", "svg"), (b"  <script>1</script>", "html"), (b"\x7fELF", "program"),
    ("长".encode() * 4000, "text"),
])  # fmt: skip
def test_a_type_is_read_from_the_content(data, what):
    assert what == kind(data)


@pytest.mark.parametrize("media", GOOD)
@pytest.mark.parametrize("name", ["evidence.png", "photo.PDF", "no ending", "x.exe", "clip.mp4"])
def test_a_name_that_lies_changes_nothing_but_the_name(media, name):
    """The content decides; the ending is put right and the visitor is told."""
    kept = take(GOOD[media], name)
    ending = kept.exhibit.name.rpartition(".")[2]
    assert ending in TAKEN[kept.exhibit.media]
    assert lies(name, media) == ("lies" in kept.notes)
    assert sha256(kept.exhibit.content).hexdigest() == kept.exhibit.sha256
    assert NOW == kept.exhibit.added_at


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_file_that_is_cut_off_is_refused(data):
    """Not one picture, document or recording passes that lacks its end."""
    media = data.draw(st.sampled_from(["image/png", "image/jpeg", "image/webp", "application/pdf", "video/mp4"]))
    whole = GOOD[media]
    cut = data.draw(st.integers(20, len(whole) * 9 // 10))
    assert why(whole[:cut]) in ("truncated", "unknown", "text")


@settings(max_examples=300)
@given(st.sampled_from(sorted(GOOD)), st.binary(max_size=300), st.data())
def test_random_bytes_are_taken_or_refused_and_never_an_error(media, noise, data):
    """Random bytes, and good files with random bytes written into them."""
    whole = GOOD[media]
    at = data.draw(st.integers(0, len(whole)))
    reasons = set()
    for tried in (noise, whole[:12] + noise, whole[:at] + noise + whole[at + len(noise) :]):
        try:
            kept = take(tried)
        except RefusedFileError as error:
            reasons.add(error.notice.id)
        else:
            assert kind(kept.exhibit.content) == kept.exhibit.media
    assert reasons <= default_book().words["zh"].keys()


@pytest.mark.parametrize(
    "tail", [zipped("a.sh"), REFUSED["html"], b"MZ" + bytes(50), PDF], ids=["zip", "html", "exe", "pdf"]
)
@pytest.mark.parametrize("media", ["image/png", "image/jpeg", "image/webp", "image/gif"])
def test_a_second_file_behind_a_picture_is_cut_off(media, tail):
    kept = take(GOOD[media] + tail)
    assert tail not in kept.exhibit.content
    assert pixels(GOOD[media]) == pixels(kept.exhibit.content)


def test_a_document_inside_a_picture_or_the_other_way_round_is_what_stands_first():
    assert why(REFUSED["html"] + GOOD["image/png"]) == "html"
    assert why(b"GIF89a" + b"/*" + REFUSED["html"]) == "truncated"
    assert why(zipped("a") + PDF) == "archive"


# --- bombs and limits ---------------------------------------------------------------------------------------------


def png_header(width, height):
    """A PNG that claims a size and holds next to nothing."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b""))  # fmt: skip


@pytest.mark.parametrize(("width", "height", "what"), [
    (60_000, 60_000, "pixels"), (200_000, 2_000, "pixels"), (9_000, 9_000, "pixels"), (7_000, 7_000, "truncated"),
    (40_000, 100, "side"), (2**31 - 1, 2**31 - 1, "pixels"),
])  # fmt: skip
def test_a_decompression_bomb_is_refused_by_its_header(width, height, what):
    assert what == why(png_header(width, height))


def test_bombs_in_texts_and_profiles_are_not_unpacked():
    info = PngImagePlugin.PngInfo()
    info.add_text("x", "0" * 900_000, zip=True)
    data = saved(drawn(), "PNG", pnginfo=info)
    body = b"icc\0\0" + zlib.compress(bytes(200 * MB))
    bomb = struct.pack(">I", len(body)) + b"iCCP" + body + struct.pack(">I", zlib.crc32(b"iCCP" + body))
    assert len(take(data).exhibit.content) < len(saved(drawn(), "PNG")) + 100
    assert why(data[:33] + bomb + data[33:]) == "truncated"


def test_a_hundred_files_are_as_many_as_fit():
    shelf: list[Kept] = []
    refused = []
    for n in range(100):
        try:
            shelf.append(take(saved(drawn(320, 330, seed=n + 1), "PNG"), f"{n}.png", shelf))
        except RefusedFileError as error:
            refused.append(error.notice.id)
    assert (40, ["exhibit.limit.files"] * 60) == (len(shelf), refused)


def test_a_recording_of_the_full_size_is_taken_and_one_byte_more_is_not():
    head = film()[: -(len(SECRET) + 8)]
    room = LIMITS["file_bytes"].value - len(head) - 8
    whole = head + struct.pack(">I", room + 8) + b"free" + bytes(room)
    assert LIMITS["file_bytes"].value == len(take(whole, "a.mp4").exhibit.content)
    assert why(whole + b"\0", "a.mp4") == "file_bytes"


def test_every_limit_has_a_sentence_with_its_number():
    for name, limit in LIMITS.items():
        assert all(str(limit.number) in tell(over(name, LIMITS), words) for words in default_book().words.values())
    with (CONTENT / "evidence/limits.csv").open(encoding="utf-8") as file:
        assert ["file_bytes", "total_bytes", "files", "pixels", "side", "small"] == [
            r["id"] for r in csv.DictReader(file)
        ]


# --- what is kept of it ---------------------------------------------------------------------------------------------

MODES = {"image/png": ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"], "image/jpeg": ["RGB", "L", "CMYK"],
         "image/webp": ["RGB", "RGBA"]}  # fmt: skip
FORMS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
ICC = b"\0\0\0\x80" + b"lcms" + bytes(120)


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from(sorted(MODES)), st.integers(1, 8))
def test_nothing_survives_but_pixels_and_colours(data, media, orientation):
    """EXIF, XMP, IPTC, comments, text chunks, makers' parts and thumbnails are gone; the picture stands upright."""
    mode = data.draw(st.sampled_from(MODES[media]))
    picture = drawn(96, 64, mode) if mode != "I;16" else drawn(96, 64, "L").convert("I;16")
    xmp = b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    if media == "image/jpeg":
        told = telling_jpeg(picture, orientation, progressive=data.draw(st.booleans()))
    elif media == "image/png":
        told = saved(picture, "PNG", **png_texts(exif=exif(orientation)))
    else:
        told = saved(picture, "WEBP", exif=exif(orientation), xmp=xmp, lossless=data.draw(st.booleans()))
    assert b"secret" in told
    kept = take(told)
    assert b"secret" not in kept.exhibit.content
    assert "place" in kept.notes
    found = Image.open(io.BytesIO(kept.exhibit.content))
    assert {} == dict(found.getexif())
    assert not set(found.info) - {"icc_profile", "transparency", "jfif", "jfif_version", "jfif_unit", "jfif_density",
                                  "adobe", "adobe_transform", "progressive", "progression", "loop", "background",
                                  "timestamp", "duration", "dpi", "gamma", "srgb"}  # fmt: skip
    size = (96, 64) if orientation < 5 else (64, 96)
    assert size == (kept.exhibit.width, kept.exhibit.height) == found.size


@pytest.mark.parametrize("media", sorted(MODES))
@pytest.mark.parametrize("progressive", [False, True])
def test_an_upright_picture_loses_not_one_bit(media, progressive):
    for mode in MODES[media]:
        picture = drawn(mode=mode) if mode != "I;16" else drawn(mode="L").convert("I;16")
        how = {"progressive": True} if progressive and media == "image/jpeg" else {}
        told = saved(picture, FORMS[media], exif=exif(), **how)
        kept = take(told).exhibit.content
        assert Image.open(io.BytesIO(told)).tobytes() == Image.open(io.BytesIO(kept)).tobytes()


@pytest.mark.parametrize("media", ["image/png", "image/webp"])
@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_turned_picture_is_set_upright_without_loss(media, orientation):
    from PIL import ImageOps

    told = saved(drawn(), FORMS[media], exif=exif(orientation), **({"lossless": True} if "webp" in media else {}))
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(told))).convert("RGBA")
    assert upright.tobytes() == pixels(take(told).exhibit.content)


@pytest.mark.parametrize("media", sorted(FORMS))
@pytest.mark.parametrize("orientation", [1, 6])
def test_the_colour_profile_stays(media, orientation):
    told = saved(drawn(), FORMS[media], exif=exif(orientation), icc_profile=ICC)
    assert ICC == Image.open(io.BytesIO(take(told).exhibit.content)).info["icc_profile"]


def test_a_film_keeps_its_frames_where_they_were_and_loses_what_it_tells():
    whole = film()
    kept = take(whole, "a.mp4").exhibit.content
    frames = bytes(range(256)) * 40
    assert (len(whole), whole.index(frames)) == (len(kept), kept.index(frames))
    assert SECRET not in kept
    assert (None, None) == (take(whole).exhibit.width, take(whole).exhibit.height)


@pytest.mark.parametrize("start", [b"\xff\xfb\x90", b"\xff\xfa\x90", b"\xff\xf3\x40", b"\xff\xe3\x18"])
def test_a_recording_of_sound_keeps_its_frames_and_loses_what_it_tells(start):
    """Tags name the device and, of a call, the number; the archive knows such a file again."""
    frames = start + FRAMES
    kept = take(tagged(frames), "call.mp3").exhibit
    assert ("call.mp3", "audio/mpeg", frames) == (kept.name, kept.media, kept.content)
    assert kept.media == kind(kept.content)


def test_a_tag_without_sound_is_refused():
    assert "truncated" == why(tagged(b""))


def test_an_animation_is_its_first_frame_and_says_so():
    first, second = drawn(seed=2).convert("P"), drawn(seed=3).convert("P")
    for form, how in (("GIF", {}), ("WEBP", {"lossless": True}), ("PNG", {})):
        frames = [first.convert("RGB"), second.convert("RGB")] if form != "GIF" else [first, second]
        kept = take(saved(frames[0], form, save_all=True, append_images=frames[1:], **how))
        assert "animated" in kept.notes
        found = Image.open(io.BytesIO(kept.exhibit.content))
        assert 1 == getattr(found, "n_frames", 1)
        assert first.convert("RGBA").tobytes() == found.convert("RGBA").tobytes()


def test_a_photo_of_an_apple_phone_becomes_one_that_opens_anywhere():
    heic = heic_file()
    kept = take(heic, "IMG_0001.HEIC")
    assert ("image/jpeg", "IMG_0001.jpg") == (kept.exhibit.media, kept.exhibit.name)
    assert "converted" in kept.notes
    assert b"secret" not in kept.exhibit.content


def heic_file():
    """A HEIC with EXIF: pi-heif only reads, so the file is a small one that ships with the tests."""
    from pathlib import Path

    return (Path(__file__).parent / "files" / "small.heic").read_bytes()


def test_the_same_file_twice_is_refused_and_one_that_looks_alike_is_only_remarked():
    one = take(saved(drawn(), "PNG", **png_texts()), "a.png")
    assert why(GOOD["image/png"], "b.png", [one]) == "duplicate"
    with pytest.raises(RefusedFileError) as found:
        take(GOOD["image/png"], "b.png", [one])
    assert "a.png" in tell(found.value.notice, default_book().words["zh"])  # the one that is there already
    assert "alike" in take(GOOD["image/jpeg"], "c.jpg", [one]).notes
    assert "alike" not in take(saved(drawn(seed=5), "PNG"), "d.png", [one]).notes


def test_a_picture_with_much_text_is_not_damaged():
    """A decoder takes so many texts for a trap; they go before it looks."""
    texts = PngImagePlugin.PngInfo()
    for number in range(80):
        texts.add_text(f"k{number}", "x" * 900_000, zip=True)
    kept = take(saved(drawn(), "PNG", pnginfo=texts))
    assert pixels(kept.exhibit.content) == pixels(saved(drawn(), "PNG"))


@pytest.mark.parametrize(("width", "height", "small"), [(299, 800, True), (800, 299, True), (300, 300, False)])
def test_a_picture_too_small_to_read_is_taken_and_remarked(width, height, small):
    assert small == ("small" in take(saved(drawn(width, height), "PNG")).notes)


@pytest.mark.parametrize("inside_it", [
    b"/JavaScript (x)", b"/Launch", b"/EmbeddedFile", b"/J#61vaScript (x)", b"/#4C#61unch", b"/JS (x)", b"/SubmitForm",
    b"/GoToR", b"/RichMedia", b"/XFA",
])  # fmt: skip
def test_a_document_with_a_program_in_it_is_refused(inside_it):
    """Also where a letter of a name is written as its number."""
    assert why(PDF.replace(b"/Catalog", b"/Catalog" + inside_it), "a.pdf") == "active"


def packed(objects):
    """A document with a packed list of objects."""
    stream = b"9 0 obj << /Type /Obj#53tm >>\nstream\n" + objects + b"\nendstream endobj\n"
    return PDF.replace(b"%%EOF", stream + b"%%EOF")


def test_a_program_in_a_packed_list_of_objects_is_found():
    """A list that cannot be unpacked, or is a trap, is not taken; an ordinary one is."""
    assert take(packed(zlib.compress(b"1 0 << /Type /Pages >>")), "a.pdf")
    assert why(packed(zlib.compress(b"1 0 << /S /JavaScript >>")), "a.pdf") == "active"
    assert why(packed(b"not packed at all"), "a.pdf") == "active"
    assert why(packed(zlib.compress(bytes(40_000_000))), "a.pdf") == "active"


def test_a_document_with_a_password_is_refused():
    assert why(PDF.replace(b"/Catalog", b"/Catalog /Encrypt 5 0 R "), "a.pdf") == "locked"


# --- names ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "clean"), [
    ("../../etc/passwd", "passwd.png"), ("C:\\temp\\a.png", "a.png"), ("", "file.png"), ("...", "file.png"),
    ("a\u202egnp.exe", "agnp.png"), ("a\0b\n.png", "ab.png"), ("截图 1.PNG", "截图 1.png"), ('<b>"x"?.png', "b x.png"),
    ("x" * 400 + ".png", "x" * 56 + ".png"), (".png", "file.png"), ("a.tar.gz", "a.tar.png"),
    ("noending", "noending.png"),
])  # fmt: skip
def test_strange_names_become_names_one_can_show_and_write(name, clean):
    assert clean == clean_name(name, "image/png")


@given(st.text(max_size=300))
@example("\ud800.png")
def test_any_name_at_all_is_short_and_has_the_true_ending(name):
    clean = clean_name(name, "image/jpeg")
    assert 0 < len(clean) <= LONGEST_NAME
    assert clean.rpartition(".")[2] in TAKEN["image/jpeg"]
    assert not set(clean) & set('/\\<>:"|?*\0\n')
    assert clean == clean_name(clean, "image/jpeg")


# --- covered places ---------------------------------------------------------------------------------------------


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.lists(st.tuples(*[st.floats(-50, 120)] * 4), min_size=1, max_size=5))
def test_under_a_box_all_is_black_and_outside_nothing_changed(data, wanted):
    media = data.draw(st.sampled_from(sorted(MODES)))
    mode = data.draw(st.sampled_from(MODES[media]))
    source = drawn(96, 64, mode) if mode != "I;16" else drawn(96, 64, "L").convert("I;16")
    kept = take(saved(source, FORMS[media]))
    boxes = inside(wanted, 96, 64)
    made = mask(kept.exhibit, boxes)
    before = plain(Image.open(io.BytesIO(kept.exhibit.content)))
    after = Image.open(io.BytesIO(made.content))
    deep = "I" if mode == "I;16" else "RGBA"
    black = 0 if deep == "I" else (0, 0, 0, 255)
    old, new = before.convert(deep).load(), after.convert(deep).load()
    for x in range(96):
        for y in range(64):
            covered = any(b.left <= x < b.left + b.width and b.top <= y < b.top + b.height for b in boxes)
            assert (black if covered else old[x, y]) == new[x, y]
    assert ("image/png", sha256(made.content).hexdigest()) == (made.media, made.sha256)


def test_a_see_through_colour_covers_too():
    """A palette in which black is see-through must not make a window of the cover."""
    picture = drawn(96, 64, "P")
    told = saved(picture, "PNG", transparency=picture.getpixel((0, 0)))
    made = mask(take(told).exhibit, [Box(0, 0, 96, 64)])
    assert {(0, 0, 0, 255)} == set(Image.open(io.BytesIO(made.content)).convert("RGBA").get_flattened_data())


def test_the_open_picture_stays_apart_and_leaves_only_when_chosen():
    from dataclasses import replace

    kept = take(GOOD["image/jpeg"], "a.jpg")
    covered = masked(kept, [Box(0, 0, 10, 10)])
    assert kept.exhibit == covered.exhibit
    assert covered.masked == covered.handed
    assert covered.handed.name == "a.png"
    assert covered.exhibit == replace(covered, open_handed=True).handed
    assert kept == masked(covered, [])


def test_boxes_are_whole_pixels_outwards_and_inside():
    assert (Box(0, 0, 11, 6), Box(90, 60, 6, 4)) == inside(
        [(-5, -5, 15.2, 10.5), (90, 60, 50, 50), (200, 1, 5, 5), (1, 1, 0, 3)], 96, 64
    )


@pytest.mark.parametrize("media", ["image/png", "image/jpeg", "image/webp"])
def test_a_preview_is_a_small_jpeg(media):
    for mode in MODES[media]:
        source = drawn(mode=mode) if mode != "I;16" else drawn(mode="L").convert("I;16")
        shown = Image.open(io.BytesIO(preview(take(saved(source, FORMS[media])).exhibit, 100)))
        assert ("JPEG", 100) == (shown.format, max(shown.size))


def test_a_file_built_in_a_way_we_do_not_follow_is_drawn_again():
    strange = GOOD["image/jpeg"]
    strange = strange[:2] + b"\0\0" + strange[2:]
    assert strip.jpeg(strange) is None
    assert strip.png(GOOD["image/png"][:-4]) is None
    assert isinstance(take(GOOD["image/jpeg"]).exhibit, Exhibit)
