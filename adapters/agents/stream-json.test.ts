import { expect, it } from 'vitest';
import type { AgentEvent } from '#domain/ports/sandbox';
import { StreamJsonReader } from './stream-json.ts';

function read(chunks: string[]): { events: AgentEvent[]; tokens: number } {
  const events: AgentEvent[] = [];
  const reader = new StreamJsonReader((event) => events.push(event));
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return { events, tokens: reader.tokens };
}

const line = (value: object) => `${JSON.stringify(value)}\n`;

it('tells the story of a run, wherever the chunks are cut', () => {
  const output = [
    line({ type: 'init', timestamp: 't', session_id: 's', model: 'm' }),
    line({ type: 'message', role: 'user', content: 'the prompt' }),
    line({ type: 'message', role: 'assistant', content: 'I look at ', delta: true }),
    line({ type: 'message', role: 'assistant', content: 'the cart.\nThen', delta: true }),
    line({ type: 'tool_use', tool_name: 'read_file', tool_id: '1', parameters: { file_path: 'src/cart.js' } }),
    line({ type: 'tool_result', tool_id: '1', status: 'success', output: 'contents' }),
    line({ type: 'tool_result', tool_id: '2', status: 'error', error: { type: 'x', message: 'no such file' } }),
    line({ type: 'result', status: 'success', stats: { total_tokens: 400 } }),
  ].join('');

  for (const size of [output.length, 7]) {
    const chunks = output.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];

    expect(read(chunks)).toEqual({
      tokens: 400,
      events: [
        { stream: 'system', text: 'The agent started with m.' },
        { stream: 'agent', text: 'I look at the cart.' },
        { stream: 'agent', text: 'Then' },
        { stream: 'tool', text: 'read_file file_path=src/cart.js' },
        { stream: 'tool', text: 'contents' },
        { stream: 'error', text: 'no such file' },
        { stream: 'system', text: 'The agent is done.', tokens: 400 },
      ],
    });
  }
});

it('shows what is no event as it is, also a last line without an end', () => {
  expect(read(['warning: odd\n{"type":"unknown"}\n{"cut']).events).toEqual([
    { stream: 'system', text: 'warning: odd' },
    { stream: 'system', text: '{"type":"unknown"}' },
    { stream: 'system', text: '{"cut' },
  ]);
});

it('says how a failed run ended', () => {
  expect(read([line({ type: 'result', status: 'error', error: { message: 'quota' }, stats: { total_tokens: 5 } })]).events).toEqual([
    { stream: 'error', text: 'The agent ended with error. quota', tokens: 5 },
  ]);
});
