// What each rule takes out, and what looks alike and stays. Every secret here is made up; those with a format of their own are put
// together from pieces, so that no scanner of secrets takes this file for a leak.
import type { ContentKind } from '../../../src/record/recording.ts';

export interface Example {
  readonly text: string;
  /** None of it may be left. */
  readonly secret: string | readonly string[];
  readonly kind?: ContentKind;
}
export interface Examples {
  readonly finds: readonly (Example | readonly [text: string, secret: string])[];
  readonly leaves: readonly (string | { readonly text: string; readonly kind: ContentKind })[];
}

const S = 'hunter2-not-real';
const ID = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const CAPS = 'EXAMPLE0FAKE0KEY';
/** 40 characters of upper and lower case. */
const FORTY = `Fake${'aB3'.repeat(12)}`;
const MIXED = (length: number): string => 'aB3dE5gH'.repeat(Math.ceil(length / 8)).slice(0, length);
export const BODY = `MIIFake${MIXED(57)}`;
const dashes = '-----';
export const begin = (label: string): string => `${dashes}BEGIN ${label}${dashes}`;
export const end = (label: string): string => `${dashes}END ${label}${dashes}`;
const json = (value: unknown): string => JSON.stringify(value);
const inJson = (text: string, secret: string | readonly string[] = S): Example => ({
  text,
  secret,
  kind: 'json',
});
const words = (...list: readonly string[]): Example => ({
  text: `${list.join('\0')}\0`,
  secret: S,
  kind: 'arguments',
});

