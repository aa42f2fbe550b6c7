import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { ChangeEvent } from '#domain/events';
import type { Log } from '../infra/log.ts';
import type { ApiAdapters } from '../infra/parts.ts';
import { ADAPTERS, LOG } from '../infra/tokens.ts';

export type Heard = { type: 'change'; n: number; event: ChangeEvent } | { type: 'gap'; n: number };
export type Listener = (heard: Heard) => void;

/** Kept for streams that come back; about a minute of the busiest project. */
const KEPT = 1_000;
const RETRY_MS = 1_000;

/**
 * One subscription to the change feed, told apart by project. Numbers rise over restarts too (they start at the clock),
 * so that a stream of an earlier process is recognised and told that it missed something.
 */
@Injectable()
export class EventHub implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly subscription: ApiAdapters['changeSubscription'];
  private readonly log: Log;
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly kept: { n: number; event: ChangeEvent }[] = [];
  private readonly enders = new Set<() => void>();
  private readonly firstNumber = Date.now() * 1000;
  private last = this.firstNumber;
  private lastGap = this.firstNumber;
  private unsubscribe: (() => Promise<void>) | undefined;
  private retry: NodeJS.Timeout | undefined;
  private stopped = false;
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters, @Inject(LOG) log: Log) {
    this.subscription = adapters.changeSubscription;
    this.log = log;
  }

  onApplicationBootstrap(): void {
    void this.subscribe();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    for (const end of this.enders) end();
    await this.unsubscribe?.();
  }

  /** Calls back for each change of the project, and `end` once when the process stops. @returns how to stop listening */
  listen(projectId: string, listener: Listener, end: () => void): () => void {
    const ofProject = this.listeners.get(projectId) ?? new Set();
    this.listeners.set(projectId, ofProject.add(listener));
    this.enders.add(end);
    if (this.stopped) end();
    return () => {
      this.enders.delete(end);
      ofProject.delete(listener);
      if (ofProject.size === 0 && this.listeners.get(projectId) === ofProject) this.listeners.delete(projectId);
    };
  }

  /** What a stream that heard up to `n` has missed; a gap where that cannot be told. */
  since(projectId: string, n: number): Heard[] {
    const oldest = this.kept[0]?.n ?? this.last + 1;
    const whole = n <= this.last && n >= this.lastGap && (n >= oldest - 1 || n === this.last);
    if (!whole) return [{ type: 'gap', n: this.last }];
    return this.kept.filter((one) => one.n > n && one.event.projectId === projectId).map((one) => ({ type: 'change', ...one }));
  }

  get now(): number {
    return this.last;
  }

  private async subscribe(): Promise<void> {
    try {
      const unsubscribe = await this.subscription.subscribe(
        (event) => this.heard(event),
        () => this.gap(),
      );
      if (this.stopped) return void (await unsubscribe());
      this.unsubscribe = unsubscribe;
      // Whatever changed before, nobody heard.
      if (this.last > this.firstNumber || this.listeners.size > 0) this.gap();
    } catch (error) {
      this.log.warn({ err: error }, 'the change feed cannot be heard yet');
      if (!this.stopped) this.retry = setTimeout(() => void this.subscribe(), RETRY_MS);
    }
  }

  private heard(event: ChangeEvent): void {
    this.last += 1;
    const n = this.last;
    this.kept.push({ n, event });
    if (this.kept.length > KEPT) this.kept.shift();
    for (const listener of this.listeners.get(event.projectId) ?? []) listener({ type: 'change', n, event });
  }

  private gap(): void {
    this.last += 1;
    this.lastGap = this.last;
    this.kept.length = 0;
    for (const ofProject of this.listeners.values()) for (const listener of ofProject) listener({ type: 'gap', n: this.last });
  }
}
