import type { LogLine } from '#domain/fix-job';
import { scrub } from '#domain/fixing/scrub';
import { MASK } from '#domain/scrub';
import type { FixingDeps } from './deps.ts';
import type { JobContext } from './job-context.ts';

const FLUSH_MS = 250;
const LINE_CHARS = 1000;
const LINES_OF_A_CALL = 500;
const MAX_WAITING = 5000;

/**
 * The job's log on its way to the store, a quarter of a second behind. Nothing that has the shape of a credential gets through, nor the words
 * given as `hidden`. A store that is down loses lines, never the work.
 */
export class JobLog {
  #waiting: Omit<LogLine, 'n'>[] = [];
  #flushing: Promise<void> | null = null;
  readonly #timer: NodeJS.Timeout;
  readonly #deps: FixingDeps;
  readonly #context: JobContext;
  readonly #hidden: readonly string[];

  constructor(deps: FixingDeps, context: JobContext, hidden: readonly string[] = []) {
    this.#deps = deps;
    this.#context = context;
    this.#hidden = hidden;
    this.#timer = setInterval(() => void this.#flush(), FLUSH_MS);
  }

  add(stream: LogLine['stream'], text: string): void {
    let clean = scrub(text);
    for (const word of this.#hidden) clean = clean.replaceAll(word, MASK.secret);
    const at = new Date().toISOString();
    for (const line of clean.split('\n')) if (line.trim() !== '') this.#waiting.push({ at, stream, text: line.slice(0, LINE_CHARS) });
    if (this.#waiting.length > MAX_WAITING) this.#waiting.splice(0, this.#waiting.length - MAX_WAITING);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#flushing;
    while (this.#waiting.length > 0 && (await this.#flush()));
  }

  /** @returns false where the store did not take them */
  #flush(): Promise<boolean> {
    if (this.#flushing) return this.#flushing.then(() => true);
    if (this.#waiting.length === 0) return Promise.resolve(true);
    const written = this.#write();
    this.#flushing = written.then(() => {
      this.#flushing = null;
    });
    return written;
  }

  async #write(): Promise<boolean> {
    const { jobs, changes, log } = this.#deps;
    const { scope, job } = this.#context;
    const lines = this.#waiting.splice(0, LINES_OF_A_CALL);
    try {
      await jobs.appendLog(scope, job.id, lines);
      await changes.publish([{ projectId: job.projectId, kind: 'job_log', id: job.id }]);
      return true;
    } catch (error) {
      log.warn(
        { jobId: job.id, lines: lines.length, error: error instanceof Error ? error.name : 'unknown' },
        'log lines of a fix were lost',
      );
      return false;
    }
  }
}
