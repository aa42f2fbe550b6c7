import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { createPayloadCodec } from './codec.ts';
import { createRemoteCodec } from './remote-codec.ts';

const key = () => randomBytes(32).toString('base64');
const payload = (value: unknown) => defaultPayloadConverter.toPayload(value) as Payload;
const plain = (encoded: Payload) =>
  Buffer.concat([...Object.values(encoded.metadata ?? {}), encoded.data ?? new Uint8Array()]).toString('latin1');

describe('the payload codec', () => {
  it.each([
    ['small', { note: 'canary' }],
    ['large', { note: 'canary'.repeat(5_000) }],
    ['incompressible', randomBytes(5_000).toString('base64')],
    ['empty', undefined],
  ])('gives back what was %s', async (_, value) => {
    const codec = createPayloadCodec(key());

    const encoded = await codec.encode([payload(value)]);
    const decoded = await codec.decode(encoded);

    expect(defaultPayloadConverter.fromPayload(decoded[0]!)).toEqual(value);
    expect(plain(encoded[0]!)).not.toContain('canary');
  });

  it('shrinks what is large', async () => {
    const value = payload('again and again '.repeat(1_000));

    const [encoded] = await createPayloadCodec(key()).encode([value]);

    expect(encoded?.data?.length).toBeLessThan(value.data!.length / 10);
  });

  it('encrypts the same value differently each time', async () => {
    const codec = createPayloadCodec(key());

    const [one, two] = await codec.encode([payload('same'), payload('same')]);

    expect(one?.data).not.toEqual(two?.data);
  });

  it('reads what an older key wrote and writes with the first', async () => {
    const [older, newer] = [key(), key()];
    const old = await createPayloadCodec(older).encode([payload('kept')]);
    const rotated = createPayloadCodec(`${newer},${older}`);

    expect(defaultPayloadConverter.fromPayload((await rotated.decode(old))[0]!)).toBe('kept');
    const written = await rotated.encode([payload('new')]);
    expect(defaultPayloadConverter.fromPayload((await createPayloadCodec(newer).decode(written))[0]!)).toBe('new');
  });

  it('refuses a payload of a key it does not have, and one that was changed', async () => {
    const codec = createPayloadCodec(key());
    const [encoded] = await codec.encode([payload('mine')]);
    const changed = { ...encoded, data: Uint8Array.from(encoded!.data!, (byte, i) => (i === encoded!.data!.length - 1 ? byte ^ 1 : byte)) };

    await expect(createPayloadCodec(key()).decode([encoded!])).rejects.toThrow('does not hold');
    await expect(codec.decode([changed])).rejects.toThrow();
  });

  it('lets pass what was never encrypted', async () => {
    const value = payload('plain');

    expect(await createPayloadCodec(key()).decode([value])).toEqual([value]);
  });

  it.each(['', 'c2hvcnQ=', `${key()},c2hvcnQ=`])('says what is wrong with the key %j', (wrong) => {
    expect(() => createPayloadCodec(wrong)).toThrow('SOULCASTER_CODEC_KEY must be 32 bytes');
  });
});

describe('the remote codec', () => {
  const json = (encoded: Payload) => ({
    metadata: Object.fromEntries(
      Object.entries(encoded.metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
    ),
    data: Buffer.from(encoded.data ?? []).toString('base64'),
  });
  const shown = (data: string | null | undefined) => Buffer.from(data ?? '', 'base64').toString();

  it('decodes what a worker wrote, in the form Temporal’s UI sends and reads', async () => {
    const codecKey = key();
    const [encoded] = await createPayloadCodec(codecKey).encode([payload({ projectId: 'p1' })]);

    const [decoded] = await createRemoteCodec(codecKey).decode([json(encoded!)]);

    expect(shown(decoded?.metadata?.['encoding'])).toBe('json/plain');
    expect(shown(decoded?.data)).toBe('{"projectId":"p1"}');
  });

  it('encodes what it can decode again', async () => {
    const codec = createRemoteCodec(key());
    const value = json(payload('typed into the UI'));

    const encoded = await codec.encode([value]);

    expect(shown(encoded[0]?.data)).not.toContain('typed');
    expect(await codec.decode(encoded)).toEqual([value]);
  });

  it('gives back as it is what it cannot read, so that the rest of the page shows', async () => {
    const codecKey = key();
    const [foreign] = await createPayloadCodec(key()).encode([payload('theirs')]);
    const [mine] = await createPayloadCodec(codecKey).encode([payload('mine')]);
    const damaged = { ...json(mine!), data: Buffer.from('damaged and far too short').toString('base64') };

    const decoded = await createRemoteCodec(codecKey).decode([json(foreign!), damaged, json(mine!), json(payload('plain'))]);

    expect(decoded.slice(0, 2)).toEqual([json(foreign!), damaged]);
    expect(decoded.slice(2).map(({ data }) => shown(data))).toEqual(['"mine"', '"plain"']);
  });
});
