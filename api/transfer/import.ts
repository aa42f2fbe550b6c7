import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Env } from '#config/env';
import type { ImportAnswer } from '#domain/api-contract';
import type { NewDelivery } from '#domain/delivery';
import { UnavailableError } from '#domain/errors';
import type { TenantScope } from '#domain/project';
import type { Log } from '../infra/log.ts';
import type { ApiAdapters, ApiLauncher } from '../infra/parts.ts';
import { Quota } from '../ingest/quota.ts';
import type { Caller } from '../infra/request.ts';
import { ADAPTERS, ENV, LAUNCHER, LOG } from '../infra/tokens.ts';
import { linesOf } from './lines.ts';
import { readImportLine } from './read-line.ts';

/** Lines that are written together, and how many such batches are on their way to the disk while the next lines are read. */
const BATCH_LINES = 500;
const BATCHES_IN_FLIGHT = 2;
const MOST_REFUSALS_TOLD = 1_000;
/** Asked of the delivery log at once. */
const IDS_AT_ONCE = 10_000;
const FIRST_LOOK_MS = 100;
const LONGEST_LOOK_MS = 1_000;
/** A person waits for the answer, and so does what stands between; what is not stored by then is pending. */
const LONGEST_WAIT_MS = 50_000;

type Counts = Omit<ImportAnswer, 'status' | 'project_id'>;

@Injectable()
export class Import {
  private readonly env: Env;
  private readonly log: Log;
  private readonly adapters: Pick<ApiAdapters, 'inbox' | 'deliveryLog' | 'audit'>;
  private readonly launcher: Pick<ApiLauncher, 'wakeIngest'>;
  private readonly quota: Quota;
  constructor(
    @Inject(ENV) env: Env,
    @Inject(LOG) log: Log,
    @Inject(ADAPTERS) adapters: ApiAdapters,
    @Inject(LAUNCHER) launcher: ApiLauncher,
    @Inject(Quota) quota: Quota,
  ) {
    this.env = env;
    this.log = log;
    this.adapters = adapters;
    this.launcher = launcher;
    this.quota = quota;
  }

  /**
   * Takes lines as they arrive, no faster than they can be kept, and answers when they are stored or the wait is over. What was kept
   * stays kept, also where the sender goes away in the middle; sending the whole again changes nothing.
   * @throws {QuotaExceededError} full before the first line
   * @throws {UnavailableError} the inbox cannot be written; `details.lines` were read, `details.kept` of them are kept
   */
  async run(caller: Caller, scope: TenantScope, body: AsyncIterable<Buffer>): Promise<ImportAnswer> {
    await this.quota.check(scope);
    const counts: Counts = { lines: 0, stored: 0, duplicate: 0, parked: 0, filtered: 0, pending: 0, refused: 0, refusals: [] };
    const kept: string[] = [];
    try {
      await this.keepAll(caller, scope, body, counts, kept);
    } finally {
      const facts = { lines: counts.lines, kept: kept.length, duplicate: counts.duplicate, refused: counts.refused };
      await this.adapters.audit.append({
        actorId: caller.user.id,
        projectId: scope.projectId,
        action: 'reports.import',
        target: scope.projectId,
        facts,
      });
      this.log.info({ projectId: scope.projectId, ...facts }, 'lines imported');
    }
    await this.countOutcomes(scope, kept, counts);
    return { status: 'ok', project_id: scope.projectId, ...counts };
  }

  private async keepAll(caller: Caller, scope: TenantScope, body: AsyncIterable<Buffer>, counts: Counts, kept: string[]): Promise<void> {
    const inFlight: Promise<void>[] = [];
    let batch: NewDelivery[] = [];
    const send = () => {
      const sent = this.keep(scope, batch, counts, kept);
      // Awaited below, in order; until then a failure is nobody's unhandled one.
      sent.catch(() => undefined);
      inFlight.push(sent);
      batch = [];
    };
    const readAll = async () => {
      for await (const { number, bytes } of linesOf(body, this.env.INGEST_MAX_BYTES)) {
        counts.lines += 1;
        const read = bytes
          ? readImportLine(scope.projectId, caller.user.id, bytes)
          : { reason: `The line is longer than ${this.env.INGEST_MAX_BYTES} bytes.` };
        if ('delivery' in read) batch.push(read.delivery);
        else refuse(counts, number, read.reason);
        if (batch.length < BATCH_LINES) continue;
        if (inFlight.length === BATCHES_IN_FLIGHT) await inFlight.shift();
        send();
      }
    };
    const [reading] = await Promise.allSettled([readAll()]);
    // Also what was read before the sender went away.
    if (batch.length > 0) send();
    const failed = [...(await Promise.allSettled(inFlight)), reading].find((result) => result.status === 'rejected');
    if (failed) throw withProgress(failed.reason, counts, kept);
  }

  private async keep(scope: TenantScope, batch: readonly NewDelivery[], counts: Counts, kept: string[]): Promise<void> {
    const results = await Promise.allSettled(batch.map((delivery) => this.adapters.inbox.accept(scope, delivery)));
    for (const result of results) {
      if (result.status === 'rejected') continue;
      if (result.value.duplicate) counts.duplicate += 1;
      else kept.push(result.value.id);
    }
    this.launcher.wakeIngest(scope.projectId);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** Asks what became of the deliveries until none waits; those that are settled are asked for once. */
  private async countOutcomes(scope: TenantScope, kept: readonly string[], counts: Counts): Promise<void> {
    const deadline = Date.now() + LONGEST_WAIT_MS;
    let pauseMs = FIRST_LOOK_MS;
    for (let from = 0; from < kept.length; from += IDS_AT_ONCE) {
      const ids = kept.slice(from, from + IDS_AT_ONCE);
      let states = await this.adapters.deliveryLog.countStates(scope, ids);
      while (states.waiting && Date.now() < deadline) {
        await sleep(pauseMs);
        pauseMs = Math.min(2 * pauseMs, LONGEST_LOOK_MS);
        states = await this.adapters.deliveryLog.countStates(scope, ids);
      }
      const sum = (...names: (keyof typeof states)[]) => names.reduce((total, name) => total + (states[name] ?? 0), 0);
      counts.stored += sum('stored');
      counts.duplicate += sum('repeat', 'updated');
      counts.parked += sum('parked', 'expired');
      counts.filtered += sum('filtered', 'routed');
      counts.refused += sum('dead_letter');
      counts.pending += sum('waiting');
    }
  }
}

function refuse(counts: Counts, line: number, reason: string): void {
  counts.refused += 1;
  if (counts.refusals.length < MOST_REFUSALS_TOLD) counts.refusals.push({ line, reason });
}

function withProgress(error: unknown, { lines }: Counts, kept: readonly string[]): unknown {
  if (!(error instanceof UnavailableError)) return error;
  return new UnavailableError('The import stopped: the inbox cannot be written. Send it again; what is kept is not kept twice.', {
    details: { service: 'postgres', lines, kept: kept.length },
    cause: error,
  });
}
