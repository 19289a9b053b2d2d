// How dockerd and containerd were started.
//
// Source: moby cmd/dockerd/config_unix.go, opts/hosts.go (-H, --host, --data-root, --exec-root, --containerd, -p);
// containerd cmd/containerd/command/main.go (--address, --state, --root). pflag takes `--name value`, `--name=value`,
// `-H value` and `-Hvalue`; containerd's urfave/cli also `-name value`.

/** All values of an option, in their order. `names` are as written: `--host`, `-H`. */
export function optionValues(args: readonly string[], ...names: readonly string[]): string[] {
  const values: string[] = [];
  for (const [index, word] of args.entries()) {
    for (const name of names) {
      const next = args[index + 1];
      if (word === name && next !== undefined) values.push(next);
      else if (word.startsWith(`${name}=`)) values.push(word.slice(name.length + 1));
      else if (name.length === 2 && word.startsWith(name) && word.length > 2) values.push(word.slice(2));
    }
  }
  return values;
}

/** `unix:///run/docker.sock` → `/run/docker.sock`; `undefined` for tcp, ssh, fd and the like. */
export function unixSocketPath(address: string): string | undefined {
  const path = address.startsWith('unix://') ? address.slice('unix://'.length) : address;
  return path.startsWith('/') && !path.includes('\0') ? path : undefined;
}

/** /var/run is a link to /run wherever it matters; one spelling, so that paths can be compared. */
export function plainRunPath(path: string): string {
  return path.replace(/^\/var\/run\//, '/run/');
}
