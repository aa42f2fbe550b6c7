import { defineConfig } from 'drizzle-kit';

/** `drizzle-kit generate` writes the next migration after a change of the schema. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './adapters/postgres/schema/*.ts',
  out: './adapters/postgres/migrations',
});
