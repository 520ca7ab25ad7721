/** Reads the address and the cookies of a curl command, as a shell passes them to curl. */

export interface CurlCommand {
  address: URL | null;
  /** Values of `Cookie` headers. */
  readonly cookies: string[];
}

/**
 * DevTools can copy all requests at once, as several commands.
 * The value of an option is never taken for an option or an address.
 */
export function parseCurl(text: string): readonly CurlCommand[] {
  const commands: CurlCommand[] = [];
  const words = (isCmd(text) ? wordsOfCmd(text) : wordsOfShell(text)).values();
  for (const word of words) {
    const command = commands.at(-1);
    if (/^curl(\.exe)?$/.test(word)) commands.push({ address: null, cookies: [] });
    else if (command && word.startsWith("-")) takeOption(command, word, () => words.next().value ?? "");
    else if (command) command.address ??= addressOf(word);
  }
  return commands;
}

function addressOf(word: string): URL | null {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(word) ? word : `http://${word}`;
  return /^https?:/i.test(whole) && URL.canParse(whole) ? new URL(whole) : null;
}

function takeOption(command: CurlCommand, word: string, next: () => string): void {
  const { option, value } = optionOf(word, next);
  if (option === "b" || option === "cookie") command.cookies.push(value);
  if (option === "url") command.address ??= addressOf(value);
  const header = option === "H" || option === "header" ? /^cookie:(.*)$/is.exec(value) : null;
  if (header) command.cookies.push(header[1]!);
}

/** Short options that take a value, and long options that take none (`curl --help all`). */
const shortWithValue = "AbcCdDeEFHKmoPQrtTuUwxXyYz";
const longWithoutValue = new Set(
  `anyauth append basic cert-status compressed compressed-ssh create-dirs crlf digest disable disable-eprt
    disable-epsv disallow-username-in-url doh-cert-status doh-insecure fail fail-early fail-with-body false-start
    form-escape ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc ftp-ssl-control get globoff
    haproxy-protocol head http0.9 http1.0 http1.1 http2 http2-prior-knowledge http3 http3-only
    ignore-content-length include insecure ipv4 ipv6 junk-session-cookies list-only location location-trusted
    mail-rcpt-allowfails manual metalink negotiate netrc netrc-optional next ntlm ntlm-wb parallel
    parallel-immediate path-as-is post301 post302 post303 progress-bar proxy-anyauth proxy-basic proxy-digest
    proxy-insecure proxy-negotiate proxy-ntlm proxy-ssl-allow-beast proxy-ssl-auto-client-cert proxy-tlsv1
    proxytunnel raw remote-header-name remote-name remote-name-all remote-time remove-on-error retry-all-errors
    retry-connrefused sasl-ir show-error silent socks5-basic socks5-gssapi socks5-gssapi-nec ssl ssl-allow-beast
    ssl-auto-client-cert ssl-no-revoke ssl-reqd ssl-revoke-best-effort sslv2 sslv3 styled-output
    suppress-connect-headers tcp-fastopen tcp-nodelay tftp-no-options tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3
    tr-encoding trace-time use-ascii verbose version xattr`.split(/\s+/),
);

function optionOf(word: string, next: () => string): { readonly option: string; readonly value: string } {
  if (word.startsWith("--")) {
    const [, option = "", value] = /^--([^=]*)(?:=(.*))?$/s.exec(word)!;
    const flag = longWithoutValue.has(option) || option.startsWith("no-");
    return { option, value: value ?? (flag ? "" : next()) };
  }
  // One word may hold flags before the option: `-sb a=b`.
  const at = [...word].findIndex((letter, index) => index > 0 && shortWithValue.includes(letter));
  if (at === -1) return { option: "", value: "" };
  return { option: word.charAt(at), value: word.slice(at + 1) || next() };
}

/** The words of a command line for a POSIX shell. Browsers write some of them as `$'…'`. */
function wordsOfShell(text: string): readonly string[] {
  const piece = /\\\r?\n|(\s+)|\$'((?:[^'\\]|\\.)*)'|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\$]+|\$)/gs;
  return joined(text, piece, ([, , ansi, single, double, escaped, plain]) =>
    ansi === undefined ? (single ?? double?.replace(/\\([\\"$`])/g, "$1") ?? escaped ?? plain) : unescaped(ansi),
  );
}

/** Is the command line written for cmd, the shell of Windows? There a caret escapes, also at the end of a line. */
const isCmd = (text: string): boolean => /^[^'"]*\^"|\s\^\r?\n/.test(text);

function wordsOfCmd(text: string): readonly string[] {
  const bare = text.replace(/\^(?:\r?\n(\r?\n)?|(.))/gs, (_, line, other) => other ?? (line ? "\n" : ""));
  const piece = /(\s+)|"((?:[^"\\]|\\.)*)"|([^\s"]+|")/gs;
  return joined(bare, piece, ([, , quoted, plain]) => quoted?.replace(/\\([\\"])/g, "$1") ?? plain);
}

/** Joins pieces into words. A match of the first group is a blank, which ends a word. */
function joined(text: string, piece: RegExp, partOf: (match: RegExpMatchArray) => string | undefined): string[] {
  const words: string[] = [];
  let word: string | null = null;
  for (const match of text.matchAll(piece)) {
    const part = partOf(match);
    if (part !== undefined) word = (word ?? "") + part;
    else if (word !== null && match[1] !== undefined) {
      words.push(word);
      word = null;
    }
  }
  return word === null ? words : [...words, word];
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

/** In `$'…'` browsers write code points as `\xNN` and `\NNN`; a shell reads bytes. */
const unescaped = (text: string): string =>
  text.replace(
    /\\(?:x([\da-fA-F]{1,2})|u([\da-fA-F]{1,4})|U([\da-fA-F]{1,8})|([0-7]{1,3})|(.))/gs,
    (_, byte, unit, point, octal, other) => {
      if (other !== undefined) return escapes[other] ?? other;
      const code = octal === undefined ? Number.parseInt(byte ?? unit ?? point, 16) : Number.parseInt(octal, 8);
      return code > 0xffff ? (code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code)) : String.fromCharCode(code);
    },
  );
