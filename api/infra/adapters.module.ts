import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Env } from '#config/env';
import type { Log } from './log.ts';
import type { ApiAdapters } from './parts.ts';
import { ADAPTERS, ENV, LOG } from './tokens.ts';

/** Settings, log and every port, for the whole application. */
@Module({})
export class AdaptersModule implements OnApplicationShutdown {
  private readonly adapters: ApiAdapters;
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters) {
    this.adapters = adapters;
  }

  static register(parts: { env: Env; log: Log; adapters: ApiAdapters }): DynamicModule {
    const providers = [
      { provide: ENV, useValue: parts.env },
      { provide: LOG, useValue: parts.log },
      { provide: ADAPTERS, useValue: parts.adapters },
    ];
    return { module: AdaptersModule, global: true, providers, exports: providers };
  }

  /** Last of all: whoever used them has stopped. */
  async onApplicationShutdown(): Promise<void> {
    await this.adapters.close();
  }
}
