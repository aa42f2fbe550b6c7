interface Refusal {
  words: string;
  todo: string;
}

const SAME_SECRET =
  'Where it was no stranger, give both sides the same secret. When one side changes, a new secret here can overlap with the old one.';
/** Why ingest refuses, by its code. */
const REFUSALS: Record<string, Refusal> = {
  no_secret: { words: 'no secret was set yet', todo: 'Set the secret in the set-up steps.' },
  no_signature: {
    words: 'it carried no signature or token',
    todo: 'Check that the sender has the secret, and that nothing on the way takes its headers off.',
  },
  bad_signature: { words: 'its signature or token is not ours', todo: SAME_SECRET },
  unauthenticated: { words: 'it did not prove who sent it', todo: SAME_SECRET },
  forbidden: { words: 'its token may not write here', todo: 'Use a token that reaches this project.' },
  not_json: { words: 'its body is not JSON', todo: 'Choose application/json as the sender’s content type.' },
  unreadable_request: { words: 'it could not be read', todo: 'Check the payload at the sender: it has to be one JSON document.' },
  unsupported_media_type: { words: 'its content type is not JSON', todo: 'Choose application/json as the sender’s content type.' },
  invalid_input: { words: 'fields were missing or wrong', todo: 'Compare what is sent with the example in the set-up steps.' },
  too_large: { words: 'its body is over the size limit', todo: 'Send less with each event, or raise INGEST_MAX_BYTES.' },
  headers_too_large: { words: 'its headers are too large', todo: 'Send fewer headers.' },
  while_off: { words: 'the source is switched off', todo: 'Switch it on to take what is sent.' },
  rate_limited: { words: 'too many came in a minute', todo: 'Nothing, if the sender tries again. The limit is INGEST_RATE_PER_MINUTE.' },
  quota_exceeded: { words: 'the quota of reports is full', todo: 'Delete reports, or raise the quota.' },
  timeout: { words: 'it took too long to arrive', todo: 'Look at the network between the sender and here.' },
  unavailable: { words: 'it could not be kept just then', todo: 'Look at the disk and the database; senders that retry lose nothing.' },
  internal: { words: 'something went wrong on our side', todo: 'Look at the API’s log.' },
};

/** A refusal's code in words and what to do about it; null where the text is no such code. */
export function refusalOf(code: string): Refusal | null {
  return Object.hasOwn(REFUSALS, code) ? (REFUSALS[code] ?? null) : null;
}

/** The same for a list, where an unknown code is told as it is. */
export function refusalWords(code: string): Refusal {
  return refusalOf(code) ?? { words: code.replaceAll('_', ' '), todo: '' };
}
