import { StrictMode, startTransition } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { HydratedRouter } from 'react-router/dom';

// Dialogs add a style element to hold the page still; by this name their library takes the nonce that lets them.
Object.assign(globalThis, { __webpack_nonce__: document.querySelector('script')?.nonce });

startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <HydratedRouter />
    </StrictMode>,
  );
});
