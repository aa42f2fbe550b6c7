export interface PromptSpan {
  text: string;
  /** Name of the fence, where the text came from outside. */
  fence: string | null;
}

/** Cuts a prompt at its <untrusted-…> fences, so that a person sees which words were written by strangers. */
export function promptSpans(prompt: string): PromptSpan[] {
  const spans: PromptSpan[] = [];
  let end = 0;
  for (const found of prompt.matchAll(/<(untrusted-[\w-]+)([^>]*)>([\s\S]*?)(?:<\/\1>|$)/g)) {
    if (found.index > end) spans.push({ text: prompt.slice(end, found.index), fence: null });
    spans.push({ text: found[3] ?? '', fence: found[1] ?? null });
    end = found.index + found[0].length;
  }
  if (end < prompt.length) spans.push({ text: prompt.slice(end), fence: null });
  return spans;
}
