import { customType } from 'drizzle-orm/pg-core';

/** Bytes as node-postgres gives them. */
export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });
