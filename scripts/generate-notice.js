// Runs in `npm run build`: NOTICE, with the licence of every package whose code the tarball carries. By the lock, so it is
// the same on every machine; the texts are the packages' own files.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LICENCE } from './package/slim-module.js';
import { ROOT } from './prepare.js';

/** What vite puts into dist/ui/page.js. */
export const PAGE_PACKAGES = ['preact', '@preact/signals', '@preact/signals-core'];
/** Binaries of a package that are packages of their own, without a licence file: the licence is their parent's. */
const PARENTS = [[/^@koromix\/koffi-(?:linux-x64|linux-arm64)$/, 'koffi']];
const LEFT_OUT = /^@koromix\/koffi-(?!linux-(?:x64|arm64)$)|^@types\/|^undici-types$/;

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
const packages = Object.entries(lock.packages)
  .map(([path, { version, license, dev, devOptional, peer }]) => {
    const name = path.replace(/^.*node_modules\//, '');
    const onPage = PAGE_PACKAGES.includes(name);
    return { path, name, version, license, onPage, isShipped: onPage || !(dev || devOptional || peer) };
  })
  .filter(({ path, name, isShipped }) => path !== '' && isShipped && !LEFT_OUT.test(name))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

/** text → the packages that have it. */
const texts = new Map();
for (const found of packages) {
  const text = licenceOf(found);
  texts.set(text, [...(texts.get(text) ?? []), found]);
}

const RULE = '-'.repeat(80);
const parts = [...texts].map(
  ([text, users]) =>
    `${users
      .map(
        ({ name, version, license, onPage }) =>
          `${name} ${version} (${license}${onPage ? ', in the report page' : ''})`,
      )
      .join('\n')}\n\n${text}`,
);
writeFileSync(
  join(ROOT, 'NOTICE'),
  `deadwait\nLicensed under the Apache License, Version 2.0 (see LICENSE).\n\nThis package carries the packages below, each under its own licence.\n\n${parts
    .map((part) => `${RULE}\n${part}\n`)
    .join('\n')}`,
);

function licenceOf({ path, name, license }) {
  const parent = PARENTS.find(([pattern]) => pattern.test(name))?.[1];
  const folder = join(ROOT, parent === undefined ? path : `node_modules/${parent}`);
  const files = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => LICENCE.test(file))
        .sort()
    : [];
  if (files.length === 0) {
    process.stderr.write(`NOTICE: ${name} (${license}) has no licence file\n`);
    process.exit(1);
  }
  return files
    .map((file) => readFileSync(join(folder, file), 'utf8').replace(/\r\n/g, '\n').trim())
    .join('\n\n');
}
