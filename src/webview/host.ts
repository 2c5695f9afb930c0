/** The panel's end of the line to the extension. */
import type { FromPanel, ToPanel } from './protocol.js';

interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host {
  send(message: FromPanel): void;
  /** What `save` kept, also from an earlier session. */
  readonly saved: unknown;
  save(value: unknown): void;
}

/** Connects once: VS Code hands out its API a single time. */
export function connect(receive: (message: ToPanel) => void): Host {
  const api = acquireVsCodeApi();
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'object' && data !== null && 'type' in data) receive(data as ToPanel);
  });
  return {
    send: (message) => api.postMessage(message),
    saved: api.getState(),
    save: (value) => api.setState(value),
  };
}
