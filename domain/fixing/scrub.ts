import { maskCredentials } from '../scrub.ts';

// eslint-disable-next-line no-control-regex -- escape sequences are control characters
const ESCAPES = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-Z\\-_])/g;
const CONTROLS = /(?![\n\t])\p{Cc}/gu;

/** Terminal output as plain text: no colours, cursor moves or control characters. Pure. */
export function stripTerminal(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(ESCAPES, '').replace(CONTROLS, '');
}

/** Plain text with every credential masked, for logs and pages. Pure. */
export function scrub(text: string): string {
  return maskCredentials(stripTerminal(text));
}
