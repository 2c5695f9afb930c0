import type { Engine } from '../engine/engine.js';
import { heatmap, stepView, unitView } from '../engine/traceViews.js';
import { influenceView } from './influenceView.js';
import type { RunRequest, RunSummary } from './runner.js';
import type { EngineChoice, EngineSettings } from './engineSettings.js';
import { createRunEngine, proveEngine, type StartHelper } from './runEngine.js';
import { runRequest, type RunOfRequest } from './runRequest.js';
import { warmUp } from './warmUp.js';
import type { Answer, FromWorker, Question, ToWorker } from './workerProtocol.js';

/**
 * What a worker does, without the worker: takes its messages one by one and posts what is to be said. `transfer` names
 * the buffers of a message that may be handed over instead of copied. `startHelper` starts a thread for the engine.
 */
export function workerSession(
  post: (message: FromWorker, transfer: readonly ArrayBuffer[]) => void,
  startHelper: StartHelper,
): (message: ToWorker) => void {
  let engine: Engine | null = null;
  let executed: RunOfRequest | null = null;

  const engineFor = (choice: EngineChoice): Engine => (engine ??= createRunEngine(choice, startHelper));

  const prepare = async (settings: EngineSettings, known: EngineChoice | null): Promise<void> => {
    const { engine: ready, choice } = known
      ? { engine: engineFor(known), choice: known }
      : await proveEngine(settings, startHelper);
    engine = ready;
    warmUp(ready);
    post({ type: 'warm', choice }, []);
  };

  const start = (request: RunRequest, choice: EngineChoice): void => {
    try {
      const chosen = engineFor(choice);
      executed = runRequest(chosen, request, (fraction) => post({ type: 'progress', fraction }, []));
      post({ type: 'finished', summary: summaryOf(executed, chosen.kernels.name) }, []);
    } catch (error) {
      post({ type: 'failed', message: messageOf(error) }, []);
    }
  };

  const ask = (id: number, question: Question): void => {
    try {
      if (executed === null) throw new Error('There is no finished run to ask about.');
      const answer = answerTo(question, executed);
      post({ type: 'answer', id, answer }, buffersOf(answer));
    } catch (error) {
      post({ type: 'refusal', id, message: messageOf(error) }, []);
    }
  };

  return (message) => {
    switch (message.type) {
      case 'warmUp':
        prepare(message.settings, message.choice).catch((error: unknown) =>
          post({ type: 'failed', message: messageOf(error) }, []),
        );
        break;
      case 'start':
        start(message.request, message.choice);
        break;
      case 'ask':
        ask(message.id, message.question);
        break;
    }
  };
}

function answerTo(question: Question, executed: RunOfRequest): Answer {
  switch (question.kind) {
    case 'step':
      return stepView(executed, question.place);
    case 'unit':
      return unitView(executed, question.place, question.unit);
    case 'heatmap': {
      const { array, fromStep, toStep, maxRows, maxColumns } = question;
      return heatmap(executed, question, array, fromStep, toStep, maxRows, maxColumns);
    }
    case 'influence':
      return influenceView(executed, question.place);
  }
}

/** Views own their numbers (see `traceViews.ts`), so all their buffers can be handed over. */
function buffersOf(answer: Answer): ArrayBuffer[] {
  const own = (part: object): ArrayBuffer[] =>
    Object.values(part).flatMap((value: unknown) =>
      value instanceof Float32Array && value.buffer instanceof ArrayBuffer ? [value.buffer] : [],
    );
  const all = 'gates' in answer ? [...own(answer), ...answer.gates.flatMap(own)] : own(answer);
  // A message hands each buffer over once, however many of its fields share it.
  return [...new Set(all)];
}

function summaryOf({ run, network, milliseconds }: RunOfRequest, kernels: string): RunSummary {
  const { batch, steps, inputs, outputs, layers } = run.trace;
  return {
    batch,
    steps,
    features: inputs.shape[2]!,
    outputSize: outputs.shape.at(-1)!,
    layers: network.sizes.flatMap((sizes, layer) => {
      if (sizes.kind !== 'recurrent') return [];
      const { cell, inputSize, units, directions } = sizes;
      return [{ cell, inputSize, units, directions, arrays: Object.keys(layers[layer]!.directions[0]!.arrays) }];
    }),
    kernels,
    milliseconds,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
