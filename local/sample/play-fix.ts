import { setTimeout as delay } from 'node:timers/promises';
import { JobDetailBody, LogsBody, StartFixAnswer } from '#domain/api-contract';
import { isEnded } from '#domain/fix-job';
import type { HttpClient } from './http-client.ts';

const LOOK_EVERY_MS = 400;
const PLANNED_WITHIN_MS = 180_000;
/** The agent alone may take 45 minutes with a real model. */
const OPENED_WITHIN_MS = 3_600_000;

/** A fix of one cluster through the API, as a person would take it through the dashboard. */
export class FixPlayer {
  readonly #api: HttpClient;
  readonly #query: string;

  constructor(api: HttpClient, projectId: string) {
    this.#api = api;
    this.#query = `project_id=${projectId}`;
  }

  /** Starts the fix and waits for its plan. */
  async plan(clusterId: string): Promise<JobDetailBody> {
    const started = await this.#api.ask(StartFixAnswer, {
      method: 'POST',
      path: `/clusters/${clusterId}/start_fix?${this.#query}`,
      body: {},
    });
    return this.#waitFor(started.job_id, 'awaiting_approval', PLANNED_WITHIN_MS);
  }

  /** Approves exactly the plan that was shown. */
  async approve(job: JobDetailBody): Promise<void> {
    if (job.plan === null) throw new Error('The fix waits for approval and has no plan.');
    const path = `/jobs/${job.id}/approve?${this.#query}`;
    const { status, text } = await this.#api.send({ method: 'POST', path, body: { digest: job.plan.digest } });
    if (status > 299) throw new Error(`The approval was answered with ${status}: ${text.slice(0, 300)}`);
  }

  /** Follows the log until the pull request is open. */
  async untilPullRequest(jobId: string, onLine: (stream: string, text: string) => void): Promise<JobDetailBody> {
    let cursor = 0;
    return this.#waitFor(jobId, 'watching', OPENED_WITHIN_MS, async () => {
      const logs = await this.#api.ask(LogsBody, { path: `/jobs/${jobId}/logs?${this.#query}&cursor=${cursor}` });
      for (const line of logs.lines) onLine(line.stream, line.text);
      cursor = logs.next_cursor;
    });
  }

  async #waitFor(
    jobId: string,
    stage: 'awaiting_approval' | 'watching',
    withinMs: number,
    meanwhile = async () => {},
  ): Promise<JobDetailBody> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const job = await this.#api.ask(JobDetailBody, { path: `/jobs/${jobId}?${this.#query}` });
      await meanwhile();
      if (job.stage === stage) return job;
      if (isEnded(job.stage)) throw new Error(`The fix ended as ${job.stage}: ${job.detail ?? 'no reason given'}`);
      if (Date.now() > deadline) throw new Error(`The fix is still at ${job.stage}: ${job.detail ?? 'no reason given'}`);
      await delay(LOOK_EVERY_MS);
    }
  }
}
