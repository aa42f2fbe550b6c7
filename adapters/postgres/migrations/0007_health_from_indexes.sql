DROP INDEX "deliveries_understood";--> statement-breakpoint
DROP INDEX "deliveries_failed";--> statement-breakpoint
CREATE INDEX "deliveries_again" ON "deliveries" USING btree ("project_id","source","received_at","duplicates") WHERE "deliveries"."duplicates" > 0;--> statement-breakpoint
CREATE INDEX "deliveries_understood" ON "deliveries" USING btree ("project_id","source","received_at","state") WHERE "deliveries"."state" in ('stored', 'repeat', 'updated', 'filtered', 'routed');--> statement-breakpoint
CREATE INDEX "deliveries_failed" ON "deliveries" USING btree ("project_id","source","received_at","state") WHERE "deliveries"."state" in ('parked', 'expired', 'dead_letter');--> statement-breakpoint
-- What is read from an index alone is so only where a vacuum has been lately; by default one comes after a fifth of the table has changed.
ALTER TABLE "deliveries" SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
