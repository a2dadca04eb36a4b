"""Tokens that a forger would make. Standard library and the openssl command."""

import hashlib
import hmac
import json
import subprocess

from people import b64, parts_of, unb64


def _der(tag, content):
    size = len(content)
    length = bytes([size]) if size < 128 else (lambda n: bytes([128 + len(n)]) + n)(
        size.to_bytes((size.bit_length() + 7) // 8, "big"))
    return bytes([tag]) + length + content


def _integer(data):
    return _der(2, (b"\0" if data[0] & 128 else b"") + data)


def _pem(name, der):
    text = b64(der).replace("-", "+").replace("_", "/")
    text += "=" * (-len(text) % 4)
    lines = "\n".join(text[i:i + 64] for i in range(0, len(text), 64))
    return f"-----BEGIN {name}-----\n{lines}\n-----END {name}-----\n".encode()


def spellings(jwk):
    """All that a library may take for the bytes of a public key."""
    n, e = unb64(jwk["n"]), unb64(jwk["e"])
    pkcs1 = _der(0x30, _integer(n) + _integer(e))
    algorithm = _der(0x30, bytes.fromhex("06092a864886f70d010101") + b"\x05\x00")
    spki = _der(0x30, algorithm + _der(3, b"\0" + pkcs1))
    pem, old = _pem("PUBLIC KEY", spki), _pem("RSA PUBLIC KEY", pkcs1)
    return [b"", pem, pem.strip(), old, old.strip(), spki, pkcs1, n, jwk["n"].encode(), json.dumps(jwk).encode(),
            json.dumps(jwk, separators=(",", ":")).encode(), jwk["kid"].encode()]


class Forger:
    """Has a key of their own, a real token to start from, and knows the published key."""

    def __init__(self, token, jwk, folder):
        self.header, self.claims, self.signature = parts_of(token)
        self.token, self.jwk = token, jwk
        self.key = folder / "forger.pem"
        subprocess.run(["openssl", "genrsa", "-out", self.key, "2048"], check=True, capture_output=True)

    def unsigned(self, header=None, claims=None):
        texts = (json.dumps(part, separators=(",", ":")).encode()
                 for part in ({**self.header, **(header or {})}, {**self.claims, **(claims or {})}))
        return ".".join(b64(text) for text in texts)

    def by_secret(self, secret, digest=hashlib.sha256, **header):
        text = self.unsigned(header)
        return f"{text}.{b64(hmac.new(secret, text.encode(), digest).digest())}"

    def by_own_key(self, header=None, claims=None):
        text = self.unsigned(header, claims)
        done = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.key], input=text.encode(),
                              capture_output=True, check=True)
        return f"{text}.{b64(done.stdout)}"

    def own_jwk(self):
        done = subprocess.run(["openssl", "rsa", "-in", self.key, "-noout", "-modulus"], capture_output=True, text=True,
                              check=True)
        return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "forger", "e": "AQAB",
                "n": b64(bytes.fromhex(done.stdout.strip().split("=")[1]))}

    def without_signature(self):
        for alg in ("none", "None", "NONE", "nOnE", "", None):
            for signature in ("", b64(self.signature), "AA"):
                yield f"{self.unsigned({'alg': alg})}.{signature}"

    def with_the_public_key_as_secret(self):
        for secret in spellings(self.jwk):
            yield self.by_secret(secret, alg="HS256")
            yield self.by_secret(secret)  # still says RS256
        yield self.by_secret(spellings(self.jwk)[1], hashlib.sha512, alg="HS512")

    def with_their_own_key(self):
        own = self.own_jwk()
        yield self.by_own_key()
        for header in ({"kid": "forger"}, {"kid": None}, {"kid": ""}, {"kid": "../../../../dev/null"},
                       {"kid": "x' union select 'key' --"}, {"kid": ["forger"]}, {"jwk": own},
                       {"jwk": own, "kid": "forger"}, {"jku": "http://127.0.0.1:9/jwks.json", "kid": "forger"},
                       {"x5u": "http://127.0.0.1:9/x5u", "kid": "forger"}, {"x5c": [own["n"]]},
                       {"crit": ["exp"]}, {"alg": "RS512"}, {"alg": "PS256"}):
            yield self.by_own_key(header)

    def tampered(self):
        """With the genuine signature, over something else; or written otherwise."""
        head, claims, signature = self.token.split(".")
        for changed in ({"roles": ["administrator"]}, {"exp": 32503680000}, {"sub": "user_" + "0" * 26}):
            yield f"{self.unsigned(claims=changed)}.{signature}"
        for changed in ({"typ": "JWT"}, {"typ": "st+jwt"}, {"b64": False, "crit": ["b64"]}):
            yield f"{self.unsigned(changed)}.{signature}"
        flipped = bytes([self.signature[0] ^ 1]) + self.signature[1:]
        yield f"{head}.{claims}.{b64(flipped)}"
        yield from (f"{head}.{claims}.{b64(self.signature[:-1])}", f"{head}.{claims}.{b64(self.signature)}==",
                    f"{head}.{claims}.", f"{head}.{claims}", f"{head}..{signature}", f".{claims}.{signature}", "..",
                    f"{self.token}.", f".{self.token}", f"{self.token}.{signature}", f"{self.token} x",
                    f"{self.token},{self.token}", f"{head}.{claims}.{b64(bytes(256))}")

    def oversized(self):
        yield f"{self.unsigned({'kid': 'k' * 5000})}.{b64(self.signature)}"
        yield self.token + "A" * 4096
        yield "." * 4096
        yield b64(b"{" * 3000) + ".e30.AA"
