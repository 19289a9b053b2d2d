const CONTAINER_ID = /^[0-9a-f]{64}$/;

/** Whether a text is a container's whole id: 64 hexadecimal digits, as docker, containerd's CRI and CRI-O make them. */
export function isContainerId(text: string | undefined): text is string {
  return text !== undefined && CONTAINER_ID.test(text);
}
