import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { RemoteCodec } from '#temporal/remote-codec';
import type { ApiLauncher } from './parts.ts';
import { CODEC, LAUNCHER } from './tokens.ts';

/** The way to Temporal, and the codec of its UI. */
@Module({})
export class TemporalModule implements OnApplicationShutdown {
  private readonly launcher: ApiLauncher;
  constructor(@Inject(LAUNCHER) launcher: ApiLauncher) {
    this.launcher = launcher;
  }

  static register(parts: { launcher: ApiLauncher; codec: RemoteCodec }): DynamicModule {
    const providers = [
      { provide: LAUNCHER, useValue: parts.launcher },
      { provide: CODEC, useValue: parts.codec },
    ];
    return { module: TemporalModule, global: true, providers, exports: providers };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.launcher.close();
  }
}
