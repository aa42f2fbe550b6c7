import { v7 } from 'uuid';
import type { AuditLog } from '#domain/ports/index';
import type { Orm } from './pools.ts';
import { auditEntries } from './schema/people.ts';

export function createAuditLog(orm: Orm): AuditLog {
  return {
    async append(entry) {
      await orm.insert(auditEntries).values({ id: v7(), ...entry });
    },
  };
}
