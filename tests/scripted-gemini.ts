import { createServer, type Server } from 'node:http';

/** What the scripted model answers at one turn: words, or a call of one of the agent's tools. */
export type ScriptedTurn = { text: string } | { call: string; args: Record<string, unknown> };

export interface ScriptedGemini {
  url: string;
  /** Bodies of the requests, parsed. */
  requests: { path: string; body: { contents: { role?: string; parts: Record<string, unknown>[] }[]; tools?: unknown[] } }[];
  stop(): Promise<void>;
}

/**
 * Speaks the Gemini protocol and answers from a script, one entry per turn; after the last it says it is done. Stands in for the vendor's model in
 * tests: everything else (agent, tools, sandbox, gateway) is real.
 */
export async function startScriptedGemini(script: readonly ScriptedTurn[], turnDelayMs = 0): Promise<ScriptedGemini> {
  const requests: ScriptedGemini['requests'] = [];
  let turn = 0;
  const server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      requests.push({ path, body: JSON.parse(text) });
      if (path.includes(':countTokens')) {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"totalTokens":10}');
        return;
      }
      const next = script[turn++] ?? { text: 'Done.' };
      const part = 'text' in next ? { text: next.text } : { functionCall: { name: next.call, args: next.args } };
      const answer = JSON.stringify({
        candidates: [{ content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 }],
        usageMetadata: { promptTokenCount: 90, candidatesTokenCount: 10, totalTokenCount: 100 },
      });
      setTimeout(() => {
        if (path.includes('alt=sse')) response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${answer}\n\n`);
        else response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
      }, turnDelayMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    requests,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
