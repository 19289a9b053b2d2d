// Names of options, keys and variables whose values are secrets: `--registry-password`, `AWS_SECRET_ACCESS_KEY`, `dbPwd`.

/** A part of a name that makes it one; `pass`, `pwd`, `auth`, `sig` and `cookie` only as words of their own. */
const STEM =
  /passw|passphrase|secret|token|credential|bearer|(?:api|access|private|account|encryption|signing|master|shared|auth|license|storage)[-_.]?key|connection[-_.]?string|authorization|signature/i;
const WORD = /(?:^|[-_.])(?:pass|pwd|auth|sig|cookie|dsn)(?:$|[-_.])/i;
const CAMEL_WORD = /[a-z\d](?:Pass|Pwd|Auth|Cookie|Dsn)$/;
/** Such a name tells where the secret is, or how it is used, and not the secret itself. */
const NOT_ITSELF =
  /(?:file|files|path|paths|dir|folder|ttl|url|uri|name|names|webhook|mode|type|version|size|length|count|timeout|duration|audience|audiences|issuer|lookup|plugin|driver|expiration|seconds|enabled|required|ref|config|provider)$/i;
/** The shell's own, and what systemd and SSH hand on. */
const HARMLESS = new Set(['pwd', 'oldpwd', 'ssh_auth_sock', 'xauthority']);

/** Whether what has this name is a secret. */
export function isSecretName(name: string): boolean {
  if (HARMLESS.has(name.toLowerCase()) || NOT_ITSELF.test(name)) return false;
  return STEM.test(name) || WORD.test(name) || CAMEL_WORD.test(name);
}

/** Values that hide nothing: switches, placeholders, references to variables. */
export function isHarmlessValue(value: string): boolean {
  return /^(?:|true|false|yes|no|on|off|null|nil|none|<nil>|<none>|\*+|x{3,}|\[redacted\]|<redacted>|redacted|\$\{?\w{1,128}\}?|\$\([^)]{0,128}\))$/i.test(
    value,
  );
}
