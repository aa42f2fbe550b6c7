import { JSONToPayload, payloadToJSON, type JSONPayload } from '@temporalio/common/lib/proto-utils.js';
import { createPayloadCodec } from './codec.ts';

export interface RemoteCodec {
  encode(payloads: JSONPayload[]): Promise<JSONPayload[]>;
  decode(payloads: JSONPayload[]): Promise<JSONPayload[]>;
}

/**
 * What Temporal's UI and CLI ask a codec endpoint for: payloads in Temporal's JSON form, bytes as base64, one out for each one in.
 * A payload that cannot be read (another key, damaged) comes back as it is, so that the rest of the page still shows.
 * @param codecKey as SOULCASTER_CODEC_KEY
 */
export function createRemoteCodec(codecKey: string): RemoteCodec {
  const codec = createPayloadCodec(codecKey);
  return {
    async encode(payloads) {
      return (await codec.encode(payloads.map(JSONToPayload))).map(payloadToJSON);
    },
    decode: (payloads) =>
      Promise.all(
        payloads.map(async (json) => {
          const payload = JSONToPayload(json);
          if (!codec.canDecode(payload)) return json;
          try {
            return (await codec.decode([payload])).map(payloadToJSON)[0] ?? json;
          } catch {
            return json;
          }
        }),
      ),
  };
}
