import type { Source } from './sources.ts';

/** What a step hands over, shown under its words. */
export type SetupGift = 'address' | 'address_with_token' | 'secret' | 'header' | 'template' | 'example';

export interface SetupStep {
  /** `*names*` of menus and fields as the vendor writes them, and `code` to type. */
  text: string;
  gives?: SetupGift;
}

export interface Setup {
  /** What the secret is called there. */
  secretName: string;
  /** The sender makes it, and it is pasted here. */
  madeThere?: boolean;
  steps: readonly SetupStep[];
}

/** What stands where a token belongs, until it was made on this page. */
export const TOKEN_PLACEHOLDER = 'YOUR_TOKEN';

/** An address with the token as its parameter. */
export function withToken(address: string, token: string): string {
  const url = new URL(address);
  url.searchParams.set('token', token);
  return url.href;
}

/** The header to paste in the form the vendor's own screen takes: Datadog's is JSON, PostHog's the value alone. */
export function headerToPaste(source: Source, header: string | null, token: string): string {
  return header === null || source === 'posthog' ? `Bearer ${token}` : JSON.stringify({ [header]: token });
}

/** A request that works as it is pasted, but for the token. */
export function exampleRequest(address: string): string {
  return [
    `curl -X POST '${address}' \\`,
    `  -H 'Authorization: Bearer sc_…' -H 'Content-Type: application/json' \\`,
    `  -d '{"title": "Saving fails", "body": "Since this morning, on every page."}'`,
  ].join('\n');
}
