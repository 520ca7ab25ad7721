/** Names that speak of secrets, in every case style and also where nothing parts their words: "csrfToken", "CSRF_TOKEN", "csrftoken". */

/** Secret as a word of their own only: other words are made of them ("spinner", "passenger", "inside"). */
const words = "bearer cvc cvv hmac iban jwt otp pass pin phpsessid pwd sessid sid ssn totp";

/** Secret wherever they stand in a name. */
const parts =
  "authorization creditcard credential csrf cvv cvc debitcard jwt magiclink nonce passcode passkey passphrase passwd password pwd " +
  "secret signature socialsecurity token xsrf";

/** Secret by the word before it; with $ only where the name ends. */
const pairs: readonly (readonly [before: string, after: string])[] = [
  [
    "2fa access activation auth backup confirmation device login mfa onetime otp pin recovery reset security sms tfa totp twofactor " +
      "verification verify",
    "code",
  ],
  ["access aes api auth encryption hmac master priv private rsa secret session shared signing ssh", "key"],
  ["auth authuser otp pass pin pw session user", "hash"],
  ["login onetime reset signin verification", "link"],
  [
    "account admin app bank card connect customer db email ftp login root session smtp sms user",
    "iban$ otp$ pass$ pin$ sid$ ssn$ totp$",
  ],
  ["card cc", "num"],
  ["code oauth pkce", "verifier"],
  ["recovery seed", "phrase"],
  ["security", "answer"],
  ["session", "id$ ids$ cookie"],
];

/** Not secret, although something above stands in them. */
const innocent = /presets?|secretar(?:y|ies|ial|iat)|secreti(?:on|ve)|tokeni[sz](?:e|ing|ation)|keyboards?/g;

const list = (text: string) => text.split(" ").join("|");
const word = new RegExp(`\\b(?:${list(words)})s?\\b`);
const part = new RegExp(
  [list(parts), ...pairs.map(([before, after]) => `(?:${list(before)})(?:${list(after)})`)].join("|"),
);

export function speaksOfSecrets(name: string): boolean {
  return (
    word.test(spaced(name)) ||
    part.test(
      name
        .toLowerCase()
        .replace(/[^a-z0-9]|\d+$/g, "")
        .replace(innocent, " "),
    )
  );
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
