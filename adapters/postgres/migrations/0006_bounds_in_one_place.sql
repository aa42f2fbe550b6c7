-- Bounds are kept per kind of evidence and space of vectors; the one bound of a project that was before them says nothing any more.
UPDATE "projects" SET "settings" = "settings" - 'joinAt' WHERE "settings" ? 'joinAt';
