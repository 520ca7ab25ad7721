"""Recognises names of secrets, in every case style and without borders between words.

"csrfToken", "CSRF_TOKEN", "csrftoken".

The words are those of `server-sdk/src/debug/secret-names.ts`; a test holds both files to the same ones.
"""

from __future__ import annotations

import re
import unicodedata

# Names a secret only as a whole word, for it is part of innocent ones ("spinner", "passenger", "inside").
words = "bearer cred cvc cvn cvv hmac hotp iban jwt otp pass pin phpsessid puk pw pwd senha sessid sid ssn totp"

# Names a secret wherever it stands in a name.
parts = (
    "authorization contrasena creditcard credential csrf cvv cvc debitcard jwt kennwort magiclink mnemonic motdepasse nonce passcode "
    "passkey passphrase passwd password passwort pkce pwd secret signature socialsecurity token xsrf"
)

# Names a secret after one of the words before it; with $ only at the end of the name.
pairs = (
    (
        "2fa access activation auth backup confirmation device login mfa onetime otp pin recovery reset security sms tfa totp twofactor "
        "unlock verification verify",
        "code",
    ),
    (
        "access aes api app auth deploy encryption gpg hmac license master pgp priv private rsa secret servicerole session shared "
        "signing ssh wallet webhook",
        "key",
    ),
    ("auth", "header"),
    ("basic", "auth$"),
    ("auth authuser otp pass pin pw session user", "hash"),
    ("confirmation invitation login magic onetime reset signin verification verify", "link"),
    ("magic reset verification", "url"),
    ("2fa mfa otp tfa totp twofactor wallet", "seed"),
    ("code login mfa passkey webauthn", "challenge"),
    ("oauth oauth2 oidc openid sso", "state"),
    ("saml", "assertion response"),
    (
        "account admin app bank card connect customer db email ftp login root session smtp sms user",
        "iban$ otp$ pass$ pin$ sid$ ssn$ totp$",
    ),
    ("card cc", "no$ num pan$"),
    ("code oauth pkce", "verifier"),
    ("backup recovery seed wallet", "phrase"),
    ("security", "answer"),
    ("session", "id$ ids$ cookie"),
)

# Words that name no secret although they contain one of those above.
innocent = re.compile(r"presets?|secretar(?:y|ies|ial|iat)|secreti(?:on|ve)|tokeni[sz](?:e|ing|ation)|keyboards?")


def listed(text: str) -> str:
    return text.replace(" ", "|")


word = re.compile(rf"\b(?:{listed(words)})s?\b", re.ASCII)
part = re.compile("|".join([listed(parts), *(f"(?:{listed(before)})(?:{listed(after)})" for before, after in pairs)]))


def speaks_of_secrets(name: str) -> bool:
    seen = as_seen(name)
    letters = re.sub(r"[^a-z0-9]|[0-9]+$", "", seen.lower())
    return word.search(spaced(seen)) is not None or part.search(innocent.sub(" ", letters)) is not None


def as_seen(name: str) -> str:
    """The name as a reader sees it.

    Letters in other forms ("ｐｉｎ", "tökén") become plain ones, invisible characters go.
    """
    if name.isascii() and name.isprintable():
        return name
    return "".join(letter for letter in unicodedata.normalize("NFKD", name) if not is_invisible(letter))


#: Default_Ignorable_Code_Point of Unicode, as far as it is neither a mark nor a format character.
ignorable = re.compile("[\u115f\u1160\u2065\u3164\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]")


def is_invisible(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category.startswith("M") or category == "Cf" or ignorable.match(letter) is not None


def spaced(name: str) -> str:
    """The name as lower-case words: "userPIN2" reads "user pin 2"."""
    for before, after in (
        (r"([a-z])([A-Z])", r"\1 \2"),
        (r"([A-Z])([A-Z][a-z])", r"\1 \2"),
        (r"([A-Za-z])([0-9])", r"\1 \2"),
        (r"([0-9])([A-Za-z])", r"\1 \2"),
        (r"[^A-Za-z0-9]+", " "),
    ):
        name = re.sub(before, after, name)
    return name.lower()
