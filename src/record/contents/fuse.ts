import { hostEntry, type EntryList } from '../recording.ts';

const FOLDER = 'sys/fs/fuse/connections';

/** Requests that FUSE servers have not answered. */
export const fuse: EntryList = async (host) =>
  (await host.list(FOLDER)).map((name) => hostEntry(host, `${FOLDER}/${name}/waiting`, 'text'));
