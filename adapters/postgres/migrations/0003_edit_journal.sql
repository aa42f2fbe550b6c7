CREATE TABLE "regroup_operations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"command" jsonb NOT NULL,
	"aspect" text NOT NULL,
	"actor_id" uuid,
	"state" text NOT NULL,
	"digest" text NOT NULL,
	"effects" jsonb NOT NULL,
	"snapshot" jsonb NOT NULL,
	"cluster_ids" text[] NOT NULL,
	"links" jsonb,
	"error" text,
	"at" timestamp with time zone NOT NULL,
	"undoable_until" timestamp with time zone NOT NULL,
	"undone_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "regroup_operations" ADD CONSTRAINT "regroup_operations_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "regroup_operations_by_time" ON "regroup_operations" USING btree ("project_id","at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "regroup_operations_of_cluster" ON "regroup_operations" USING gin ("cluster_ids");