import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { z } from 'zod';
import type { StatusBody } from '#domain/api-contract';
import { UnavailableError } from '#domain/errors';
import type { Log } from '../infra/log.ts';
import type { ApiAdapters, ApiLauncher } from '../infra/parts.ts';
import { ADAPTERS, LAUNCHER, LOG } from '../infra/tokens.ts';
import { PartProbe } from './part-probe.ts';

const PROBE_EVERY_MS = 10_000;
const PROBE_TIMEOUT_MS = 1_000;
const MIGRATE_RETRY_MS = 1_000;

/** Migrates at start, as often as it takes, and knows how every part is. The API answers all the while. */
@Injectable()
export class HealthService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly adapters: ApiAdapters;
  private readonly log: Log;
  private readonly postgres: PartProbe;
  private readonly others: PartProbe[];
  private migrated = false;
  private waiting = false;
  private stopped = false;
  private retry: NodeJS.Timeout | undefined;
  private beat: NodeJS.Timeout | undefined;
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters, @Inject(LAUNCHER) launcher: ApiLauncher, @Inject(LOG) log: Log) {
    this.adapters = adapters;
    this.log = log;
    const probe = (name: string, ping: () => Promise<string | null | void>) => new PartProbe({ name, ping, timeoutMs: PROBE_TIMEOUT_MS });
    this.postgres = probe('postgres', () => adapters.postgres.ping());
    this.others = [
      probe('redis', () => adapters.redis.ping()),
      probe('vector', () => adapters.vectors.ping()),
      probe('temporal', () => launcher.ping()),
    ];
  }

  onApplicationBootstrap(): void {
    void this.migrate();
    // Asked now and then even if nobody looks, so that `since` means something.
    this.beat = setInterval(() => void this.status(), PROBE_EVERY_MS);
    void this.status();
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.retry);
    clearInterval(this.beat);
  }

  /** Resolves where a delivery can be kept. @throws {UnavailableError} naming what is missing */
  async ready(): Promise<void> {
    const { state } = await this.postgres.ask();
    if (state !== 'up') throw new UnavailableError('Postgres cannot be reached.', { details: { service: 'postgres' } });
    if (!this.migrated) throw new UnavailableError('The database is being migrated.', { details: { service: 'migrations' } });
  }

  async status(): Promise<z.infer<typeof StatusBody>> {
    const parts = await Promise.all([this.postgres, ...this.others].map((probe) => probe.ask()));
    const down = parts.filter((part) => part.state !== 'up');
    const keeps = this.migrated && !down.some((part) => part.name === 'postgres');
    return { status: !keeps ? 'down' : down.length > 0 ? 'degraded' : 'ok', parts };
  }

  private async migrate(): Promise<void> {
    try {
      await this.adapters.postgres.migrate();
      this.migrated = true;
      this.log.info({}, 'database is up to date');
    } catch (error) {
      // Said once: it is tried every second, and readyz says the same all the while.
      if (!this.waiting) this.log.warn({ err: error }, 'the database cannot be migrated yet');
      this.waiting = true;
      if (!this.stopped) this.retry = setTimeout(() => void this.migrate(), MIGRATE_RETRY_MS);
    }
  }
}
