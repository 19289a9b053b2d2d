import type { Request } from './protocol.ts';
import { OPERATION, decodeInterrupted, decodeName, decodeRange, encodeReply } from './protocol.ts';
import type { Node } from './replies.ts';
import * as reply from './replies.ts';

/** Operations that may be left unanswered. */
export const HANGS = ['lookup', 'open', 'read', 'write', 'fsync'] as const;
export type Hang = (typeof HANGS)[number];

/** One name in the root of the file system. */
export interface Entry {
  readonly name: string;
  /** Default: file. */
  readonly kind?: Node['kind'];
  /** What is not answered for it once the server hangs. */
  readonly hangs?: Hang;
}

/** What the server does about a request. */
export interface Answer {
  /** Written to the device, in this order; none for a request that is never answered. */
  readonly replies: readonly Buffer[];
  /** The request is not answered, now or ever. */
  readonly held: boolean;
  /** This process is to get a signal, so that the kernel interrupts its request. */
  readonly interrupt?: number;
}

/** A file that reads once: its reader is interrupted, and the kernel learns that this server knows no INTERRUPT. */
export const PROBE = '.probe';

const ROOT: Node = { number: 1, kind: 'folder', bytes: 4096 };
const TEXT = Buffer.from('all is well\n');
const ENOENT = 2;
const ENOSYS = 38;
const UNANSWERED: readonly number[] = [OPERATION.forget, OPERATION.batchForget];
const SERVED: readonly number[] = [
  OPERATION.release,
  OPERATION.releasedir,
  OPERATION.flush,
  OPERATION.fsync,
  OPERATION.access,
  OPERATION.destroy,
];
const HANG_OPERATIONS = new Map<number, Hang>(HANGS.map((name) => [OPERATION[name], name]));

/** A file system of a few names that answers everything, until it is told to hang. Does no I/O of its own. */
export class HangingFilesystem {
  private readonly nodes = new Map<string, Node>();
  private readonly names = new Map<number, string>();
  private readonly hangs: ReadonlyMap<string, Hang>;
  /** The probe's READ, which is answered after its INTERRUPT. */
  private probed: bigint | undefined;

  constructor(entries: readonly Entry[]) {
    for (const { name, kind = 'file' } of [...entries, { name: PROBE }]) {
      const node = { number: this.nodes.size + 2, kind, bytes: kind === 'file' ? TEXT.length : 4096 };
      this.nodes.set(name, node);
      this.names.set(node.number, name);
    }
    this.hangs = new Map(entries.flatMap(({ name, hangs }) => (hangs === undefined ? [] : [[name, hangs]])));
  }

  /** `hanging`: from now on the chosen operations are not answered. */
  answer(request: Request, hanging: boolean): Answer {
    const { operation, unique, node, body } = request;
    const name = operation === OPERATION.lookup ? decodeName(body) : (this.names.get(node) ?? '');
    const hang = HANG_OPERATIONS.get(operation);
    if (hanging && hang !== undefined && this.hangs.get(name) === hang) return { replies: [], held: true };
    if (UNANSWERED.includes(operation)) return { replies: [], held: false };
    if (operation === OPERATION.interrupt) return this.interrupted(unique, body);
    if (operation === OPERATION.read && name === PROBE) {
      this.probed = unique;
      return { replies: [], held: false, interrupt: request.pid };
    }
    return { replies: [this.serve(request, name)], held: false };
  }

  private serve({ operation, unique, node: number, body }: Request, name: string): Buffer {
    const node = number === ROOT.number ? ROOT : this.nodes.get(name);
    if (operation === OPERATION.init && body.length >= 12) {
      return encodeReply(unique, reply.initReply(body.readUInt32LE(4), body.readUInt32LE(8)));
    }
    if (operation === OPERATION.lookup) {
      const found = number === ROOT.number ? this.nodes.get(name) : undefined;
      return found === undefined
        ? encodeReply(unique, undefined, ENOENT)
        : encodeReply(unique, reply.entryReply(found));
    }
    if (node === undefined) return encodeReply(unique, undefined, ENOENT);
    const data = this.dataOf(operation, node, body);
    return data === undefined ? encodeReply(unique, undefined, ENOSYS) : encodeReply(unique, data);
  }

  private dataOf(operation: number, node: Node, body: Buffer): Buffer | undefined {
    const { offset, size } = decodeRange(body);
    switch (operation) {
      case OPERATION.getattr:
      case OPERATION.setattr:
        return reply.attributesReply(node);
      case OPERATION.open:
      case OPERATION.opendir:
        return reply.openReply(node.kind === 'file');
      case OPERATION.read:
        return TEXT.subarray(Math.min(offset, TEXT.length), Math.min(offset + size, TEXT.length));
      case OPERATION.write:
        return reply.writeReply(size);
      case OPERATION.readdir:
        return reply.folderReply(this.listing(node), offset, size);
      case OPERATION.statfs:
        return reply.statfsReply();
      default:
        return SERVED.includes(operation) ? Buffer.alloc(0) : undefined;
    }
  }

  private listing(node: Node): { name: string; node: Node }[] {
    const own = node === ROOT ? [...this.nodes].map(([name, each]) => ({ name, node: each })) : [];
    return [{ name: '.', node }, { name: '..', node: ROOT }, ...own.filter(({ name }) => name !== PROBE)];
  }

  /** ENOSYS to one INTERRUPT (fs/fuse/dev.c: fc->no_interrupt), and the probe's READ at last; others are not heeded. */
  private interrupted(unique: bigint, body: Buffer): Answer {
    const { probed } = this;
    if (probed === undefined || decodeInterrupted(body) !== probed) return { replies: [], held: false };
    this.probed = undefined;
    return { replies: [encodeReply(unique, undefined, ENOSYS), encodeReply(probed)], held: false };
  }
}
