import type { FeedbackBody } from '#domain/api-contract';

/** Who vouches for a report, in words. */
export function trustWords(trust: FeedbackBody['trust']): string {
  switch (trust) {
    case 'teammate':
      return 'a signed-in member';
    case 'signed_monitor':
      return 'a signed monitor';
    case 'public_issue':
      return 'anyone, on a public tracker';
    case 'anonymous':
      return 'nobody';
  }
}
