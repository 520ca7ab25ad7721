"""Encrypts and authenticates short texts: refs, cursors, and what an undo ticket holds.

Python's standard library has no AES.

A synthetic IV, as in RFC 5297: a keyed hash of the text is both its proof and the start of the key stream, so that one
text has one form. The key stream is SHAKE-256 under a key of its own.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

iv_length = 16


class Broken(ValueError):
    """It was not sealed with this key for this purpose."""


def seal(key: bytes, data: bytes, purpose: str) -> bytes:
    iv = proof_of(key, data, purpose)
    return iv + turned(key, data, iv)


def unseal(key: bytes, sealed: bytes, purpose: str) -> bytes:
    iv, data = sealed[:iv_length], turned(key, sealed[iv_length:], sealed[:iv_length])
    if not hmac.compare_digest(proof_of(key, data, purpose), iv):
        raise Broken
    return data


def seal_text(key: bytes, text: str, purpose: str) -> str:
    return base64.urlsafe_b64encode(seal(key, text.encode(), purpose)).decode().rstrip("=")


def unseal_text(key: bytes, sealed: str, purpose: str) -> str:
    try:
        return unseal(key, base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4)), purpose).decode()
    except ValueError:
        raise Broken from None


def proof_of(key: bytes, data: bytes, purpose: str) -> bytes:
    return hmac.new(subkey(key, "proof"), purpose.encode() + b"\0" + data, hashlib.sha256).digest()[:iv_length]


def turned(key: bytes, data: bytes, iv: bytes) -> bytes:
    """Encrypted, or decrypted: both are the same."""
    stream = hashlib.shake_256(subkey(key, "stream") + iv).digest(len(data))
    mixed = int.from_bytes(data, "big") ^ int.from_bytes(stream, "big")
    return mixed.to_bytes(len(data), "big")


def subkey(key: bytes, purpose: str) -> bytes:
    return hmac.new(key, purpose.encode(), hashlib.sha256).digest()
