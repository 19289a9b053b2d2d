// Secrets that are known by their looks, wherever they stand; formats as their issuers document them. Bytes are taken as Latin-1, so
// blanks are named one by one: `\s` would take 0xa0, the middle of a UTF-8 letter, for one.
import type { ShapeRule } from './rule.ts';

const rule = (id: string, says: string, hint: RegExp, pattern: RegExp): ShapeRule => ({
  by: 'shape',
  kind: 'credential',
  id,
  says,
  hint,
  pattern,
});

/** Each pattern is anchored by a mark of its own, or by what stands before it, so that no text is passed more than a few times. */
export const SHAPE_RULES: readonly ShapeRule[] = [
  rule(
    'authorization-header',
    'all words of an Authorization header (RFC 9110, 11.6.2)',
    /authorization/i,
    /authorization["']?[ \t]{0,4}[:=][ \t]{0,4}["'[]{0,2}(?<secret>(?:Bearer|Basic|Digest|Negotiate|NTLM|Token|ApiKey|AWS4-HMAC-SHA256)[ \t]{1,4}[^\n\r\0"'\]}\\]{4,})/gi,
  ),
  rule(
    'bearer-token',
    'Bearer and a token',
    /bearer/i,
    /(?<![\w-])Bearer[ \t]{1,4}(?<secret>[A-Za-z0-9._~+/=-]{16,})/gi,
  ),
  rule(
    'basic-login',
    'Basic and a login in base64 (RFC 7617)',
    /basic/i,
    /(?<![\w-])Basic[ \t]{1,4}(?=[A-Za-z]{0,80}[0-9+/=])(?<secret>[A-Za-z0-9+/]{8,}={0,2})(?![\w:.-])/g,
  ),
  rule(
    'cookie-header',
    'all of a Cookie or Set-Cookie header (RFC 6265)',
    /cookie/i,
    /(?<![\w-])(?:set-)?cookie["']?:[ \t]{0,4}["'[]{0,2}(?<secret>[^"'\]\n\r\0\\]{4,})/gi,
  ),
  rule(
    'jwt',
    'JSON Web Tokens (RFC 7519), such as those of service accounts',
    /eyJ/,
    /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{4,}(?:\.[\w-]*)?/g,
  ),
  rule(
    'aws-key-id',
    'AWS key ids (IAM identifiers)',
    /A(?:KIA|SIA|ROA|IDA|NPA|NVA|GPA|IPA)[A-Z0-9]/,
    /(?<![A-Za-z0-9])A(?:KIA|SIA|ROA|IDA|NPA|NVA|GPA|IPA)[A-Z0-9]{16}(?![A-Za-z0-9])/g,
  ),
  rule(
    'aws-secret-beside-id',
    'an AWS secret key beside its id',
    /A(?:KIA|SIA)[A-Z0-9]/,
    /(?<![A-Za-z0-9])A(?:KIA|SIA)[A-Z0-9]{16}[ \t:,;|/"'=]{1,8}(?<secret>(?=[^ ]{0,39}[A-Z])(?=[^ ]{0,39}[a-z])[A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=])/g,
  ),
  rule(
    'github',
    'tokens of GitHub',
    /gh[pousr]_|github_pat_/,
    /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})/g,
  ),
  rule(
    'gitlab',
    'tokens of GitLab',
    /gl[a-z]{2,5}-/,
    /(?<!\w)gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[\w.-]{20,}/g,
  ),
  rule('npm', 'tokens of the npm registry', /npm_/, /(?<!\w)npm_[A-Za-z0-9]{36}/g),
  rule('pypi', 'tokens of PyPI (macaroons)', /pypi-Ag/, /(?<!\w)pypi-Ag[\w-]{32,}/g),
  rule('docker-hub', 'tokens of Docker Hub', /dckr_/, /(?<!\w)dckr_(?:pat|oat)_[\w-]{20,}/g),
  rule('slack', 'tokens of Slack', /xox[a-z]|xapp-/, /(?<!\w)(?:xox[a-z](?:\.xox[a-z])?|xapp)-[\w-]{10,}/g),
  rule(
    'webhook',
    'webhooks of Slack, Discord and Teams, whose path is the secret',
    /hooks\.slack|\/api\/webhooks|\.webhook\.office/,
    /(?:hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)|discord(?:app)?\.com\/api\/webhooks|\.webhook\.office\.com\/webhookb2)\/(?!\[redacted)(?<secret>[^ \t\n\r\0"'<>\\]{8,})/g,
  ),
  rule(
    'ai-key',
    'keys of OpenAI and Anthropic',
    /(?<![\w-])sk-/,
    /(?<![\w-])sk-(?:(?:proj|svcacct|admin|ant|or)-[\w-]{16,}|[A-Za-z0-9]{32,})/g,
  ),
  rule(
    'stripe',
    'keys of Stripe',
    /[srp]k_(?:live|test)|whsec_/,
    /(?<!\w)(?:[srp]k_(?:live|test)_\w{16,}|whsec_[A-Za-z0-9+/=]{24,})/g,
  ),
  rule(
    'google',
    'keys and OAuth secrets of Google',
    /AIza|GOCSPX-|ya29\./,
    /(?<!\w)(?:AIza[\w-]{35}|GOCSPX-[\w-]{28}|ya29\.[\w-]{20,})/g,
  ),
  rule('vault', 'tokens of HashiCorp Vault', /hv[sbr]\./, /(?<!\w)hv[sbr]\.[\w-]{20,}/g),
  rule(
    'swarm',
    'join tokens and unlock keys of Docker Swarm',
    /SWM(?:TKN|KEY)/,
    /(?<!\w)SWM(?:TKN|KEY)-1-[\w-]{20,}/g,
  ),
  rule('age', 'identities of age', /AGE-SECRET-KEY-/i, /(?<!\w)AGE-SECRET-KEY-1[0-9A-Z]{20,}/gi),
  rule(
    'bootstrap-token',
    'bootstrap tokens of Kubernetes: id.secret',
    /[a-z0-9]{6}\.[a-z0-9]{16}/,
    /(?<![\w./@-])(?=[a-z0-9.]{0,22}[a-z])[a-z0-9]{6}\.(?=[a-z]{0,15}\d)[a-z0-9]{16}(?![\w.-])/g,
  ),
  rule(
    'services',
    'tokens with a mark of DigitalOcean, SendGrid, Grafana, Hugging Face, Tailscale, Databricks, Shopify, Atlassian, Doppler and Linear',
    /do[opr]_v1_|(?<!\w)SG\.|gl(?:sa|c)_|hf_|tskey-|dapi|shp[a-z]{2}_|ATATT|dp\.(?:st|pt|ct)\.|lin_api_/,
    /(?<!\w)(?:do[opr]_v1_[a-f0-9]{64}|SG\.[\w-]{16,}\.[\w-]{16,}|gl(?:sa|c)_[\w=+/]{32,}|hf_[A-Za-z0-9]{30,}|tskey-[a-z]{2,10}-[\w-]{16,}|dapi[a-f0-9]{32}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|ATATT[\w=+/-]{40,}|dp\.(?:st|pt|ct)\.[\w.-]{32,}|lin_api_[A-Za-z0-9]{32,})/g,
  ),
  rule('telegram', 'tokens of Telegram bots', /:AA/, /(?<![\w:])\d{8,10}:AA[\w-]{33}(?![\w-])/g),
  rule(
    'azure-key',
    'keys of Azure Storage and the like: 64 bytes in base64',
    /==/,
    /(?<![A-Za-z0-9+/]|sha512-|sha512:)[A-Za-z0-9+/]{86}==(?!=)/g,
  ),
  rule(
    'shared-access-signature',
    'the signature of a signed URL of Azure',
    /sig=/,
    /(?<![\w-])sig=(?!\[redacted|SIG)(?<secret>[A-Za-z0-9%+/=]{16,}|(?=[A-Za-z+/=]{0,16}[\d%])[A-Za-z0-9%+/=]{8,15}(?![A-Za-z0-9%+/=]))/g,
  ),
  rule(
    'password-hash',
    'hashes of crypt(5), as in /etc/shadow and htpasswd, and of argon2',
    /\$(?:apr1|[1567y]|gy|2[abxy]|argon2)/,
    /\$(?:apr1|[1567y]|gy|2[abxy]|argon2(?:id|i|d))\$(?!\[redacted)[./A-Za-z0-9$=,+]{20,}/g,
  ),
  // a log may begin in the middle of a key; ids and digests have no capitals
  rule(
    'key-body',
    'whole lines of base64 as PEM has them: 64, 70 or 76 characters',
    /(?<![A-Za-z0-9+/])(?![0-9a-f]{64})[A-Za-z0-9+][A-Za-z0-9+/]{63}/,
    /(?<![^ \t"'\n])(?=[a-z0-9+/]{0,63}[A-Z])(?=[A-Z0-9+/]{0,63}[a-z])(?=[A-Za-z+/]{0,63}\d)[A-Za-z0-9+](?:[A-Za-z0-9+/]{63}|[A-Za-z0-9+/]{69}|[A-Za-z0-9+/]{75})(?=$|[\r\n"'\\])/g,
  ),
  rule(
    'sha-hash',
    'hashes of htpasswd and LDAP',
    /\{S?SHA/,
    /\{S?SHA(?:256|512)?\}[A-Za-z0-9+/]{20,}={0,2}/g,
  ),
  rule(
    'identified-by',
    'passwords of users in SQL',
    /IDENTIFIED BY|identified by/,
    /(?<!\w)identified by[ \t]{1,4}["'](?<secret>[^"'\n\r\0\\]{1,256})(?=["'])/gi,
  ),
  rule(
    'redis-config',
    'lines of the configuration of Redis and Valkey',
    /requirepass|masterauth/,
    /^[ \t]{0,8}(?:requirepass|masterauth)[ \t]{1,8}(?<secret>[^ \t\n\r\0"'\\]{1,256})(?=[ \t\r]{0,8}$)/g,
  ),
];
