import { z } from 'zod';
import { InvalidInputError } from '#domain/errors';

/** Where a page ended: the sort value as Redis spelled it, and the id that breaks ties. */
export interface Position {
  value: string;
  id: string;
}

const Parts = z.tuple([z.string(), z.string().regex(/^-?[0-9.]+(e[+-]?[0-9]+)?$/i), z.string().max(200)]);

export function encodeCursor(sort: string, { value, id }: Position): string {
  return Buffer.from(JSON.stringify([sort, value, id])).toString('base64url');
}

/** @throws {InvalidInputError} not a cursor of a list in this order */
export function decodeCursor(sort: string, cursor: string | undefined): Position | null {
  if (cursor === undefined) return null;
  try {
    const [ofSort, value, id] = Parts.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (ofSort === sort) return { value, id };
  } catch {
    // Falls through: whatever it is, it is not one of ours.
  }
  throw new InvalidInputError('The cursor does not belong to this list', { details: { cursor: 'not a cursor of this list' } });
}
