import type { z } from 'zod';
import type { PartStatus } from '#domain/api-contract';
import { within } from '../infra/deadline.ts';

type Status = z.infer<typeof PartStatus>;

const LATE = Symbol('late');

/** Asks one part how it is, at most once a second, and remembers since when it has been so. What `ping` answers is worth reading though it is up. */
export class PartProbe {
  readonly name: string;
  private readonly ping: () => Promise<string | null | void>;
  private readonly timeoutMs: number;
  private status: Status;
  private askedAt = 0;
  private asking: Promise<Status> | undefined;
  constructor(options: { name: string; ping: () => Promise<string | null | void>; timeoutMs: number }) {
    this.name = options.name;
    this.ping = options.ping;
    this.timeoutMs = options.timeoutMs;
    this.status = { name: options.name, state: 'unknown', latency_ms: null, since: new Date().toISOString(), detail: null };
  }

  ask(): Promise<Status> {
    if (Date.now() - this.askedAt < 1_000) return Promise.resolve(this.status);
    this.asking ??= this.measure().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async measure(): Promise<Status> {
    const began = performance.now();
    const [state, detail] = await within(this.ping(), this.timeoutMs, LATE).then(
      (value) => (value === LATE ? down(`does not answer within ${this.timeoutMs} ms`) : (['up', value ?? null] as const)),
      () => down('cannot be reached'),
    );
    this.askedAt = Date.now();
    this.status = {
      name: this.name,
      state,
      latency_ms: state === 'up' ? Math.round((performance.now() - began) * 10) / 10 : null,
      since: state === this.status.state ? this.status.since : new Date().toISOString(),
      detail,
    };
    return this.status;
  }
}

function down(why: string): readonly ['down', string] {
  return ['down', why];
}
