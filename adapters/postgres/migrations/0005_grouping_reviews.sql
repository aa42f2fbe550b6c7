CREATE TABLE "grouping_reviews" (
	"project_id" uuid PRIMARY KEY NOT NULL,
	"cleanup" jsonb,
	"bounds" jsonb
);
--> statement-breakpoint
ALTER TABLE "grouping_reviews" ADD CONSTRAINT "grouping_reviews_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;