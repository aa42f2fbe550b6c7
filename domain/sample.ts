/** The bundled repository that a fresh Soulcaster shows its work on; it lives on the local GitHub peer. */
export const SAMPLE_REPOSITORY = 'soulcaster/sample-shop';

/**
 * Id of the sample's root commit, the same on every machine: what proves that a clone is the sample and nothing else.
 * The demo model is refused for every other root. local/sample/repository.test.ts compares it with the bundled files.
 */
export const SAMPLE_ROOT_COMMIT = '243691b37df3e391783c50764d5c5785a93836d5';
