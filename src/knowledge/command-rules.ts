/** What a remedy's command must be so that it can be pasted as it stands. */

interface Commanded {
  readonly command?: string | undefined;
  readonly where?: string | undefined;
  readonly waitsFor?: string | undefined;
}

/** A name that stands in a command until the host fills it in. */
export const PLACEHOLDER = /<([A-Z][A-Z_]*)>/g;

/** Where to find what stands as a placeholder; without text where a line of the same command shows it. */
export const WHERE_TO_FIND: ReadonlyMap<string, string> = new Map([
  ['NODE', 'the name of this node in kubectl get nodes'],
  ['POD', 'the pod that does not end, in kubectl get pods --all-namespaces -o wide'],
  ['NAMESPACE', 'its namespace'],
  ['CONTAINER', 'the container, in docker ps'],
  ['CONTAINER_ID', "the container's full id, in docker ps --no-trunc or crictl ps --no-trunc"],
  ['CONTAINERD_PID', 'pidof containerd'],
  ['STOPPED_PID', 'a process in state T, in ps -eo pid,stat,comm'],
  ['BLOCKED_PID', 'a process in state D, in ps -eo pid,stat,wchan:32,comm'],
  ['SERVER', 'the server that the kernel names, in dmesg'],
  ['MOUNT_POINT', 'the mount that hangs, in /proc/self/mountinfo'],
  ['CGROUP', "where find /sys/fs/cgroup/freezer -name freezer.state -exec grep -l FR '{}' + finds one"],
  ['REGISTRY', 'the address of the registry, in ss -tnp'],
  ['LAYER', "the folder of the layer, in docker inspect -f '{{.GraphDriver.Data.MergedDir}}'"],
  ['LAYER_MOUNT', 'the mount point that the line before shows'],
  ['SYSCTL', 'kernel.pid_max or kernel.threads-max'],
  ['UNIT', 'the unit of the daemon, in systemctl status'],
  ['NUMBER', 'twice the limit, for example'],
  ['PID', ''],
  ['SHIM_PID', ''],
  ['RUNC_PID', ''],
  ['PUBLISH_PID', ''],
  ['CONMON_PID', ''],
]);

/** Programs and verbs that end, remove or change something. */
const DESTRUCTIVE =
  /(?:^|[;&|(]\s*|\b(?:timeout \d+|-exec|do|then|sudo) )(?:(?:p|sk)?kill(?:all)?|reboot|shutdown|poweroff|halt|umount|rm|truncate|fsfreeze|dmsetup|mkfs\S*|unshare|nsenter|docker (?:kill|stop|rm|restart|unpause)|crictl (?:stop|stopp|rm|rmp)|ctr .*(?:kill|delete|rm)|kubectl (?:drain|delete)|systemctl (?:restart|stop|kill|reboot|poweroff|reset-failed|daemon-reexec)|ss -K)(?=[\s;&|]|$)|>\s*\/(?:proc|sys)\//m;

/** What chains commands in one line. */
const CHAINED = /&&|\|\||;(?!\s*(?:do|done|then|fi)\b)|(?<![\\&>])&(?![&>\d])/;

/** Whether a line ends, removes or changes something. */
export function isDestructive(line: string): boolean {
  return DESTRUCTIVE.test(line);
}

/** A destructive line never chains: the reader decides after each. */
export function isChained(line: string): boolean {
  const bare = line.replaceAll('\\;', '').replaceAll(/'[^']*'|"[^"]*"/g, 'quoted');
  return CHAINED.test(bare) && isDestructive(line);
}

/** What is wrong with a command of a knowledge file; empty when it is as it must be. */
export function findCommandFaults({ command, where, waitsFor }: Commanded): readonly string[] {
  if (command === undefined)
    return where === undefined && waitsFor === undefined ? [] : ['where and waitsFor are of a command'];
  const lines = command.split('\n');
  return [
    ...(where === undefined ? ['a command says where it runs: where: node or kubectl'] : []),
    ...((where === 'kubectl') === lines.every((line) => line.startsWith('kubectl '))
      ? []
      : ['kubectl, and only kubectl, runs where: kubectl']),
    ...lines.filter(isChained).map((line) => `a destructive command stands alone in its line: ${line}`),
    ...lines.flatMap((line, index) => findPlaceholderFaults(line, index)),
  ];
}

function findPlaceholderFaults(line: string, index: number): readonly string[] {
  const outside = line.replaceAll(/'[^']*'|"[^"]*"/g, '');
  return [...line.matchAll(PLACEHOLDER)].flatMap(([text, name = '']) => {
    const found = WHERE_TO_FIND.get(name);
    return [
      ...(found === undefined ? [`${text} is none of ${[...WHERE_TO_FIND.keys()].join(', ')}`] : []),
      ...(found === '' && index === 0 ? [`${text} is shown by no line before`] : []),
      ...(outside.includes(text) ? [] : [`${text} stands in quotes`]),
    ];
  });
}
