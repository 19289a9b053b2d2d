// Names of options, keys and variables whose values are secrets: `--registry-password`, `AWS_SECRET_ACCESS_KEY`, `dbPwd`.
import type { NameRule } from './rule.ts';
import { trimEndOf } from './trim-end.ts';

const rule = (id: string, says: string, names: RegExp, value?: RegExp): NameRule => ({
  by: 'name',
  kind: 'credential',
  id,
  says,
  names,
  ...(value === undefined ? {} : { value }),
});

/** Names are tried with every rule; `NOT_ITSELF` below wins over all of them. */
export const NAME_RULES: readonly NameRule[] = [
  rule('password', 'passwords and passphrases', /passw|passphrase|passcode/i),
  rule('pass', 'pass as a word', /(?:^|[-_.])pass(?:$|[-_.](?!through|thru|fail|rate|by))/i),
  rule(
    'pass-suffix',
    'dbpass, userpass, requirepass',
    /(?<!com|by|sur|tres|under|over)(?<=[A-Za-z\d])pass$/i,
  ),
  rule('pwd', 'Pwd of connection strings; not the working directory', /^pwd$/i, /^[^/~]/),
  rule('pwd-word', 'MYSQL_PWD, dbPwd', /[-_.]pwd\d?$|[a-z\d]Pwd$/),
  rule('pwd-variable', 'DB_PWD', /[-_.]PWD\d?$/),
  rule('pw', 'pw as a word', /(?:^|[-_.])pw$|[a-z\d]Pw$/i),
  rule('masterauth', 'what one server of Redis or Valkey shows to another', /^masterauth$/i),
  rule('secret', 'secrets', /secret/i),
  rule('token', 'tokens', /token/i),
  rule('credential', 'credentials', /credential|(?:^|[-_.])creds?$/i),
  rule(
    'key',
    'keys with a word that makes them secret',
    /(?:api|access|private|account|encryption|signing|master|shared|auth|license|storage|preshared|pre.shared|deploy|service|functions?|subscription|instrumentation|hmac|jwt|session|aes|crypto|unseal|unlock)[-_.]?key(?!ring)/i,
  ),
  rule(
    'key-file',
    'content of a key file under its name, as in a Secret',
    /(?:^|[-_.])(?:tls|ssl|ca|server|client|id_rsa|id_ed25519)\.?key$|^id_(?:rsa|ed25519|ecdsa)$/i,
    /^.{16}/,
  ),
  rule('psk', 'pre-shared keys', /(?:^|[-_.])psk$/i),
  rule('bearer', 'bearer tokens', /bearer/i),
  rule('authorization', 'headers of RFC 9110, 11.6.2', /authorization$/i),
  // auth=sys is an option of NFS, auth=none of many
  rule(
    'auth',
    'auth as a word: `auth` of dockerconfigjson, X-Registry-Auth',
    /(?:^|[-_.])(?:auth|Auth|AUTH)(?:$|[-_.])|[a-z\d]Auth$/,
    /^(?!(?:sys|none|unix|plain|basic|digest|krb5[ip]?|tls|ntlm(?:ssp)?|md5|trust|peer|scram[\w-]*|system)$)/i,
  ),
  rule('cookie', 'cookies', /(?:^|[-_.])cookies?$|[a-z\d]Cookie$/i),
  rule('dsn', 'names of data sources', /(?:^|[-_.])dsn$|[a-z\d]Dsn$/i),
  rule('connection-string', 'connection strings', /connection[-_.]?string/i),
  rule('signature', 'signatures of signed URLs', /(?:^|[-_.])signature$|[a-z\d]Signature$/i),
];

/** Something that secret names have in them; found first, since most text has none. */
export const NAME_HINT =
  /pass|pwd|pw|secret|token|cred|key|auth|cookie|dsn|connection|bearer|signature|psk|id_rsa|id_e/gi;

/** Such a name tells where the secret is, or how it is used, and not the secret itself. */
const NOT_ITSELF =
  /(?:file|files|path|paths|dir|folder|ttl|url|uri|name|names|webhook|mode|type|types|version|size|length|count|timeout|duration|audience|audiences|issuer|lookup|plugin|driver|expiration|expiry|seconds|minutes|enabled|required|ref|refs|config|provider|policy|algorithm|namespace|ids?|manager|reviews?|request|requests|controller|socket|sock|hash[-_.]?cost|len|bits|retries|interval|period|rotation|format|field|param|header|prefix|index|limit|total|hits|misses|kind|volume|username|mount|usage|util|utils|helper|handler|fn|func|_c|\.go|\.c|\.py|\.rs|\.js|\.sh|\.ts|\.so|\.conf|\.ya?ml|\.json|\.toml|\.log|\.txt|\.pem|\.crt|\.service|\.slice|\.scope)$/i;
/** Parts of programs, as logs name them: `credsStore`, `token-service`. Variables of an environment are no such. */
const PART = /(?:[Cc]red(?:ential)?s?|[Ss]ecrets?|[Tt]okens?)[-.]?(?:[Ss]tore|[Ss]ervice|[Cc]ache)$/;
/** The shell's own, and what systemd and SSH hand on. */
const HARMLESS = new Set(['oldpwd', 'ssh_auth_sock', 'xauthority']);

/** The rule that makes this a name of a secret. */
export function findNameRule(rules: readonly NameRule[], name: string): readonly NameRule[] {
  const bare = name.replace(/^-+/, '');
  if (HARMLESS.has(bare.toLowerCase())) return [];
  if (NOT_ITSELF.test(bare) || PART.test(bare)) return [];
  return rules.filter(({ names }) => names.test(bare));
}

const HARMLESS_VALUE =
  /^(?:|true|false|yes|no|on|off|null|nil|none|<nil>|<none>|<unset>|\*+|x{3,}|\[redacted\]|<redacted>|redacted|\$\{?\w{1,128}\}?|\$\([^)]{0,128}\)|%\w{1,64}%|\{\{[^}]{0,128}\}\})$/i;

/** Values that hide nothing: switches, placeholders, references to variables. */
export function isHarmlessValue(value: string): boolean {
  return value.length <= 140 && HARMLESS_VALUE.test(value);
}

/** The first word of an error behind `token: `, in prose. */
const PROSE =
  /^(?:context|failed|error|errors|err|not|no|cannot|could|invalid|unexpected|unable|unknown|rpc|the|is|was|are|has|get|post|put|dial|eof|unauthorized|forbidden|expired|missing|required|denied|open|read|write|x509|timeout|timed|object|references?|configmap|secret|token|couldn't|can't|does|did|will|for|from|with|in|at|to|of)$/i;

export function isProse(word: string): boolean {
  return word.length <= 16 && PROSE.test(trimEndOf(word, ':,.;'));
}
