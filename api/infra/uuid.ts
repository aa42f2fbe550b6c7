const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Asked before an id goes to a store, which would fail on anything else. Pure. */
export const isUuid = (text: unknown): text is string => typeof text === 'string' && UUID.test(text);
