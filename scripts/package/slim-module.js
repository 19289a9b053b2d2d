// One installed package → the part of it that runs. The rest (types, sources, documentation, prebuilt binaries of other
// JavaScript engines, install scripts) is left out of the tarball: it is most of the bytes, and an install script would run
// as root on the node.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** A licence or a notice stays, whatever it is called: https://opensource.org/license/mit wants it in every copy. */
export const LICENCE = /^(?:licen[cs]e|copying|notice)\b/i;

const UNUSED_FILES =
  /\.(?:[cm]?ts|map|md|markdown|flow|bare|gyp|gypi|cc|hh|c|h|inc|tsbuildinfo)$|^(?:CMakeLists\.txt|cnoke\.cjs)$/i;

/** Folders on top of a package that no import of ours reaches. */
const UNUSED_FOLDERS = new Map([
  ['koffi', ['doc', 'lib', 'vendor']],
  ['protobufjs', ['dist', 'cli', 'bin', 'scripts', 'tests']],
  ['undici', ['docs', 'types', 'scripts']],
  ['yaml', ['browser']],
]);

/** Copies what runs. `isShipped(name)`: whether that package is in the tarball too. */
export function slimModule(name, from, to, isShipped) {
  const unused = (UNUSED_FOLDERS.get(name) ?? []).map((folder) => `${folder}/`);
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const path = relative(from, join(entry.parentPath, entry.name));
    if (!entry.isFile() || /(?:^|\/)node_modules\//.test(path) || path === 'package.json') continue;
    const kept = LICENCE.test(entry.name) || !UNUSED_FILES.test(entry.name);
    if (!kept || unused.some((folder) => path.startsWith(folder))) continue;
    mkdirSync(dirname(join(to, path)), { recursive: true });
    copyFileSync(join(from, path), join(to, path));
  }
  const manifest = slimManifest(JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')), isShipped);
  mkdirSync(to, { recursive: true });
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** Without scripts, and without the packages that are left out: npm would ask a registry for each. */
export function slimManifest(manifest, isShipped) {
  const { scripts: _scripts, devDependencies: _dev, gypfile: _gyp, files: _files, ...kept } = manifest;
  for (const field of ['dependencies', 'optionalDependencies']) {
    if (kept[field] === undefined) continue;
    kept[field] = Object.fromEntries(Object.entries(kept[field]).filter(([name]) => isShipped(name)));
  }
  return kept;
}
