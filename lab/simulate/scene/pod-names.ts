/** Pods whose containers get stuck, in this order. */
export const POD_NAMES: readonly {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}[] = [
  { namespace: 'media', pod: 'media-worker-7c9d8f6b5-x2x9q', container: 'worker' },
  { namespace: 'media', pod: 'thumbnailer-0', container: 'thumb' },
  { namespace: 'pay', pod: 'ledger-5d4f', container: 'ledger' },
  { namespace: 'ml', pod: 'train-job-kx7qp', container: 'trainer' },
  { namespace: 'search', pod: 'indexer-6f7c4d9b8-m4k2t', container: 'indexer' },
  { namespace: 'mail', pod: 'spool-2', container: 'spool' },
];