export const EXAMPLES: Readonly<Record<string, Examples>> = {
  environment: {
    finds: [
      inJson(json({ Config: { Env: [`A=${S}`, 'PATH=/bin'] } })),
      inJson(json({ process: { env: [`HOME=${S}`] } })),
      inJson(json({ env: [{ name: 'A', value: S }] })),
      inJson(json({ env: { A: S } })),
    ],
    leaves: [{ text: json({ Env: ['A'], Names: [`A=${S}`] }), kind: 'json' }],
  },
  'environment-text': {
    finds: [
      [`msg="form data: {\\"Env\\":[\\"A=${S}\\",\\"B=2\\"],\\"Cmd\\":[`, S],
      [`Env:[]EnvVar{EnvVar{Name:A,Value:${S},ValueFrom:nil,},},Resources`, S],
      [`Envs:[]*KeyValue{&KeyValue{Key:A,Value:${S},},},Mounts`, S],
      [`config:<envs:<key:"A" value:"${S}" > >`, S],
      [`Env:[A=${S} B=two words] Cmd:[sh]`, S],
      [`env=[]string{"A=${S}", "B=c"}`, S],
      [`env:\n  - name: A\n    value: ${S}\n`, S],
      [`environment:\n  A: ${S}\n`, S],
    ],
    leaves: [`environment variables are set: A=${S}`, 'Env:[] Cmd:[sh -c A=b]', 'envoy:[A=b]'],
  },
  pair: {
    finds: [
      inJson(json([{ name: 'DB_PASSWORD', value: S }])),
      inJson(json([{ value: S, name: 'DB_PASSWORD' }])),
      inJson(json([{ key: 'api_token', value: S }])),
      inJson(json([{ value: S, key: 'api_token' }])),
      [`{Name:DB_PASSWORD Value:${S}}`, S],
      [`Value=${S}, Name=DB_PASSWORD`, S],
      [`- name: DB_PASSWORD\n  value: ${S}\n`, S],
      [`  "name": "DB_PASSWORD",\n  "value": "${S}"\n`, S],
    ],
    leaves: [
      { text: json([{ name: 'goroutines', value: 12 }]), kind: 'json' },
      `{Name:replicas Value:${S}}`,
      `- name: replicas\n  value: ${S}\n`,
    ],
  },
  group: {
    finds: [
      inJson(json({ password: { value: S } })),
      inJson(json({ passwords: [S] })),
      [`map[X-Registry-Auth:[${S}]]`, S],
      [`token={${S}}`, S],
      [`secret: &Opaque{Value:${S}}`, S],
    ],
    leaves: [{ text: json({ secretKeyRef: { name: 'db', key: 'pw' } }), kind: 'json' }, `map[Names:[${S}]]`],
  },
  'kubernetes-secret': {
    finds: [
      inJson(json({ data: { a: S }, kind: 'Secret' })),
      inJson(json({ kind: 'Secret', stringData: { a: S } })),
      [`kind: Secret\nmetadata:\n  name: x\ndata:\n  a: ${S}\n`, S],
      ['apiVersion: v1\ndata:\n  a: bm90LXJlYWw=\nkind: Secret\n', 'bm90LXJlYWw='],
    ],
    leaves: [
      { text: json({ data: { a: 'b c' }, kind: 'ConfigMap' }), kind: 'json' },
      'data:\n  a: on the way\n',
    ],
  },
  'split-command': {
    finds: [
      inJson(json({ Path: '/usr/bin/mysql', Args: ['-u', 'root', `-p${S}`] })),
      inJson(json({ Config: { Entrypoint: ['sshpass'], Cmd: ['-p', S, 'ssh', 'nas01'] } })),
      inJson(json({ command: ['redis-cli'], args: ['-a', S] })),
    ],
    leaves: [
      { text: json({ Path: '/usr/bin/ssh', Args: ['-p', '2222'] }), kind: 'json' },
      { text: json({ Path: 'mkdir', Args: ['-pv', '/data'] }), kind: 'json' },
    ],
  },
  'private-key': {
    finds: [
      ...[
        'PRIVATE KEY',
        'RSA PRIVATE KEY',
        'EC PRIVATE KEY',
        'DSA PRIVATE KEY',
        'OPENSSH PRIVATE KEY',
        'ENCRYPTED PRIVATE KEY',
        'PGP PRIVATE KEY BLOCK',
        'OpenVPN Static key V1',
      ].map((label): [string, string] => [
        `${begin(label)}\nshort+line\nab==\n${end(label)}\n`,
        'short+line',
      ]),
      [`key="${begin('EC PRIVATE KEY')}\\nshort+line\\n${end('EC PRIVATE KEY')}\\n"`, 'short+line'],
      [`${begin('RSA PRIVATE KEY')} short+line ${end('RSA PRIVATE KEY')}`, 'short+line'],
      [
        `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nshort+line\n---- END SSH2 ENCRYPTED PRIVATE KEY ----\n`,
        'short+line',
      ],
      inJson(json({ a: `${begin('PRIVATE KEY')}\nshort+line\n${end('PRIVATE KEY')}\n` }), 'short+line'),
      ...[
        'Nov 24 02:07:45 node-17 app[1]: ',
        '2026-11-24T02:07:45.281156Z stderr F ',
        '--- my-app --- 2026-11-24 | ',
        'time - level - ',
      ].map((prefix): [string, string] => [
        [begin('EC PRIVATE KEY'), 'short+line', 'Qq==', end('EC PRIVATE KEY')]
          .map((line) => `${prefix}${line}\n`)
          .join(''),
        'short+line',
      ]),
      [
        [begin('EC PRIVATE KEY'), 'short+line', end('EC PRIVATE KEY')]
          .map((line) => `${json({ log: `${line}\n`, stream: 'stdout', time: '2026-11-24T02:07:45Z' })}\n`)
          .join(''),
        'short+line',
      ],
    ],
    leaves: [
      `${begin('CERTIFICATE')}\nshort+line\n${end('CERTIFICATE')}\n`,
      `${begin('PUBLIC KEY')}\nshort+line\n${end('PUBLIC KEY')}\n`,
      'the file has no BEGIN RSA PRIVATE KEY in it\n',
    ],
  },
  'key-body': {
    finds: [
      [`Nov 24 02:07:45 node-17 app[1]: ${BODY}`, BODY],
      [`${MIXED(70)}\nrest`, MIXED(70)],
    ],
    leaves: [`container ${ID}`, `x${BODY}`, `/var/lib/docker/overlay2/${ID}/merged`],
  },
  'yaml-block': {
    finds: [
      [`password: |\n  first ${S}\n\n  second ${S}\nnext: 1\n`, S],
      [`db:\n  password: >-\n    ${S}\n`, S],
      [`password:\n  value: ${S}\n`, S],
      [`"password": {\n  "value": "${S}"\n}\n`, S],
      [`tokens:\n- ${S}\n`, S],
    ],
    leaves: [
      `text: |\n  ${S}\n`,
      `imagePullSecrets:\n- name: regcred\nnext: ${S}\n`,
      `password_file: |\n  /run/x\n`,
    ],
  },
  'url-password': {
    finds: [
      [`https://user:${S}@registry.local/v2/`, S],
      [`https://user:a/${S}@registry.local/v2/`, S],
      [`https://user:a@${S}@registry.local`, S],
      [`redis://:${S}@cache:6379/0`, S],
      [`amqp://a:${S}@h1:5672,amqp://b:${S}@h2:5672`, S],
      [`https://robot:${S}@v1.registry.local`, S],
      [`https://u:${S}@v2.example.org/`, S],
      [`http://u:${S}@3proxy:8080`, S],
      [`https://u:${S}@9front.example`, S],
      [`https://u:12345/${S}@h/x`, S],
      ...["'", '<', '`', '\\', '>'].map((sign): [string, string] => [
        `get https://u:a${sign}${S}@h.local/x`,
        S,
      ]),
      [`https://u:${S}@h.local/${'@latest@v1.2.3@sha256:1'.repeat(40)}`, S],
      ['https://0123456789abcdef0123456789@github.local/x', '0123456789abcdef0123456789'],
    ],
    leaves: [
      `https://registry.local:5000/v2/app@sha256:${ID}`,
      'https://proxy.golang.org/github.com/moby/moby/@v/v1.0.0.zip',
      'ssh://git@github.local/x/y',
      'http://10.0.0.1:8080/a@b',
      'http://npm:4873/@scope/name',
      'docker://registry.local:5000/app@v1.2.3',
      "'http://10.0.0.1:8080','me@nas01'",
      'get <http://registry.local> me@nas01',
      'unix:///run/containerd/containerd.sock',
    ],
  },
  'login-without-scheme': {
    finds: [
      [`//user:${S}@nas01/share`, S],
      [`user:${S}@nas01:/export`, S],
      [`root:${S}@tcp(db:3306)/app`, S],
      [`root:a/${S}@nas01.local/x`, S],
      [`source=user:a@${S}@nas01,vers=3.0`, S],
      [`user:${S}@10-0-0-1.example`, S],
    ],
    leaves: [
      'soc:serial@7e201000: probed',
      'map:region@0x7f001000',
      'pool:data@2026-11-24',
      'file=main:github.com/moby/moby@v28.0.1+incompatible/x.go:12',
      `nginx:1.25@sha256:${ID}`,
      `docker.io/library/nginx@sha256:${ID}`,
      'git@github.local:x/y.git',
      '10.0.0.1@tcp0:10.0.0.2@tcp0:/lustre',
      'u_str ESTAB 0 0 @/containerd-shim/moby/x/shim.sock@ 1234 * 0 users:(("containerd-shim",pid=1,fd=2))',
      'admin@fsid.cephfs=/ ceph name=admin',
      'getty@tty1.service: started',
    ],
  },

  password: {
    finds: [
      [`password=${S}`, S],
      [`--ssh-passphrase ${S}`, S],
      [`"dbPassword":"${S}"`, S],
      [`DB_PASSWORD_SERVER=${S}`, S],
      [`REDIS_PASSWORD_CACHE=${S}`, S],
      [`{"passwordUser":"${S}"}`, S],
    ],
    leaves: [
      'DB_PASSWORD_FILE=/x',
      'PASSWORD_USERNAME=the-name',
      'passenger=7',
      `--password-file=/x`,
      'passwordMinLength: 8',
    ],
  },
  pass: {
    finds: [
      [`pass=${S}`, S],
      [`DB_PASS=${S}`, S],
    ],
    leaves: ['pass-through=on-the-way', 'passes=3'],
  },
  'pass-suffix': {
    finds: [
      [`dbpass=${S}`, S],
      [`--requirepass ${S}`, S],
      [`--masterPass ${S}`, S],
    ],
    leaves: [`bypass=${S}`, 'compass: north'],
  },
  pwd: {
    finds: [
      [`Server=db;Uid=sa;Pwd=${S};`, S],
      [`pwd=${S}`, S],
    ],
    leaves: ['PWD=/root', 'pwd: /srv'],
  },
  'pwd-word': {
    finds: [
      [`dbPwd=${S}`, S],
      [`db_pwd=${S}`, S],
    ],
    leaves: ['OLDPWD=/srv'],
  },
  'pwd-variable': { finds: [[`MYSQL_PWD=${S}`, S]], leaves: ['OLDPWD=/root'] },
  pw: {
    finds: [
      [`--pw ${S}`, S],
      [`plink -batch nas01 -P 22 -pw ${S}`, S],
      [`--pw=${S}`, S],
    ],
    leaves: ['upward: yes-it-is', 'pwm=12'],
  },
  masterauth: { finds: [[`--masterauth ${S}`, S]], leaves: ['--masterport 6379'] },
  secret: {
    finds: [[`clientSecret=${S}`, S]],
    leaves: [
      'secretStore=the-one',
      'SecretName: foo',
      'secret "foo" not found',
      'secret.(*Manager).GetSecret(0xc000123)',
    ],
  },
  token: {
    finds: [
      [`--token=${S}`, S],
      [`X-Vault-Token: ${S}`, S],
    ],
    leaves: [
      '--token-ttl 24h',
      'token-service: connection refused',
      'failed to fetch token: context deadline exceeded',
      'token_manager.go:121] refreshed',
      'k8s.io/kubernetes/pkg/kubelet/token.(*Manager).GetServiceAccountToken(0xc0006d8000)',
    ],
  },
  credential: {
    finds: [
      [`credential=${S}`, S],
      [`aws_creds: ${S}`, S],
    ],
    leaves: [
      '"credsStore": "desktop"',
      '--image-credential-provider-config /etc/x',
      '--image-credential-provider-bin-dir=/opt/x',
    ],
  },
  key: {
    finds: [
      [`api_key=${S}`, S],
      [`AccountKey=${S}`, S],
      [`API_KEY_CLIENT=${S}`, S],
      ...['HMAC_KEY', 'jwt-key', 'sessionKey', 'AES_KEY', 'crypto.key', 'UNSEAL_KEY_1', 'unlock-key'].map(
        (name): [string, string] => [`${name}=${S}`, S],
      ),
    ],
    leaves: [
      'session_keyring=12',
      'aes-keylen=256',
      'API_KEY_ID=the-name',
      '--tls-private-key-file=/x',
      'keys=5',
      'keyring=7',
      '--service-account-signing-key-file=/x',
    ],
  },
  'key-file': {
    finds: [[`tls.key: bm90${S}`, S]],
    leaves: ['tls.key: see below', 'tls.crt: bm90LXJlYWwtbm90LXJlYWw='],
  },
  psk: { finds: [[`wifi_psk=${S}`, S]], leaves: ['pskov=1'] },
  bearer: { finds: [[`bearer=${S}`, S]], leaves: ['forbearance=3', 'bearer_type=x'] },
  authorization: {
    finds: [[`Authorization: ${S}`, S]],
    leaves: ['--authorization-mode=Node,RBAC', '--authorization-webhook-cache-ttl=5m'],
  },
  auth: {
    finds: [[`X-Registry-Auth: ${S}`, S], inJson(json({ auths: { 'registry.local': { auth: S } } }))],
    leaves: ['auth=sys', 'author=me-and-you', '--anonymous-auth=false'],
  },
  cookie: { finds: [[`session_cookie=${S}`, S]], leaves: ['cookies_seen=12'] },
  dsn: { finds: [[`SENTRY_DSN=${S}`, S]], leaves: ['dsnap=1'] },
  'connection-string': {
    finds: [[`connectionString="a b ${S}"`, S]],
    leaves: ['connections=12', 'connection: closed-by-peer'],
  },
  signature: {
    finds: [[`X-Amz-Signature=${S}&X-Amz-Date=20260101`, S]],
    leaves: ['signatures=3', 'signature-type=x'],
  },

  'authorization-header': {
    finds: [
      [`Proxy-Authorization: Digest username="a", response="${S}"`.replaceAll('"', ''), S],
      [`-H "Authorization: Negotiate ${S} ${S}"`, S],
    ],
    leaves: ['authorization mode Node', 'Authorization is required'],
  },
  'bearer-token': {
    finds: [[`used Bearer ${S}${S}`, S]],
    leaves: ['Bearer authentication', 'the bearer of news'],
  },
  'basic-login': {
    finds: [['sent Basic dXNlcjpub3QtcmVhbA==', 'dXNlcjpub3QtcmVhbA']],
    leaves: ['Basic authentication failed', 'X509v3 Basic Constraints: critical'],
  },
  'cookie-header': {
    finds: [
      [`request with Cookie: sid=x; a=${S}`, S],
      [`Set-Cookie: sid=${S}; Path=/; a=${S}`, S],
    ],
    leaves: ['cookie jar: 3 more words'.replace('cookie jar:', 'jar of cookies,')],
  },
  jwt: {
    finds: [
      [`x eyJhbGciOiJub25lIn0.eyJub3QiOiJyZWFsIn0.${S} y`, [`eyJub3QiOiJyZWFsIn0`, S]] as unknown as [
        string,
        string,
      ],
    ],
    leaves: ['eyJhbGciOiJub25lIn0', 'keyJhbGci.eyJ'],
  },
  'aws-key-id': { finds: [[`x AKIA${CAPS} y`, CAPS]], leaves: ['AKIAHTSUBISHI', `xAKIA${CAPS}`] },
  'aws-object': {
    finds: [
      [`{"id":"AKIA${CAPS}","sk":"${FORTY}"}`, FORTY],
      [`{"sk":"${FORTY}","region":"eu-west-1","id":"ASIA${CAPS}"}`, FORTY],
    ],
    leaves: [`{"id":"x","digest":"${'a1'.repeat(20)}"}`, `{"id":"x","name":"${FORTY}"}`],
  },
  'aws-secret-beside-id': {
    finds: [
      [`AKIA${CAPS}, ${FORTY}`, FORTY],
      [`AKIA${CAPS}:${FORTY}`, FORTY],
    ],
    leaves: [`commit ${'a1'.repeat(20)}`, FORTY],
  },
  github: {
    finds: [
      [`ghp_${MIXED(36)}`, MIXED(36)],
      [`github_pat_${MIXED(30)}`, MIXED(30)],
    ],
    leaves: ['ghp_short', 'github_pattern'],
  },
  gitlab: { finds: [[`glpat-${MIXED(20)}`, MIXED(20)]], leaves: ['glpat-x', 'glusterfs-client-of-the-node'] },
  npm: { finds: [[`npm_${MIXED(36)}`, MIXED(36)]], leaves: ['npm_config_registry', 'npm_lifecycle_event'] },
  pypi: { finds: [[`pypi-Ag${MIXED(40)}`, MIXED(40)]], leaves: ['pypi-Agent', 'pypi-mirror'] },
  'docker-hub': { finds: [[`dckr_pat_${MIXED(27)}`, MIXED(27)]], leaves: ['dckr_pat_x', 'dckr_path'] },
  slack: { finds: [[`xoxb-${MIXED(24)}`, MIXED(24)]], leaves: ['xox-1', 'foxoxb-1234567890'] },
  webhook: {
    finds: [[`https://hooks.slack.com/services/T0/B0/${S}`, S]],
    leaves: ['https://slack.com/services/T0/B0/name', 'https://hooks.slack.com/'],
  },
  'ai-key': {
    finds: [
      [`sk-proj-${MIXED(40)}`, MIXED(40)],
      [`sk-ant-api03-${MIXED(40)}`, MIXED(40)],
    ],
    leaves: ['task-proj-0123456789abcdef0123', 'sk-short'],
  },
  stripe: {
    finds: [[`sk_live_${MIXED(24)}`, MIXED(24)]],
    leaves: ['sk_live_x', 'task_live_0123456789abcdef'],
  },
  google: {
    finds: [
      [`AIza${MIXED(35)}`, MIXED(35)],
      [`GOCSPX-${MIXED(28)}`, MIXED(28)],
    ],
    leaves: ['AIzawa', 'GOCSPX'],
  },
  vault: { finds: [[`hvs.${MIXED(24)}`, MIXED(24)]], leaves: ['hvs.conf', 'hvc.0'] },
  swarm: { finds: [[`SWMTKN-1-${MIXED(50)}`, MIXED(50)]], leaves: ['SWMTKN-1', 'SWMTKN-2-x'] },
  age: {
    finds: [[`AGE-SECRET-KEY-1${'QPZRY9X8GF'.repeat(6).slice(0, 58)}`, 'QPZRY9X8GF']],
    leaves: ['AGE-SECRET-KEYS', 'age1qpzry9x8gf2tvdw0s3jn54khce6mua7l'],
  },
  'bootstrap-token': {
    finds: [['kubeadm join abcdef.0123456789abcdef', '0123456789abcdef']],
    leaves: [
      '1234567890.1234567890123456',
      'memory.limitations',
      'docker.0123456789abcdef.example.org',
      'abcdef.0123456789abcdef0',
    ],
  },
  services: {
    finds: [
      [`dop_v1_${'ab12'.repeat(16)}`, 'ab12ab12'],
      [`hf_${MIXED(34)}`, MIXED(34)],
      [`lin_api_${MIXED(40)}`, MIXED(40)],
    ],
    leaves: ['lin_api_version', 'MSG.text.more', 'hf_x', 'dapi'],
  },
  telegram: { finds: [[`123456789:AA${MIXED(33)}`, MIXED(33)]], leaves: ['12:AAB', '123456789:AAshort'] },
  'azure-key': {
    finds: [[`${MIXED(86)}==`, MIXED(86)]],
    leaves: [`sha512-${MIXED(86)}==`, `${MIXED(40)}==`],
  },
  'shared-access-signature': {
    finds: [
      [`https://x.blob.local/a?sv=2026&sig=${MIXED(40)}%3D&se=x`, MIXED(40)],
      ['https://x.local/a?sig=aB3dE5gH', 'aB3dE5gH'],
    ],
    leaves: ['sig=15', 'sig=SIGRTMIN+1', 'sig=terminated', 'config=0123456789abcdef'],
  },
  'password-hash': {
    finds: [
      [`root:$6$saltsalt$${MIXED(86)}:19000:0:99999:7:::`, MIXED(86)],
      [`user:$apr1$saltsalt$${MIXED(22)}`, MIXED(22)],
      [`user:$2y$10$${MIXED(53)}`, MIXED(53)],
    ],
    leaves: ['root:$6$:19000', 'awk {print $1$2}', 'root:*:19000'],
  },
  'sha-hash': {
    finds: [[`user:{SHA}${MIXED(27)}=`, MIXED(27)]],
    leaves: ['{SHA}', 'SHA256:0123456789abcdef0123456789'],
  },

  'mysql-option': {
    finds: [
      [`mysql -uroot -p${S} app`, S],
      [`sh -c "mysql -p${S}"`, S],
      words('mysql', `-p${S}`),
      [`mysqldump -p'two ${S}'`, S],
    ],
    leaves: ['mysql -p app', 'mkdir -pv /data', 'mysqld --port=1'],
  },
  'sshpass-option': {
    finds: [
      [`sshpass -p ${S} ssh nas01`, S],
      [`rsync -e "sshpass -p ${S} ssh" a b`, S],
      words('rsync', '-e', `sshpass -p ${S} ssh`),
      words('rsync', `--rsh=sshpass -p ${S} ssh`),
      words('docker', 'run', '-e', `sshpass -p ${S} ssh`),
    ],
    leaves: ['ssh -p 2222 nas01', 'sshpass -f /x ssh'],
  },
  'redis-option': {
    finds: [[`redis-cli -a ${S} ping`, S], words('redis-cli', '-a', S)],
    leaves: ['ls -a name'],
  },
  'mongo-option': { finds: [[`mongosh -p ${S}`, S]], leaves: ['mongod -p 27017'] },
  'curl-option': {
    finds: [
      [`curl -u me:${S} nas01`, S],
      words('curl', '--user', `me:${S}`),
      [`curl -su me:${S} nas01`, S],
      words('curl', '-ku', `me:${S}`),
    ],
    leaves: ['curl -sS me:you', 'curl -u me nas01', 'id -u me:you'],
  },
  'ldap-option': {
    finds: [[`ldapsearch -w ${S}`, S], [`ldapsearch -xw ${S}`, S], words('ldapsearch', '-xw', S)],
    leaves: ['ldapsearch -xZ name', 'grep -w name'],
  },
  'smbclient-option': { finds: [[`smbclient -U me%${S}`, S]], leaves: ['smbclient -U me'] },
  'openssl-option': {
    finds: [
      [`openssl rsa -passin pass:${S}`, S],
      [`openssl enc -k ${S}`, S],
    ],
    leaves: ['openssl x509 -in x'],
  },
  'ipmitool-option': { finds: [[`ipmitool -P ${S} sdr`, S]], leaves: ['df -P name'] },
  'sqlcmd-option': { finds: [[`sqlcmd -P ${S}`, S]], leaves: ['cp -P a-name b'] },
  'snmp-option': { finds: [[`snmpwalk -c ${S} nas01`, S]], leaves: ['sh -c name'] },
  'zip-option': {
    finds: [
      [`zip -P ${S} x`, S],
      [`7z -p${S} x`, S],
    ],
    leaves: ['gzip -P name'],
  },
  'engine-environment': {
    finds: [
      [`docker run -e A=${S} x`, S],
      words('docker', 'run', '-e', `A=${S}`, 'x'),
      [`docker build --build-arg A=${S} .`, S],
    ],
    leaves: ['docker run -p 80:80 x', 'perl -e A=b'],
  },
  'engine-login': { finds: [[`docker login -u me -p ${S}`, S]], leaves: ['docker run -p 8080:80 x'] },
  'helm-registry': { finds: [[`helm registry login -p ${S}`, S]], leaves: ['helm install -p 1'] },
  'oras-option': {
    finds: [[`oras push -u me -p ${S} x`, S], words('oras', 'push', '-p', S)],
    leaves: ['oras pull -o name'],
  },
  'ctr-option': {
    finds: [
      [`ctr i pull --user me:${S} x`, S],
      [`ctr images pull -u me:${S} x`, S],
      words('ctr', '-n', 'k8s.io', 'i', 'pull', '-u', `me:${S}`),
    ],
    leaves: ['ctr run --user 1000:1000 x', 'ctr i pull --user me x'],
  },
  'etcdctl-option': { finds: [[`etcdctl --user root:${S} get a`, S]], leaves: ['etcdctl --user root get a'] },
  'kubectl-option': {
    finds: [
      [`kubectl create secret generic x --from-literal=a=${S}`, S],
      words('kubectl', 'create', 'secret', 'generic', 'x', '--from-literal', `a=${S}`),
    ],
    leaves: ['kubectl create configmap x --from-file=a=b'],
  },
  'identified-by': {
    finds: [[`CREATE USER me IDENTIFIED BY '${S}'`, S]],
    leaves: ["the node is identified by 'its name", 'identified by name'],
  },
  'redis-config': {
    finds: [
      [`requirepass ${S}`, S],
      [`masterauth ${S}`, S],
    ],
    leaves: ['requirepass is not set', 'the masterauth option'],
  },
};
