import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import type { Env } from '#config/env';
import type { RemoteCodec } from '#temporal/remote-codec';
import { AuthModule } from './auth/auth.module.ts';
import { ClustersModule } from './clusters/clusters.module.ts';
import { CodecModule } from './codec/codec.module.ts';
import { SourceConfigModule } from './config/source-config.module.ts';
import { DeliveriesModule } from './deliveries/deliveries.module.ts';
import { EventsModule } from './events/events.module.ts';
import { FeedbackModule } from './feedback/feedback.module.ts';
import { GroupingModule } from './grouping/grouping.module.ts';
import { HealthModule } from './health/health.module.ts';
import { AdaptersModule } from './infra/adapters.module.ts';
import { AuthGuard } from './infra/auth.guard.ts';
import { AuthenticatorModule } from './infra/authenticator.module.ts';
import { ErrorFilter } from './infra/error.filter.ts';
import type { Log } from './infra/log.ts';
import type { ApiAdapters, ApiLauncher } from './infra/parts.ts';
import { TemporalModule } from './infra/temporal.module.ts';
import { TenantGuard } from './infra/tenant.guard.ts';
import { IngestModule } from './ingest/ingest.module.ts';
import { JobsModule } from './jobs/jobs.module.ts';
import { MeModule } from './me/me.module.ts';
import { ProjectsModule } from './projects/projects.module.ts';
import { RegroupModule } from './regroup/regroup.module.ts';
import { StatsModule } from './stats/stats.module.ts';
import { SyncsModule } from './syncs/syncs.module.ts';
import { TokensModule } from './tokens/tokens.module.ts';
import { TransferModule } from './transfer/transfer.module.ts';

/** Everything the API is made of; all of it is given, nothing is looked up. */
export interface ApiParts {
  env: Env;
  log: Log;
  adapters: ApiAdapters;
  launcher: ApiLauncher;
  codec: RemoteCodec;
}

@Module({})
export class AppModule {
  static register(parts: ApiParts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        AdaptersModule.register(parts),
        TemporalModule.register(parts),
        AuthenticatorModule,
        HealthModule,
        IngestModule,
        AuthModule,
        MeModule,
        ProjectsModule,
        SourceConfigModule,
        SyncsModule,
        DeliveriesModule,
        FeedbackModule,
        ClustersModule,
        GroupingModule,
        RegroupModule,
        StatsModule,
        JobsModule,
        TokensModule,
        EventsModule,
        TransferModule,
        CodecModule,
      ],
      // In this order: who is asking, then what they may touch.
      providers: [
        { provide: APP_FILTER, useClass: ErrorFilter },
        { provide: APP_GUARD, useClass: AuthGuard },
        { provide: APP_GUARD, useClass: TenantGuard },
      ],
    };
  }
}
