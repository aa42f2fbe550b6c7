import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import type { Program } from '../program.ts';

export interface TemporalOptions {
  /** The `temporal` program; see scripts/temporal-server.mjs. */
  executable: string;
  /** Folder of the SQLite file; null keeps everything in memory. */
  dataDir: string | null;
  host: string;
  port: number;
  /** null: no web interface. */
  uiPort: number | null;
  namespace: string;
  /** Name → type, e.g. SoulProject: Keyword. */
  searchAttributes: Record<string, string>;
  /** Where the web interface has payloads decoded. */
  codecEndpoint?: string;
  /** See Program. */
  niceness?: number;
}

/** Its queues are made for many hosts: short timers fire up to a second late and twenty polls a second are the most, which a person waits for. */
const DYNAMIC_CONFIG = {
  'matching.enableFairness': true,
  'history.timerProcessorMaxTimeShift': '25ms',
  'history.transferProcessorMaxPollRPS': 500,
  'history.timerProcessorMaxPollRPS': 500,
  'system.enableActivityEagerExecution': true,
};

/** Temporal's development server: one process, SQLite in WAL mode, synced at every commit. */
export function temporalProgram(options: TemporalOptions): Program {
  const { executable, dataDir, host, port, uiPort, namespace, searchAttributes, codecEndpoint, niceness } = options;
  return {
    name: 'temporal',
    niceness,
    stopSignal: 'SIGTERM',
    readyWithinMs: 60_000,
    stopWithinMs: 8_000,
    async prepare() {
      if (dataDir) await mkdir(dataDir, { recursive: true, mode: 0o700 });
    },
    command: () => ({
      file: executable,
      args: [
        'server',
        'start-dev',
        ...['--ip', host, '--port', String(port), '--namespace', namespace, '--log-level', 'warn', '--log-format', 'json'],
        ...(uiPort === null ? ['--headless'] : ['--ui-ip', host, '--ui-port', String(uiPort), '--ui-disable-news-fetch']),
        ...(codecEndpoint && uiPort !== null ? ['--ui-codec-endpoint', codecEndpoint] : []),
        ...(dataDir ? ['--db-filename', join(dataDir, 'temporal.db')] : []),
        ...(dataDir ? ['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=full'] : []),
        ...Object.entries(searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
        ...Object.entries(DYNAMIC_CONFIG).flatMap(([name, value]) => ['--dynamic-config-value', `${name}=${JSON.stringify(value)}`]),
      ],
    }),
    async probe() {
      const connection = await Connection.connect({ address: `${host}:${port}`, connectTimeout: 1_000 });
      try {
        await connection.workflowService.describeNamespace({ namespace });
      } finally {
        await connection.close();
      }
    },
  };
}
