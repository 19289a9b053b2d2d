import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Texts that were recorded on real hosts, with blanks `@name@` where hosts differ. */
const FOLDERS = {
  shapes: new URL('../shapes/', import.meta.url),
  stacks: new URL('../stacks/', import.meta.url),
};
const BLANK = /@([a-zA-Z]+\d*)@/g;
const known = new Map<string, string>();

/** A file of shapes/ or stacks/, as text. */
export function readShape(folder: keyof typeof FOLDERS, path: string): string {
  const key = `${folder}/${path}`;
  const text = known.get(key) ?? readShapeBytes(folder, path).toString();
  known.set(key, text);
  return text;
}

export function readShapeBytes(folder: keyof typeof FOLDERS, path: string): Buffer {
  return readFileSync(fileURLToPath(new URL(path, FOLDERS[folder])));
}

/** Fills in every blank; throws when a value is missing. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(BLANK, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for the blank ${name}`);
    return String(value);
  });
}
