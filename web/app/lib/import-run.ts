import type { ErrorBody, ImportAnswer } from '#domain/api-contract';
import { useEffect, useRef, useState } from 'react';

export type ImportState =
  | { at: 'idle' }
  /** `sent`: of the file, 0..1; at 1 what was sent is being stored. */
  | { at: 'sending'; name: string; sent: number }
  | { at: 'answered'; name: string; answer: ImportAnswer }
  | { at: 'failed'; name: string; words: string };

const DOWN = 'The API does not answer. What it had taken is kept; sending the file again keeps nothing twice.';

/**
 * Sends a file of JSON Lines as it is, without reading it into memory, and tells how far it is.
 * fetch() does not say how much of a body is sent, hence XMLHttpRequest.
 */
export function useImport(projectId: string) {
  const [state, setState] = useState<ImportState>({ at: 'idle' });
  const request = useRef<XMLHttpRequest>(undefined);
  useEffect(() => () => request.current?.abort(), []);

  const send = (file: File) => {
    const { name } = file;
    const sending = new XMLHttpRequest();
    request.current = sending;
    sending.open('POST', `/api/import?project_id=${encodeURIComponent(projectId)}`);
    sending.setRequestHeader('content-type', 'application/x-ndjson');
    sending.upload.onprogress = ({ loaded, total }) => setState({ at: 'sending', name, sent: total === 0 ? 1 : loaded / total });
    sending.onload = () => setState(read(name, sending));
    sending.onerror = () => setState({ at: 'failed', name, words: DOWN });
    sending.onabort = () => setState({ at: 'idle' });
    setState({ at: 'sending', name, sent: 0 });
    sending.send(file);
  };
  return { state, send, stop: () => request.current?.abort() };
}

function read(name: string, { status, responseText }: XMLHttpRequest): ImportState {
  try {
    const said: unknown = JSON.parse(responseText);
    if (status === 200) return { at: 'answered', name, answer: said as ImportAnswer };
    return { at: 'failed', name, words: (said as ErrorBody).error.message };
  } catch {
    return { at: 'failed', name, words: DOWN };
  }
}
