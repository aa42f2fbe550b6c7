import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { createPayloadCodec } from './codec.ts';

/** Beside this file, built or not. */
export const failureConverterPath = fileURLToPath(
  new URL(`./failure-converter${extname(fileURLToPath(import.meta.url))}`, import.meta.url),
);

/** The one converter of worker and client. @param codecKey as SOULCASTER_CODEC_KEY */
export function createDataConverter(codecKey: string): DataConverter {
  return { payloadCodecs: [createPayloadCodec(codecKey)], failureConverterPath };
}
