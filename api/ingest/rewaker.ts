import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Log } from '../infra/log.ts';
import type { ApiAdapters, ApiLauncher } from '../infra/parts.ts';
import { ADAPTERS, LAUNCHER, LOG } from '../infra/tokens.ts';

const EVERY_MS = 3_000;
const WAITED_MS = 5_000;

/** Wakes what still waits: a wake can be lost (Temporal was down, this process died), a row cannot. */
@Injectable()
export class Rewaker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly adapters: Pick<ApiAdapters, 'inbox'>;
  private readonly launcher: Pick<ApiLauncher, 'wakeIngest'>;
  private readonly log: Log;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private failing = false;
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters, @Inject(LAUNCHER) launcher: ApiLauncher, @Inject(LOG) log: Log) {
    this.adapters = adapters;
    this.launcher = launcher;
    this.log = log;
  }

  onApplicationBootstrap(): void {
    void this.run();
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    try {
      for (const { projectId } of await this.adapters.inbox.projectsWaiting(WAITED_MS)) this.launcher.wakeIngest(projectId);
      this.failing = false;
    } catch (error) {
      // Said once per outage; the accept path says what a sender sees.
      if (!this.failing) this.log.warn({ err: error }, 'waiting deliveries cannot be looked up');
      this.failing = true;
    }
    if (!this.stopped) this.timer = setTimeout(() => void this.run(), EVERY_MS);
  }
}
