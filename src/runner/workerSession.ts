import { runSimpleRnn } from '../engine/simpleRnn.js';
import type { Trace } from '../engine/trace.js';
import { heatmap, stepView, unitView } from '../engine/traceViews.js';
import type { RunRequest, RunSummary } from './runner.js';
import { runOf } from './runRequest.js';
import type { Answer, FromWorker, Question, ToWorker } from './workerProtocol.js';

/**
 * What a worker does, without the worker: takes its messages one by one and posts what is to be said. `transfer` names
 * the buffers of a message that may be handed over instead of copied.
 */
export function workerSession(
  post: (message: FromWorker, transfer: readonly ArrayBuffer[]) => void,
): (message: ToWorker) => void {
  let trace: Trace | null = null;

  const start = (request: RunRequest): void => {
    try {
      const run = runOf(request);
      const begin = performance.now();
      trace = runSimpleRnn(run, (fraction) => post({ type: 'progress', fraction }, []));
      post({ type: 'finished', summary: summaryOf(trace, performance.now() - begin) }, []);
    } catch (error) {
      post({ type: 'failed', message: messageOf(error) }, []);
    }
  };

  const ask = (id: number, question: Question): void => {
    try {
      if (trace === null) throw new Error('There is no finished run to ask about.');
      const answer = answerTo(question, trace);
      post({ type: 'answer', id, answer }, buffersOf(answer));
    } catch (error) {
      post({ type: 'refusal', id, message: messageOf(error) }, []);
    }
  };

  return (message) => {
    if (message.type === 'start') start(message.request);
    else ask(message.id, message.question);
  };
}

function answerTo(question: Question, trace: Trace): Answer {
  switch (question.kind) {
    case 'step':
      return stepView(trace, question.line, question.step);
    case 'unit':
      return unitView(trace, question.line, question.step, question.unit);
    case 'heatmap': {
      const { line, fromStep, toStep, maxRows, maxColumns } = question;
      return heatmap(trace, line, fromStep, toStep, maxRows, maxColumns);
    }
  }
}

/** Views own their numbers (see `traceViews.ts`), so all their buffers can be handed over. */
function buffersOf(answer: Answer): ArrayBuffer[] {
  return Object.values(answer).flatMap((value: unknown) =>
    value instanceof Float32Array && value.buffer instanceof ArrayBuffer ? [value.buffer] : [],
  );
}

function summaryOf({ run, steps }: Trace, milliseconds: number): RunSummary {
  const [batch, stepCount, features] = run.inputs.shape as [number, number, number];
  const { state, output } = steps[0]!;
  return { batch, steps: stepCount, features, units: state.shape[2]!, outputSize: output.shape[2]!, milliseconds };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
