import type { SourceAuth } from '#domain/sources/index';
import { type ApiRequest, header, queryText } from '../infra/request.ts';
import { sameText } from '../infra/same-text.ts';
import { isSigned, isStandardSigned } from './signatures.ts';

/** `absent`: the sender did not try this way of proving itself. */
export type Proof = 'proven' | 'wrong' | 'absent';

/**
 * Whether the request proves, in one of the ways, that its sender knows one of the secrets. Every way and every secret is tried, so that
 * which of them it was takes the same time.
 */
export function proofOf(ways: readonly SourceAuth[], secrets: readonly string[], request: ApiRequest, body: Uint8Array): Proof {
  const proofs = ways.flatMap((way) => secrets.map((secret) => proofBy(way, secret, request, body)));
  if (proofs.includes('proven')) return 'proven';
  return proofs.includes('wrong') ? 'wrong' : 'absent';
}

function proofBy(way: SourceAuth, secret: string, request: ApiRequest, body: Uint8Array): Proof {
  switch (way.kind) {
    case 'hmac': {
      const signature = header(request, way.header);
      const signed = isSigned({ secret, body, signature: signature ?? '', encoding: way.encoding, prefix: way.prefix });
      return signature === null ? 'absent' : signed ? 'proven' : 'wrong';
    }
    case 'token': {
      const tokens = tokensOf(way, request);
      const same = tokens.map((token) => sameText(token, secret));
      return tokens.length === 0 ? 'absent' : same.includes(true) ? 'proven' : 'wrong';
    }
    case 'standard_webhooks': {
      const signature = header(request, 'webhook-signature');
      const headers = {
        'webhook-id': header(request, 'webhook-id') ?? '',
        'webhook-timestamp': header(request, 'webhook-timestamp') ?? '',
        'webhook-signature': signature ?? '',
      };
      const signed = isStandardSigned(secret, body, headers);
      return signature === null ? 'absent' : signed ? 'proven' : 'wrong';
    }
    case 'member':
      return 'absent';
  }
}

/** Everything in the request that stands where the token of this source may stand. */
function tokensOf(way: Extract<SourceAuth, { kind: 'token' }>, request: ApiRequest): string[] {
  const bearer = way.bearer ? /^Bearer +(\S+)$/i.exec(header(request, 'authorization') ?? '')?.[1] : undefined;
  const inPath = way.path ? (request.params as { token?: string } | undefined)?.token : undefined;
  const inQuery = way.query === null ? null : queryText(request, way.query);
  return [...way.headers.map((name) => header(request, name)), bearer, inQuery, inPath].filter(
    (token) => token !== null && token !== undefined,
  );
}
