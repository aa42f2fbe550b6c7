import { Module } from '@nestjs/common';
import { ManualIngest } from './manual-ingest.ts';
import { ManualIngestController } from './manual-ingest.controller.ts';
import { Refusals } from './refusals.ts';
import { Rewaker } from './rewaker.ts';
import { SignedIngest } from './signed-ingest.ts';
import { SignedIngestController } from './signed-ingest.controller.ts';

@Module({ controllers: [SignedIngestController, ManualIngestController], providers: [SignedIngest, ManualIngest, Refusals, Rewaker] })
export class IngestModule {}
