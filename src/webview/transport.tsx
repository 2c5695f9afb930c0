import type { TargetedEvent } from 'preact';
import { grouped } from '../wording/shapes.js';
import { speeds, type Choice, type Sizes } from './choice.js';
import { keyMove } from './keyMoves.js';
import { IconButton } from './iconButton.js';
import type { PanelEvent } from './panelState.js';

/** A longer batch is chosen by typing the line's number instead of from a list. */
const longestList = 256;

interface Props {
  readonly sizes: Sizes;
  readonly choice: Choice;
  readonly playing: boolean;
  /** Whether there are numbers to walk through. */
  readonly enabled: boolean;
  readonly dispatch: (event: PanelEvent) => void;
}

/** The line of the batch, and walking through its steps. */
export function Transport({ sizes, choice, playing, enabled, dispatch }: Props) {
  const last = sizes.steps - 1;
  const go = (step: number) => dispatch({ type: 'choose', choice: { step } });
  const typed = (event: TargetedEvent<HTMLInputElement>) => {
    const { valueAsNumber } = event.currentTarget;
    if (Number.isInteger(valueAsNumber)) go(Math.max(0, Math.min(last, valueAsNumber)));
  };
  return (
    <div class="transport" role="group" aria-label="Line and step">
      <LineChoice batch={sizes.batch} line={choice.line} dispatch={dispatch} />
      <div class="transport-buttons">
        <IconButton
          icon="chevron-left"
          label="Previous step"
          disabled={choice.step === 0}
          onClick={() => go(choice.step - 1)}
        />
        <button
          type="button"
          class="primary icon-button"
          data-testid="play"
          disabled={!enabled}
          aria-label={playing ? 'Pause' : 'Play'}
          aria-keyshortcuts="Space"
          title={playing ? 'Pause (Space)' : 'Play (Space)'}
          onClick={() => dispatch({ type: 'togglePlay' })}
        >
          <i class={`codicon codicon-${playing ? 'debug-pause' : 'play'}`} aria-hidden="true" />
        </button>
        <IconButton
          icon="chevron-right"
          label="Next step"
          disabled={choice.step === last}
          onClick={() => go(choice.step + 1)}
        />
      </div>
      <input
        type="range"
        class="step-slider"
        data-testid="step-slider"
        aria-label="Step"
        aria-valuetext={`step ${choice.step} of 0 to ${last}`}
        min={0}
        max={last}
        value={choice.step}
        style={{ '--filled': `${last > 0 ? (choice.step / last) * 100 : 0}%` }}
        onInput={typed}
        onKeyDown={(event) => {
          if (event.key !== ' ') return;
          event.preventDefault();
          const action = keyMove(event.key, 'line');
          if (action !== null) dispatch(action);
        }}
      />
      <label class="step-number">
        <var>t</var> ={' '}
        <input
          type="number"
          data-testid="step-number"
          aria-label="Step number"
          min={0}
          max={last}
          value={choice.step}
          style={{ width: `${String(last).length + 3.5}ch` }}
          onChange={typed}
        />{' '}
        <span class="dim">of 0…{grouped(last)}</span>
      </label>
      <label class="speed">
        <span class="visually-hidden">Speed</span>
        <select
          data-testid="speed"
          value={choice.speed}
          onChange={(event) => dispatch({ type: 'choose', choice: { speed: Number(event.currentTarget.value) } })}
        >
          {speeds.map((speed) => (
            <option key={speed} value={speed}>
              {speed === 0.5 ? '½' : speed} step{speed > 1 ? 's' : ''}/s
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function LineChoice({ batch, line, dispatch }: { batch: number; line: number; dispatch: Props['dispatch'] }) {
  const choose = (text: string) => {
    const chosen = Number(text);
    if (text !== '' && Number.isInteger(chosen)) {
      dispatch({ type: 'choose', choice: { line: Math.max(0, Math.min(batch - 1, chosen)) } });
    }
  };
  return (
    <label class="line-choice">
      Line{' '}
      {batch <= longestList ? (
        <select data-testid="line-select" value={line} onChange={(event) => choose(event.currentTarget.value)}>
          {Array.from({ length: batch }, (_, index) => (
            <option key={index} value={index}>
              {index}
            </option>
          ))}
        </select>
      ) : (
        <input
          type="number"
          data-testid="line-select"
          min={0}
          max={batch - 1}
          value={line}
          style={{ width: `${String(batch).length + 3.5}ch` }}
          onChange={(event) => choose(event.currentTarget.value)}
        />
      )}{' '}
      <span class="dim">of 0…{grouped(batch - 1)}</span>
    </label>
  );
}
