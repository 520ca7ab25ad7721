/** Recognises names of secrets, in every case style and without borders between words: "csrfToken", "CSRF_TOKEN", "csrftoken". */

/** Names a secret only as a whole word, for it is part of innocent ones ("spinner", "passenger", "inside"). */
const words = "bearer cred cvc cvn cvv hmac hotp iban jwt otp pass pin phpsessid puk pw pwd senha sessid sid ssn totp";

/** Names a secret wherever it stands in a name. */
const parts =
  "authorization contrasena creditcard credential csrf cvv cvc debitcard jwt kennwort magiclink mnemonic motdepasse nonce passcode " +
  "passkey passphrase passwd password passwort pkce pwd secret signature socialsecurity token xsrf";

/** Names a secret after one of the words before it; with $ only at the end of the name. */
const pairs: readonly (readonly [before: string, after: string])[] = [
  [
    "2fa access activation auth backup confirmation device login mfa onetime otp pin recovery reset security sms tfa totp twofactor " +
      "unlock verification verify",
    "code",
  ],
  [
    "access aes api app auth deploy encryption gpg hmac license master pgp priv private rsa secret servicerole session shared " +
      "signing ssh wallet webhook",
    "key",
  ],
  ["auth", "header"],
  ["basic", "auth$"],
  ["auth authuser otp pass pin pw session user", "hash"],
  ["confirmation invitation login magic onetime reset signin verification verify", "link"],
  ["magic reset verification", "url"],
  ["2fa mfa otp tfa totp twofactor wallet", "seed"],
  ["code login mfa passkey webauthn", "challenge"],
  ["oauth oauth2 oidc openid sso", "state"],
  ["saml", "assertion response"],
  [
    "account admin app bank card connect customer db email ftp login root session smtp sms user",
    "iban$ otp$ pass$ pin$ sid$ ssn$ totp$",
  ],
  ["card cc", "no$ num pan$"],
  ["code oauth pkce", "verifier"],
  ["backup recovery seed wallet", "phrase"],
  ["security", "answer"],
  ["session", "id$ ids$ cookie"],
];

/** Words that name no secret although they contain one of those above. */
const innocent = /presets?|secretar(?:y|ies|ial|iat)|secreti(?:on|ve)|tokeni[sz](?:e|ing|ation)|keyboards?/g;

const list = (text: string) => text.split(" ").join("|");
const word = new RegExp(`\\b(?:${list(words)})s?\\b`);
const part = new RegExp(
  [list(parts), ...pairs.map(([before, after]) => `(?:${list(before)})(?:${list(after)})`)].join("|"),
);

export function speaksOfSecrets(name: string): boolean {
  const seen = asSeen(name);
  return (
    word.test(spaced(seen)) ||
    part.test(
      seen
        .toLowerCase()
        .replace(/[^a-z0-9]|\d+$/g, "")
        .replace(innocent, " "),
    )
  );
}

/** The name as a reader sees it: letters in other forms ("ｐｉｎ", "tökén") become plain ones, invisible characters go. */
export function asSeen(name: string): string {
  return /^[ -~]*$/.test(name)
    ? name
    : name.normalize("NFKD").replace(/[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "");
}

/** The name as lower-case words: "userPIN2" reads "user pin 2". */
function spaced(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .replace(/([A-Za-z])(\d)/g, "$1 $2")
    .replace(/(\d)([A-Za-z])/g, "$1 $2")
    .replace(/[^A-Za-z0-9]+/g, " ")
    .toLowerCase();
}
