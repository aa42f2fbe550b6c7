/** Headers that say a request came through someone else. */
const FORWARDING = [
  'forwarded',
  'via',
  'x-real-ip',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
  'x-client-ip',
];

/** True for `localhost`, 127.0.0.0/8 and ::1, with or without a port. Pure. */
export function isLoopbackHost(host: string): boolean {
  const text = host.trim().toLowerCase();
  // An IPv6 address has a port only in brackets.
  const name = /^\[(.*)\](?::\d{1,5})?$/.exec(text)?.[1] ?? text.replace(/^([^:]*):\d{1,5}$/, '$1');
  if (name === 'localhost' || name === '::1') return true;
  const parts = name.split('.');
  return parts.length === 4 && parts[0] === '127' && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

/** Of a socket: IPv4 may come mapped into IPv6. Pure. */
export function isLoopbackPeer(address: string | undefined): boolean {
  return address !== undefined && isLoopbackHost(address.replace(/^::ffff:/i, ''));
}

/** Whether a request came straight from a program on this machine that asked for this machine. Pure. */
export function isDirectLoopback(request: { headers: Record<string, string | string[] | undefined>; peer: string | undefined }): boolean {
  if (!isLoopbackPeer(request.peer)) return false;
  if (FORWARDING.some((name) => request.headers[name] !== undefined)) return false;
  const { host } = request.headers;
  return typeof host === 'string' && isLoopbackHost(host);
}
