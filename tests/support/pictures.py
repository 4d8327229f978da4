"""Pictures and recordings as people hand them in, with everything a phone writes into them."""

import io
import struct

from PIL import Image, ImageDraw, PngImagePlugin

from guide.book.loader import default_book
from guide.cases.exhibits.content import limits

LIMITS = limits(default_book())
SECRET = b"N22.5431E114.0579-secret"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
#: Two frames of silence, as a recorder of calls writes them: 8 kHz, 8 kbit.
FRAMES = (b"\xff\xe3\x18\xc4" + bytes(68)) * 2


def drawn(width=640, height=400, mode="RGB", seed=1):
    """A picture with edges, text and colour, different for each seed."""
    picture = Image.new("RGB", (width, height), (250, 250, 248))
    pen = ImageDraw.Draw(picture)
    for n in range(0, height, 20):
        left = (n * 37 * seed) % max(width - 60, 1)
        pen.rectangle(
            (left, n, left + 40 + (n * seed) % 50, n + 9), fill=(n % 256, (n * 3) % 256, (n * 7 * seed) % 256)
        )
    return picture.convert(mode)


def exif(orientation=1):
    """EXIF as a phone writes it: device, owner, place, time, orientation."""
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010F], made[0x0110] = "Maker-secret", "Model-secret"
    made[0x9003] = "2026:11:20 08:00:00-secret"
    made.get_ifd(0x8825).update({1: "N", 2: (22.0, 32.0, 35.0), 3: "E", 4: (114.0, 3.0, 28.0), 29: "2026:11:20-secret"})
    return made


def saved(picture, form, **how):
    out = io.BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()


def png_texts(**more):
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", SECRET.decode())
    info.add_text("Comment", SECRET.decode() * 50, zip=True)
    info.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{SECRET.decode()}</x:xmpmeta>")
    return {"pnginfo": info, "exif": exif(), **more}


def jpeg_segment(mark, body):
    return b"\xff" + bytes([mark]) + struct.pack(">H", len(body) + 2) + body


def telling_jpeg(picture, orientation=1, **how):
    """A JPEG with EXIF, XMP, IPTC, a comment, a maker's part, a thumbnail, and a second picture after its end."""
    plain_one = saved(picture, "JPEG", exif=exif(orientation), **how)
    extra = jpeg_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET) + jpeg_segment(
        0xED, b"Photoshop 3.0\0" + SECRET
    )
    extra += jpeg_segment(0xFE, SECRET) + jpeg_segment(0xE7, SECRET)
    extra += jpeg_segment(0xE0, b"JFXX\0\x10" + SECRET)
    return plain_one[:2] + extra + plain_one[2:] + SECRET + plain_one


def box(name, body):
    return struct.pack(">I", len(body) + 8) + name + body


def film(brand=b"isom"):
    udta = box(b"udta", box(b"\xa9xyz", SECRET))
    moov = box(b"moov", box(b"mvhd", bytes(100)) + box(b"trak", box(b"tkhd", bytes(84)) + udta) + udta
               + box(b"meta", SECRET))  # fmt: skip
    return box(b"ftyp", brand + bytes(4)) + moov + box(b"mdat", bytes(range(256)) * 40) + box(b"uuid", SECRET)


def tagged(frames):
    """An MP3 with what a phone writes around it."""
    return (
        b"ID3\x04\0\0\0\0\x01\x00" + SECRET.ljust(128, b"\0") + bytes(9) + frames + (b"TAG" + SECRET).ljust(128, b"\0")
    )
