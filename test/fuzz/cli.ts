// npm run fuzz -- SECONDS [FORMAT…] [--seed N]: every format, or those that are named, for so long in all.
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';
import { targets } from './targets.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: String(Date.now() % 2 ** 31) } },
});
const [seconds = '60', ...names] = positionals;
const chosen = names.length === 0 ? targets : targets.filter(({ name }) => names.includes(name));
if (!(Number(seconds) > 0) || chosen.length === 0 || chosen.length < names.length) {
  process.stderr.write(
    `npm run fuzz -- SECONDS [FORMAT…] [--seed N]; formats: ${targets.map(({ name }) => name).join(' ')}\n`,
  );
  process.exit(2);
}
process.stdout.write(`seed ${values.seed}\n`);
let failed = 0;
for (const target of chosen) {
  const { executions, failures } = await fuzz(target, {
    seconds: Number(seconds) / chosen.length,
    seed: Number(values.seed),
  });
  failed += failures.length;
  process.stdout.write(`${target.name.padEnd(24)} ${String(executions).padStart(9)} executions\n`);
  for (const { what, execution, reproducer } of failures)
    process.stdout.write(
      `  execution ${execution}, kept in ${reproducer}:\n    ${what.split('\n').slice(0, 6).join('\n    ')}\n`,
    );
}
process.exitCode = failed === 0 ? 0 : 1;
