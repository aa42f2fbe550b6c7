/** The bundled repository that a fresh Soulcaster shows its work on; it lives on the local GitHub peer. */
export const SAMPLE_REPOSITORY = 'soulcaster/sample-shop';

/**
 * Id of the sample's root commit, the same on every machine: what proves that a clone is the sample and nothing else.
 * The demo model is refused for every other root. local/sample/repository.test.ts compares it with the bundled files.
 */
export const SAMPLE_ROOT_COMMIT = 'cecf79c7a45fa54e722b271e82cfd195198a0a66';
