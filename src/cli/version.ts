import { createRequire } from 'node:module';

const { version }: { version: string } = createRequire(import.meta.url)('../../package.json');

/** As package.json has it. */
export const VERSION = version;
