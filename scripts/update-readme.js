// Puts the real output of the example into README.md, between the two markers. Runs after the build; a test holds the
// README against the program.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const README = join(ROOT, 'README.md');
const ARGS = ['diagnose', '--case', 'examples/kill-wait-18.09.2.tar.gz', '--width', '100', '--no-color'];

const { stdout, status, stderr } = spawnSync(process.execPath, ['bin/deadwait.js', ...ARGS], {
  cwd: ROOT,
  encoding: 'utf8',
  env: { ...process.env, LC_ALL: 'C.UTF-8' },
});
if (status !== 1) throw new Error(`the example ended with ${status}: ${stderr}`);
const text = readFileSync(README, 'utf8');
const block = `<!-- output -->\n\n\`\`\`text\n${stdout}\`\`\`\n\n<!-- /output -->`;
writeFileSync(
  README,
  text.replace(/<!-- output -->[\s\S]*<!-- \/output -->/, () => block),
);
