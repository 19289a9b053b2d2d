// Programs that take a secret by an option whose name does not tell: `mysql -psecret`, `redis-cli -a secret`.

/** How a program takes a secret. */
export interface SecretOption {
  /** As written: `-p`. */
  readonly flag: string;
  /** `attached`: only in the same word (`-psecret`); `either`: also as the next word. */
  readonly takes: 'attached' | 'either';
  /** What of the value is secret: all of it; what follows the first `:`, `%` or `=`. */
  readonly after?: RegExp;
  /** Environment of a container that is started. */
  readonly environment?: true;
}

const all = (...flags: string[]): readonly SecretOption[] =>
  flags.map((flag) => ({ flag, takes: 'either' as const }));
const attached = (flag: string): SecretOption => ({ flag, takes: 'attached' });
const afterColon = (flag: string): SecretOption => ({ flag, takes: 'either', after: /:/ });

const MYSQL = [attached('-p')];
const MONGO = all('-p');
const LDAP = all('-w');
const ENGINE: readonly SecretOption[] = ['-e', '--env'].map((flag) => ({
  flag,
  takes: 'either' as const,
  after: /=/,
  environment: true as const,
}));
const LOGIN: readonly SecretOption[] = [...all('-p'), ...ENGINE];

/** Mysql(1), redis-cli --help, curl(1), ldapsearch(1), smbclient(1), openssl-passphrase-options(1), docker-run(1) and so on. */
const PROGRAMS: ReadonlyMap<string, readonly SecretOption[]> = new Map([
  ...['mysql', 'mysqldump', 'mysqladmin', 'mysqlimport', 'mysqlshow', 'mysqlcheck', 'mysqlpump'].map(
    (name) => [name, MYSQL] as const,
  ),
  ...['mariadb', 'mariadb-dump', 'mariadb-admin', 'xtrabackup', 'mariabackup'].map(
    (name) => [name, MYSQL] as const,
  ),
  ['sshpass', all('-p')],
  ...['redis-cli', 'redis-benchmark', 'valkey-cli'].map((name) => [name, all('-a')] as const),
  ...['mongo', 'mongosh', 'mongodump', 'mongorestore', 'mongoexport'].map((name) => [name, MONGO] as const),
  ['curl', [afterColon('-u'), afterColon('--user'), afterColon('-U'), afterColon('--proxy-user')]],
  ...['ldapsearch', 'ldapmodify', 'ldapadd', 'ldapdelete', 'ldapwhoami'].map((name) => [name, LDAP] as const),
  ['smbclient', [{ flag: '-U', takes: 'either', after: /%/ }]],
  ['openssl', [...['-pass', '-passin', '-passout'].map(afterColon), ...all('-k')]],
  ['ipmitool', all('-P')],
  ['sqlcmd', all('-P')],
  ...['snmpget', 'snmpwalk', 'snmpset'].map((name) => [name, all('-c', '-A', '-X')] as const),
  ...['zip', 'unzip', '7z', '7za'].map((name) => [name, [...all('-P'), attached('-p')]] as const),
  ...['docker', 'podman', 'nerdctl'].map((name) => [name, ENGINE] as const),
]);
/** `docker login -p`: of these only where `login` stands behind them, since `docker run -p` names a port. */
const WITH_LOGIN = new Set(['docker', 'podman', 'nerdctl', 'oc', 'az', 'helm', 'skopeo', 'buildah', 'crane']);
const NAMES = [...new Set([...PROGRAMS.keys(), ...WITH_LOGIN])];
const HINT = new RegExp(`(?<![\\w-])(?:${NAMES.join('|')})(?![\\w-])`);

/** Whether a text names one of the programs. */
export function namesKnownProgram(text: string): boolean {
  return HINT.test(text);
}

/** The options of the program that a word of a command line names; `next` is the word behind it. */
export function secretOptionsOf(word: string, next: string | undefined): readonly SecretOption[] | undefined {
  const name = word.slice(word.lastIndexOf('/') + 1);
  if (WITH_LOGIN.has(name) && (next === 'login' || next === 'registry')) return LOGIN;
  return PROGRAMS.get(name);
}
