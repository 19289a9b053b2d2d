const LOOPBACK_NAME = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Whether a Host header names this machine's loopback, at any port: a tunnel may end at another one. A page of elsewhere whose name
 * was made to point to 127.0.0.1 (DNS rebinding) still sends its own name.
 */
export function isLoopbackName(host: string | undefined): boolean {
  return host !== undefined && LOOPBACK_NAME.test(host);
}
