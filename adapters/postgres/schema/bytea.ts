import { customType } from '../drizzle.ts';

/** Bytes as node-postgres gives them. */
export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });
