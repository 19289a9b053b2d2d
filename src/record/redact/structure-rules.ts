import type { RedactionKind } from './redaction-tally.ts';
import type { Structure, StructureRule } from './rule.ts';

const rule = (structure: Structure, kind: RedactionKind, says: string): StructureRule => ({
  by: 'structure',
  id: structure,
  structure,
  kind,
  says,
});

export const STRUCTURE_RULES: readonly StructureRule[] = [
  rule('environment', 'environment', 'values of environments in JSON: `Env`, `env`, `envs`'),
  rule(
    'environment-text',
    'environment',
    'values of environments in text: JSON that is quoted, and as Go prints them',
  ),
  rule('pair', 'credential', '`{"name":…,"value":…}` and `{"key":…,"value":…}`, in either order'),
  rule('aws-object', 'credential', 'a secret key of AWS in the object that holds its id'),
  rule('group', 'credential', 'all that stands in brackets behind the name of a secret'),
  rule('kubernetes-secret', 'credential', '`data` and `stringData` of a Secret'),
  rule(
    'split-command',
    'argument',
    'options whose program stands in another field: `Path` + `Args`, `Entrypoint` + `Cmd`',
  ),
  rule('private-key', 'private-key', 'private keys in PEM, on one line or on many'),
  rule('yaml-block', 'credential', 'lines below the name of a secret in YAML'),
  rule('url-password', 'credential', 'password of a URL (RFC 3986, 3.2.1), whatever is in it'),
  rule('login-without-scheme', 'credential', '`user:password@host` where no scheme stands before it'),
];
