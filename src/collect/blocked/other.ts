// Other file systems whose server may not answer: Linux fs/smb/client/transport.c (wait_for_response; fs/cifs before
// 6.4), fs/ceph/mds_client.c (ceph_mdsc_wait_request), net/9p/client.c (p9_client_rpc), fs/afs, and Lustre's llite.
//
//     [<0>] wait_for_response+0x61/0x80 [cifs]
//     [<0>] ceph_mdsc_wait_request+0xf6/0x1c0 [ceph]

import type { WaitKind } from './wait-kind.ts';

export const cifs: WaitKind = {
  name: 'cifs',
  waits: 'other',
  sleepsIn: [
    ['wait_for_response', '2.6.30 … 6.x'],
    ['wait_for_free_credits', '5.1 … 6.x'],
    ['wait_for_free_request', '2.6.30 … 5.0'],
    ['compound_send_recv', '4.18 … 6.x'],
    ['SendReceive', '2.6 … 6.x'],
    ['SendReceive2', '2.6 … 4.17'],
    ['cifs_send_recv', '4.5 … 6.x'],
  ],
  prefixes: ['cifs_', '_cifs', 'CIFSSMB', 'smb2_', 'smb3_', 'SMB2_'],
  isBackend: ({ fstype }) => fstype === 'cifs' || fstype === 'smb3',
};

export const ceph: WaitKind = {
  name: 'ceph',
  waits: 'other',
  sleepsIn: [
    ['ceph_mdsc_wait_request', '5.3 … 6.x'],
    ['ceph_mdsc_do_request', '2.6.34 … 5.2'],
    ['ceph_mdsc_sync', '2.6.34 … 6.x'],
    ['ceph_get_caps', '2.6.34 … 6.x'],
    ['__ceph_get_caps', '5.6 … 6.x'],
    ['ceph_osdc_wait_request', '2.6.34 … 6.x'],
    ['wait_caps_flush', '4.1 … 6.x'],
  ],
  prefixes: ['ceph_', '__ceph_'],
  isBackend: ({ fstype }) => fstype === 'ceph',
};

export const p9: WaitKind = {
  name: '9p',
  waits: 'other',
  sleepsIn: [
    ['p9_client_rpc', '2.6.28 … 6.x'],
    ['p9_client_zc_rpc', '3.1 … 6.x'],
    ['p9_virtio_request', '3.10 … 6.x'],
  ],
  prefixes: ['p9_', 'v9fs_'],
  isBackend: ({ fstype }) => fstype === '9p',
};

export const afs: WaitKind = {
  name: 'afs',
  waits: 'other',
  sleepsIn: [['afs_wait_for_call_to_complete', '2.6.22 … 6.x']],
  prefixes: ['afs_'],
  isBackend: ({ fstype }) => fstype === 'afs',
};

export const lustre: WaitKind = {
  name: 'lustre',
  waits: 'other',
  sleepsIn: [
    ['ptlrpc_set_wait', 'Lustre 1.8 … 2.x'],
    ['cl_sync_io_wait', 'Lustre 2.x'],
  ],
  prefixes: ['ptlrpc_', 'll_file_', 'll_lookup_', 'cl_io_', 'cl_lock_', 'ldlm_'],
  isBackend: ({ fstype }) => fstype === 'lustre',
};
