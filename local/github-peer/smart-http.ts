import { spawn } from 'node:child_process';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { gitEnvironment } from './git.ts';

/**
 * Passes one request of git's smart HTTP protocol to `git http-backend` (a CGI program) and its answer back.
 * The caller has checked who asks; `path` is the part after the repository: info/refs, git-upload-pack or git-receive-pack.
 */
export async function serveGit(
  request: FastifyRequest,
  reply: FastifyReply,
  repository: { folder: string; user: string },
  path: string,
): Promise<void> {
  reply.hijack();
  const { headers } = request;
  const child = spawn('git', ['http-backend'], {
    env: {
      ...gitEnvironment(),
      GIT_PROJECT_ROOT: repository.folder,
      GIT_HTTP_EXPORT_ALL: '1',
      REQUEST_METHOD: request.method,
      PATH_INFO: `/${path}`,
      QUERY_STRING: request.url.split('?')[1] ?? '',
      CONTENT_TYPE: headers['content-type'] ?? '',
      CONTENT_LENGTH: headers['content-length'] ?? '',
      HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
      GIT_PROTOCOL: typeof headers['git-protocol'] === 'string' ? headers['git-protocol'] : '',
      REMOTE_USER: repository.user,
      REMOTE_ADDR: request.ip,
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => undefined);
  request.raw.pipe(child.stdin);
  reply.raw.on('close', () => child.kill());

  let head = Buffer.alloc(0);
  let answered = false;
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    if (answered) {
      if (!reply.raw.write(chunk)) await new Promise((resolve) => reply.raw.once('drain', resolve).once('close', resolve));
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) continue;
    const fields = head.subarray(0, end).toString('latin1').split('\r\n').map(splitField);
    const status = fields.find(([name]) => name.toLowerCase() === 'status')?.[1] ?? '200 OK';
    reply.raw.writeHead(Number.parseInt(status, 10), Object.fromEntries(fields.filter(([name]) => name.toLowerCase() !== 'status')));
    reply.raw.write(head.subarray(end + 4));
    answered = true;
  }
  if (!answered) reply.raw.writeHead(500);
  reply.raw.end();
}

function splitField(line: string): [string, string] {
  const at = line.indexOf(':');
  return [line.slice(0, at), line.slice(at + 1).trim()];
}
