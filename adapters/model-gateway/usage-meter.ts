import { z } from 'zod';

const Usage = z.object({ usageMetadata: z.object({ totalTokenCount: z.number().optional() }).optional() });
const MAX_LINE = 4_194_304;

/**
 * Reads the tokens of one answer as it passes, whether it is one JSON body or server-sent events. The last count of an answer is its total.
 */
export class UsageMeter {
  readonly #decoder = new TextDecoder();
  #text = '';
  #last = 0;

  push(chunk: Uint8Array): void {
    this.#text += this.#decoder.decode(chunk, { stream: true });
    const lines = this.#text.split('\n');
    this.#text = lines.pop() ?? '';
    for (const line of lines) this.#read(line);
    // A single line that long is no event stream; without its end there is no count in it either.
    if (this.#text.length > MAX_LINE) this.#text = '';
  }

  /** Tokens of the whole answer. `body`: all of it, where it was no event stream. */
  total(body?: string): number {
    this.#read(this.#text);
    if (body !== undefined) this.#count(body);
    return this.#last;
  }

  #read(line: string): void {
    if (line.startsWith('data:')) this.#count(line.slice(5));
  }

  #count(json: string): void {
    try {
      const usage = Usage.safeParse(JSON.parse(json));
      this.#last = usage.data?.usageMetadata?.totalTokenCount ?? this.#last;
    } catch {
      // Not JSON: counts nothing, and the agent will say what it thinks of it.
    }
  }
}
