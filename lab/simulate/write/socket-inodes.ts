/** Inodes of sockets. They only grow, as the numbers of goroutines do, which stand for the time here. */
const OF_HOST = 22_800;
const OF_CONTAINERS = 24_000;
const OF_STOPS = 60_000;

/** A socket that was there before any container. */
export function hostInode(nth: number): number {
  return OF_HOST + nth;
}

/** The nth socket that belongs to a container, up to 8. */
export function containerInode(place: number, nth: number): number {
  return OF_CONTAINERS + place * 8 + nth;
}

/** dockerd's end of the connection of a stop. */
export function serverInode(handlerId: number): number {
  return OF_STOPS + 2 * handlerId;
}

/** Its client's end. */
export function clientInode(handlerId: number): number {
  return serverInode(handlerId) + 1;
}
