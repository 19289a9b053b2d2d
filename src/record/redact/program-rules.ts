// Programs that take a secret by an option whose name does not tell: mysql(1), redis-cli --help, curl(1), ldapsearch(1), smbclient(1),
// openssl-passphrase-options(1), docker-run(1), sshpass(1), ipmitool(1) and so on.
import type { ProgramRule, SecretOption } from './rule.ts';

const all = (...flags: string[]): readonly SecretOption[] => flags.map((flag) => ({ flag, takes: 'either' }));
const attached = (flag: string): SecretOption => ({ flag, takes: 'attached' });
const after = (sign: ':' | '%' | '=', ...flags: string[]): readonly SecretOption[] =>
  flags.map((flag) => ({ flag, takes: 'either', after: sign }));
const combined = (options: readonly SecretOption[]): readonly SecretOption[] =>
  options.map((option) => ({ ...option, combines: true }));

const rule = (
  id: string,
  programs: readonly string[],
  options: readonly SecretOption[],
  command?: string,
): ProgramRule => ({
  by: 'program',
  kind: 'argument',
  id,
  says: `${options.map(({ flag }) => flag).join(', ')} of ${programs.slice(0, 3).join(', ')}`,
  programs,
  options,
  ...(command === undefined ? {} : { command }),
});

export const PROGRAM_RULES: readonly ProgramRule[] = [
  rule(
    'mysql-option',
    [
      'mysql',
      'mysqldump',
      'mysqladmin',
      'mysqlimport',
      'mysqlshow',
      'mysqlcheck',
      'mysqlpump',
      'mysqlslap',
      'mariadb',
      'mariadb-dump',
      'mariadb-admin',
      'xtrabackup',
      'mariabackup',
    ],
    [attached('-p')],
  ),
  rule('sshpass-option', ['sshpass'], all('-p')),
  rule('redis-option', ['redis-cli', 'redis-benchmark', 'valkey-cli', 'valkey-benchmark'], all('-a')),
  rule(
    'mongo-option',
    ['mongo', 'mongosh', 'mongodump', 'mongorestore', 'mongoexport', 'mongoimport'],
    all('-p'),
  ),
  rule('curl-option', ['curl', 'wget'], combined(after(':', '-u', '--user', '-U', '--proxy-user'))),
  rule(
    'ldap-option',
    ['ldapsearch', 'ldapmodify', 'ldapadd', 'ldapdelete', 'ldapwhoami', 'ldappasswd'],
    combined(all('-w')),
  ),
  rule('smbclient-option', ['smbclient', 'rpcclient'], after('%', '-U', '--user')),
  rule('openssl-option', ['openssl'], [...after(':', '-pass', '-passin', '-passout'), ...all('-k', '-K')]),
  rule('ipmitool-option', ['ipmitool'], all('-P')),
  rule('sqlcmd-option', ['sqlcmd', 'bcp'], all('-P')),
  rule('snmp-option', ['snmpget', 'snmpwalk', 'snmpset', 'snmpbulkwalk'], all('-c', '-A', '-X')),
  rule('zip-option', ['zip', 'unzip', '7z', '7za'], [...all('-P'), attached('-p')]),
  rule('engine-environment', ['docker', 'podman', 'nerdctl'], after('=', '-e', '--env', '--build-arg')),
  rule(
    'engine-login',
    ['docker', 'podman', 'nerdctl', 'oc', 'az', 'helm', 'skopeo', 'buildah', 'crane'],
    all('-p'),
    'login',
  ),
  rule('helm-registry', ['helm', 'crane'], all('-p'), 'registry'),
  rule('oras-option', ['oras'], all('-p')),
  // `ctr run --user 1000:1000` is a user and a group
  rule(
    'ctr-option',
    ['ctr'],
    after(':', '-u', '--user').map((option) => ({ ...option, unless: /^\d{1,10}:\d{1,10}$/ })),
  ),
  rule('etcdctl-option', ['etcdctl'], after(':', '--user')),
  rule('kubectl-option', ['kubectl'], after('=', '--from-literal')),
];
