CREATE TABLE "erased_facts" (
	"project_id" uuid NOT NULL,
	"report_id" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "erased_facts_project_id_report_id_pk" PRIMARY KEY("project_id","report_id")
);
--> statement-breakpoint
CREATE TABLE "refusal_samples" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"source" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "source_credentials" (
	"project_id" uuid NOT NULL,
	"source" text NOT NULL,
	"sealed_fields" "bytea" NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "source_credentials_project_id_source_pk" PRIMARY KEY("project_id","source")
);
--> statement-breakpoint
CREATE TABLE "sync_targets" (
	"project_id" uuid NOT NULL,
	"source" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"watermark" timestamp with time zone,
	"cursor" text,
	"etag" text,
	"last_run_at" timestamp with time zone,
	"last_success_at" timestamp with time zone,
	"last_error" text,
	"last_counts" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sync_targets_project_id_source_name_pk" PRIMARY KEY("project_id","source","name")
);
--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "duplicates" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "source_settings" ADD COLUMN "sealed_previous_secret" "bytea";--> statement-breakpoint
ALTER TABLE "source_settings" ADD COLUMN "previous_secret_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "erased_facts" ADD CONSTRAINT "erased_facts_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refusal_samples" ADD CONSTRAINT "refusal_samples_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_credentials" ADD CONSTRAINT "source_credentials_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_targets" ADD CONSTRAINT "sync_targets_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "refusal_samples_of_project" ON "refusal_samples" USING btree ("project_id","id");--> statement-breakpoint
CREATE INDEX "sync_targets_by_name" ON "sync_targets" USING btree ("source","name");--> statement-breakpoint
CREATE INDEX "deliveries_parked" ON "deliveries" USING btree ("project_id","id") WHERE "deliveries"."state" = 'parked';--> statement-breakpoint
CREATE INDEX "deliveries_of_report" ON "deliveries" USING btree ("project_id","report_id") WHERE "deliveries"."report_id" is not null;