import { Module } from '@nestjs/common';
import { IngestModule } from '../ingest/ingest.module.ts';
import { SyncsModule } from '../syncs/syncs.module.ts';
import { SourceConfigController } from './source-config.controller.ts';
import { SourceConfigService } from './source-config.service.ts';
import { TestEvent } from './test-event.ts';

@Module({ imports: [IngestModule, SyncsModule], controllers: [SourceConfigController], providers: [SourceConfigService, TestEvent] })
export class SourceConfigModule {}
