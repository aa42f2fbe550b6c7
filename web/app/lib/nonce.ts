import { createContext } from 'react';

/** The page's CSP nonce; empty in the browser, where browsers hide it anyway. */
export const NonceContext = createContext('');
