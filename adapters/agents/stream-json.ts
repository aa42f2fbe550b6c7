import { z } from 'zod';
import type { AgentEvent } from '#domain/ports/sandbox';

const TEXT_CHARS = 2000;
const ARGUMENT_CHARS = 300;

const Line = z.discriminatedUnion('type', [
  z.object({ type: z.literal('init'), model: z.string().optional() }),
  z.object({ type: z.literal('message'), role: z.string(), content: z.string(), delta: z.boolean().optional() }),
  z.object({ type: z.literal('tool_use'), tool_name: z.string(), parameters: z.record(z.string(), z.unknown()).optional() }),
  z.object({
    type: z.literal('tool_result'),
    status: z.string(),
    output: z.string().optional(),
    error: z.object({ message: z.string().optional() }).optional(),
  }),
  z.object({ type: z.literal('error'), message: z.string().optional(), severity: z.string().optional() }),
  z.object({
    type: z.literal('result'),
    status: z.string(),
    error: z.object({ message: z.string().optional() }).optional(),
    stats: z.object({ total_tokens: z.number().optional() }).optional(),
  }),
]);

/**
 * Turns gemini-cli's `stream-json` into events as the lines come. Words that arrive in pieces are joined until their line ends; what is no JSON is
 * shown as it is.
 */
export class StreamJsonReader {
  tokens = 0;
  #rest = '';
  #speech = '';
  readonly #emit: (event: AgentEvent) => void;

  constructor(emit: (event: AgentEvent) => void) {
    this.#emit = emit;
  }

  push(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  end(): void {
    this.#line(this.#rest);
    this.#rest = '';
    this.#endSpeech();
  }

  #line(line: string): void {
    if (line.trim() === '') return;
    const parsed = parse(line);
    if (!parsed) return this.#say('system', line);
    if (parsed.type !== 'message') this.#endSpeech();
    switch (parsed.type) {
      case 'init':
        return this.#say('system', `The agent started with ${parsed.model ?? 'its model'}.`);
      case 'message':
        // The prompt comes back as the user's; it is in the plan already.
        if (parsed.role === 'user') return;
        return this.#speak(parsed.content, parsed.delta === true);
      case 'tool_use':
        return this.#say('tool', `${parsed.tool_name} ${shortArguments(parsed.parameters ?? {})}`.trim());
      case 'tool_result':
        if (parsed.status === 'success') return this.#say('tool', parsed.output ?? '');
        return this.#say('error', parsed.output || parsed.error?.message || `The tool ended with ${parsed.status}.`);
      case 'error':
        return this.#say('error', parsed.message ?? 'The agent reported an error.');
      case 'result':
        this.tokens = parsed.stats?.total_tokens ?? this.tokens;
        this.#emit({ stream: parsed.status === 'success' ? 'system' : 'error', text: resultText(parsed), tokens: this.tokens });
    }
  }

  #speak(text: string, isPiece: boolean): void {
    this.#speech += text;
    if (!isPiece) return this.#endSpeech();
    const lines = this.#speech.split('\n');
    this.#speech = lines.pop() ?? '';
    for (const line of lines) this.#say('agent', line);
  }

  #endSpeech(): void {
    const text = this.#speech;
    this.#speech = '';
    for (const line of text.split('\n')) this.#say('agent', line);
  }

  #say(stream: AgentEvent['stream'], text: string): void {
    if (text.trim() !== '') this.#emit({ stream, text: text.trimEnd().slice(0, TEXT_CHARS) });
  }
}

function parse(line: string): z.infer<typeof Line> | null {
  try {
    return Line.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

function shortArguments(parameters: Record<string, unknown>): string {
  const parts = Object.entries(parameters).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `${name}=${text.length > ARGUMENT_CHARS ? `${text.slice(0, ARGUMENT_CHARS)}…` : text}`;
  });
  return parts.join(' ');
}

function resultText(result: { status: string; error?: { message?: string | undefined } | undefined }): string {
  if (result.status === 'success') return 'The agent is done.';
  return `The agent ended with ${result.status}. ${result.error?.message ?? ''}`.trim().slice(0, TEXT_CHARS);
}
