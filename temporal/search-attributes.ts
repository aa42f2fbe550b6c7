import type { Connection } from '@temporalio/client';
import { attributeKeys } from '#workflows/search-attributes';

/** Name → type, as the server's `--search-attribute` flags take them. */
export const searchAttributes: Record<string, string> = Object.fromEntries(
  Object.values(attributeKeys).map((key) => [key.name, 'Keyword']),
);

/** temporal.api.enums.v1.IndexedValueType */
const KEYWORD = 2;

/**
 * Adds what the namespace lacks; for servers that we did not start. Idempotent.
 * @throws {Error} naming the attribute that the server has with another type, which only its operator can change
 */
export async function ensureSearchAttributes(connection: Pick<Connection, 'operatorService'>, namespace: string): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const wanted = Object.keys(searchAttributes);
  const wrong = wanted.find((name) => customAttributes[name] !== undefined && customAttributes[name] !== KEYWORD);
  if (wrong)
    throw new Error(`The search attribute ${wrong} of namespace ${namespace} is not a Keyword. Remove it there, then start again.`);
  const missing = wanted.filter((name) => customAttributes[name] === undefined);
  if (missing.length === 0) return;
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map((name) => [name, KEYWORD])),
  });
}
