import { DefaultFailureConverter } from '@temporalio/common';

/** Messages and stacks of failures go through the codec too. Loaded by path: worker, bundler and client get the same. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
