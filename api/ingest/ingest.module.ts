import { Module } from '@nestjs/common';
import { needsSecret, SOURCES } from '#domain/sources/index';
import { IngestRate } from './ingest-rate.ts';
import { MemberIngest } from './member-ingest.ts';
import { memberController } from './member-ingest.controller.ts';
import { Quota } from './quota.ts';
import { Refusals } from './refusals.ts';
import { Rewaker } from './rewaker.ts';
import { SignedIngest } from './signed-ingest.ts';
import { signedController } from './signed-ingest.controller.ts';
import { TestDeliveries } from './test-deliveries.ts';

/** One controller for every source, made from its entry in domain/sources. */
@Module({
  controllers: Object.values(SOURCES).map((source) => (needsSecret(source) ? signedController(source) : memberController(source))),
  providers: [SignedIngest, MemberIngest, IngestRate, Quota, Refusals, Rewaker, TestDeliveries],
  exports: [TestDeliveries, Quota],
})
export class IngestModule {}
