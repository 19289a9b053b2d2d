#!/usr/bin/env node
// The command. Everything is in src/cli, which `npm run build` compiles to dist/cli.

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `deadwait: deadwait needs Node 20.19 or later, and this is ${process.version} [too-old-node]\n` +
      '  install a later one from https://nodejs.org\n',
  );
  process.exit(2);
}

let main;
try {
  main = await import('../dist/cli/start.js');
} catch (error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.message.includes('start.js')) throw error;
  process.stderr.write(
    'deadwait: it has not been built yet [not-built]\n  npm run build, or npm start, builds it\n',
  );
  process.exit(2);
}
await main.start();
