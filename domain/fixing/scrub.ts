/** Shapes of credentials, and of a private key's body. */
const SECRETS: readonly RegExp[] = [
  /\bAIza[0-9A-Za-z_-]{30,}/g,
  /\b(?:ghp|gho|ghu|ghs|ghr)_[0-9A-Za-z]{20,}/g,
  /\bgithub_pat_[0-9A-Za-z_]{20,}/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bxox[abeoprs]-[0-9A-Za-z-]{10,}/g,
  /\bsk-[0-9A-Za-z_-]{20,}/g,
  /\bsc_[0-9A-Za-z_-]{20,}/g,
  /\bnpm_[0-9A-Za-z]{30,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
];
// eslint-disable-next-line no-control-regex -- escape sequences are control characters
const ESCAPES = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-Z\\-_])/g;
const CONTROLS = /(?![\n\t])\p{Cc}/gu;

/** Terminal output as plain text: no colours, cursor moves or control characters. Pure. */
export function stripTerminal(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(ESCAPES, '').replace(CONTROLS, '');
}

/** Plain text without anything that has the shape of a credential, for logs and pages. Pure. */
export function scrub(text: string): string {
  let scrubbed = stripTerminal(text);
  for (const secret of SECRETS) scrubbed = scrubbed.replace(secret, '[secret removed]');
  return scrubbed;
}
