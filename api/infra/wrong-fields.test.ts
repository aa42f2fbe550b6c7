import { expect, it } from 'vitest';
import { z } from 'zod';
import { wrongFields } from './wrong-fields.ts';

const told = (schema: z.ZodType, value: unknown) => wrongFields(schema.safeParse(value).error?.issues ?? []);

it.each([
  [z.object({ title: z.string() }), {}, { title: 'is missing' }],
  [z.object({ title: z.string() }), { title: 7 }, { title: 'must be a string' }],
  [z.object({ title: z.string() }), [], { body: 'must be an object' }],
  [z.object({ title: z.string().min(1) }), { title: '' }, { title: 'is empty' }],
  [z.object({ secret: z.string().min(16) }), { secret: 'short' }, { secret: 'must have at least 16 characters' }],
  [z.object({ title: z.string().max(3) }), { title: 'long' }, { title: 'must have at most 3 characters' }],
  [z.object({ days: z.number().max(30) }), { days: 31 }, { days: 'must be at most 30' }],
  [z.object({ ids: z.array(z.string()).max(2) }), { ids: ['a', 'b', 'c'] }, { ids: 'must have at most 2 entries' }],
  [z.object({ source: z.enum(['sentry', 'github']) }), { source: 'x' }, { source: 'must be one of sentry, github' }],
  [z.object({ ok: z.literal(true) }), { ok: false }, { ok: 'must be true' }],
  [z.object({ at: z.iso.datetime() }), { at: 'today' }, { at: 'must be a time, as in 2026-01-31T09:30:00Z' }],
  [z.object({ id: z.uuid() }), { id: '7' }, { id: 'must be a UUID' }],
  [z.object({ name: z.string().regex(/^a+$/) }), { name: 'b' }, { name: 'has a form that is not allowed' }],
  [z.object({ name: z.string().regex(/^a+$/, 'must be letters a') }), { name: 'b' }, { name: 'must be letters a' }],
  [z.strictObject({ a: z.string() }), { a: 'x', b: 1 }, { b: 'is not expected here' }],
])('%#: says in words what is wrong, and never what was sent', (schema, value, fields) => {
  expect(told(schema, value)).toEqual(fields);
});

it('of a union explains the alternative that was meant', () => {
  const union = z.union([z.strictObject({ title: z.string(), body: z.string() }), z.strictObject({ text: z.string() })]);

  expect(told(union, { title: 'a', body: 3 })).toEqual({ body: 'must be a string' });
});
