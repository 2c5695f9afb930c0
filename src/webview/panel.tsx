/** The unrolled view: starts in the webview, draws the state, and asks the host for the numbers it lacks. */
import '@vscode/codicons/dist/codicon.css';
import { render } from 'preact';
import { App } from './app.js';
import { connect } from './host.js';
import './panel.css';
import { initialState, reduce, type PanelEvent, type PanelState } from './panelState.js';
import type { FromPanel } from './protocol.js';
import { questions } from './questions.js';

const root = document.getElementById('root');
if (root === null) throw new Error('The page of the unrolled view has no element #root.');

const host = connect((message) => dispatch(message));
let state: PanelState = initialState(host.saved);
let drawing = false;

function dispatch(event: PanelEvent): void {
  const previous = state;
  state = reduce(state, event);
  if (state === previous) return;
  for (const { kind, key, message } of questions(state)) {
    state = reduce(state, { type: 'asked', kind, key });
    host.send(message);
  }
  if (state.choice !== previous.choice) host.save(state.choice);
  draw();
}

/** Draws once per turn of the event loop, however many messages came. */
function draw(): void {
  if (drawing) return;
  drawing = true;
  queueMicrotask(() => {
    drawing = false;
    render(<App state={state} dispatch={dispatch} send={send} />, root as HTMLElement);
  });
}

function send(message: FromPanel): void {
  host.send(message);
}

draw();
host.send({ type: 'loaded' });
