import { Module } from '@nestjs/common';
import { needsSecret, SOURCES } from '#domain/sources/index';
import { IngestRate } from './ingest-rate.ts';
import { Intake } from './intake.ts';
import { MemberIngest } from './member-ingest.ts';
import { memberController } from './member-ingest.controller.ts';
import { Quota } from './quota.ts';
import { Refusals } from './refusals.ts';
import { Rewaker } from './rewaker.ts';
import { SignedIngest } from './signed-ingest.ts';
import { SignedRoutes } from './signed-routes.ts';
import { TestDeliveries } from './test-deliveries.ts';

/** A route for every source, made from its entry in domain/sources: a controller for what members send, Fastify's own for what is signed. */
@Module({
  controllers: Object.values(SOURCES)
    .filter((source) => !needsSecret(source))
    .map(memberController),
  providers: [Intake, SignedIngest, SignedRoutes, MemberIngest, IngestRate, Quota, Refusals, Rewaker, TestDeliveries],
  exports: [TestDeliveries, Quota],
})
export class IngestModule {}
