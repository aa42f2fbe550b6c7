import { createHash } from 'node:crypto';
import { ImportLine } from '#domain/api-contract';
import { MalformedPayloadError, UnreadableRequestError } from '#domain/errors';
import type { NewDelivery } from '#domain/delivery';
import { OWN_EVENT } from '#domain/sources/index';
import { parseImportLine } from '#domain/sources/import-line';
import { parseJson } from '../infra/json.ts';
import { wrongFields } from '../infra/wrong-fields.ts';

const MOST_FIELDS_NAMED = 3;
const MOST_REASON_CHARACTERS = 300;

/** What an imported line is to the inbox, or why it is not taken; the reason never repeats what the line says. */
type ReadLine = { delivery: NewDelivery } | { reason: string };

/** Pure. The same line is the same delivery, so a second import of a file changes nothing. */
export function readImportLine(projectId: string, userId: string, bytes: Buffer): ReadLine {
  try {
    const payload = parseJson(bytes);
    const line = ImportLine.safeParse(payload);
    if (!line.success) return { reason: fieldsInWords(wrongFields(line.error.issues)) };
    // What the worker will make of it; what it cannot read is said here, where somebody reads it.
    parseImportLine(line.data.source, payload, { receivedAt: new Date().toISOString(), userId });
    const digest = createHash('sha256').update(bytes).digest('hex');
    return {
      delivery: {
        projectId,
        source: line.data.source,
        deliveryKey: `import:${digest}`,
        eventType: OWN_EVENT.imported,
        body: bytes,
        userId,
      },
    };
  } catch (error) {
    if (error instanceof UnreadableRequestError) return { reason: error.message.replace(/^The body/, 'The line') };
    if (error instanceof MalformedPayloadError) return { reason: error.message };
    throw error;
  }
}

function fieldsInWords(fields: Record<string, string>): string {
  const named = Object.entries(fields).map(([field, reason]) =>
    field === 'body' && reason.startsWith('must be an object') ? 'a line must be an object' : `${field} ${reason}`,
  );
  const more = named.length > MOST_FIELDS_NAMED ? `, and ${named.length - MOST_FIELDS_NAMED} more` : '';
  return `${named.slice(0, MOST_FIELDS_NAMED).join(', ')}${more}`.slice(0, MOST_REASON_CHARACTERS);
}
