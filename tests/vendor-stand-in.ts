import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface VendorRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: string;
}
export interface VendorAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A vendor's API over HTTP whose answers the test gives; remembers what it was asked. */
export async function openVendor(answer: (request: VendorRequest) => VendorAnswer) {
  const requests: VendorRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const url = new URL(incoming.url ?? '/', 'http://vendor');
    const body = Buffer.concat(await Array.fromAsync(incoming as AsyncIterable<Buffer>)).toString('utf8');
    const query = Object.fromEntries(url.searchParams);
    const request = { method: incoming.method ?? '', path: url.pathname, query, headers: incoming.headers, body };
    requests.push(request);
    const { status = 200, headers = {}, body: answered = {} } = answer(request);
    const text = typeof answered === 'string' ? answered : JSON.stringify(answered);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    requests,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
