"""Pictures through the finished program: uploaded larger than other bodies may be, served in sizes and ranges for good."""

import random
import struct
import zlib

import kontor
import people

CATALOG = "/api/v1/catalog"


def png(width, height):
    """Something like a photo: soft colours and enough noise that it does not compress away."""
    noise = random.Random(1)
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            grain = noise.getrandbits(5)
            rows += bytes(((x * 255 // width + grain) & 255, (y * 255 // height + grain) & 255, (128 + grain) & 255))

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    text = chunk(b"tEXt", b"Comment\0the photographer's garden")
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + text + chunk(b"IDAT", zlib.compress(bytes(rows), 1)) +
            chunk(b"IEND", b""))


class Images(kontor.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.serve_empty("shop", KONTOR_HTTP_PUBLIC_URL=people.PUBLIC_URL)
        cls.chief = people.administrator(cls.shop)
        body = {"name": "Cup", "status": "published", "variants": [{"sku": "CUP"}]}
        made = cls.chief.post(f"{CATALOG}/products", body)
        assert made.status == 201, made
        cls.path = f"{CATALOG}/products/{made.json['id']}"

    def upload(self, body, type="image/png", **more):
        return self.chief.post(f"{self.path}/images", body, headers={"Content-Type": type}, **more)

    def test_a_photo_is_uploaded_and_served(self):
        photo = png(1000, 700)
        self.assertGreater(len(photo), 1 << 20)
        answer = self.upload(photo)
        self.assertEqual(answer.status, 201, answer)
        image = self.shop.get(self.path).json["images"][0]
        self.assertEqual((image["width"], image["height"]), (1000, 700))
        original = self.shop.get(image["url"])
        self.assertEqual((original.status, original.headers["content-type"]), (200, "image/png"))
        self.assertNotIn(b"photographer", original.raw)
        self.assertEqual(original.headers["cache-control"], "public, max-age=31536000, immutable")
        self.assertEqual(original.headers["x-content-type-options"], "nosniff")

        part = self.shop.get(image["url"], {"Range": "bytes=100-199"})
        self.assertEqual((part.status, part.raw), (206, original.raw[100:200]))
        self.assertEqual(part.headers["content-range"], f"bytes 100-199/{len(original.raw)}")
        self.assertEqual(self.shop.get(image["url"], {"Range": f"bytes={len(original.raw)}-"}).status, 416)
        head = self.shop.request("HEAD", image["url"])
        self.assertEqual((head.status, head.raw, int(head.headers["content-length"])), (200, b"", len(original.raw)))
        again = self.shop.get(image["url"], {"If-None-Match": original.headers["etag"]})
        self.assertEqual((again.status, again.raw), (304, b""))
        for size in ("small", "medium", "large"):
            thumbnail = self.shop.get(image["thumbnails"][size])
            self.assertEqual((thumbnail.status, thumbnail.headers["content-type"]), (200, "image/webp"))
            self.assertEqual(thumbnail.raw[8:12], b"WEBP")

    def test_what_is_no_picture_is_refused_and_nobody_else_sends_as_much(self):
        self.assertEqual(self.upload(b"<svg/>").json["code"], "unsupported_image")
        self.assertEqual(self.upload(png(40, 40)[:-60]).json["code"], "broken_image")
        bomb = struct.pack(">II", 30000, 30000) + b"\x01\0\0\0\0"
        bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + bomb + struct.pack(">I", zlib.crc32(b"IHDR" + bomb))
        empty = struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
        end = struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))
        self.assertEqual(self.upload(bomb + empty + end).json["code"], "image_too_large")
        huge = {"Content-Type": "image/png", "Content-Length": str(30 << 20)}
        self.assertEqual(self.shop.request("POST", f"{self.path}/images", b"", huge).status, 401)
        token = {"Authorization": f"Bearer {self.chief.session['access_token']}"}
        self.assertEqual(self.shop.request("POST", f"{self.path}/images", b"", {**huge, **token}).status, 413)
        self.assertEqual(self.shop.get("/media/../kontor.toml").status, 400)
        self.assertEqual(self.shop.get("/media/unfinished").status, 404)


if __name__ == "__main__":
    kontor.main()
