import { spawn } from 'node:child_process';
import { createConnection, createServer } from 'node:net';

/**
 * Runs inside the sandbox, alone and without any import of ours: listens on the loopback of a namespace that has no other network, passes every
 * connection on to the one socket that leads to the model, and ends with the command it was given.
 * Arguments: socket path, port, then the command.
 */
const [socketPath = '', port = '', command = '', ...args] = process.argv.slice(2);

const server = createServer((incoming) => {
  const outgoing = createConnection(socketPath);
  incoming.pipe(outgoing).pipe(incoming);
  incoming.on('error', () => outgoing.destroy());
  outgoing.on('error', () => incoming.destroy());
});
server.listen(Number(port), '127.0.0.1', () => {
  const child = spawn(command, args, { stdio: 'inherit' });
  child.on('error', () => process.exit(127));
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 128));
});
