import type { TargetedEvent } from 'preact';
import { grouped } from '../wording/shapes.js';
import { layerOf, readingOrder, speeds, type Choice, type Sizes } from './choice.js';
import { keyMove } from './keyMoves.js';
import { IconButton } from './iconButton.js';
import type { PanelEvent } from './panelState.js';
import { directionArrow } from './symbols.js';

/** More layers or a longer batch are chosen by typing the number instead of from a list. */
const longestList = 256;

interface Props {
  readonly sizes: Sizes;
  readonly choice: Choice;
  readonly playing: boolean;
  /** Whether there are numbers to walk through. */
  readonly enabled: boolean;
  readonly dispatch: (event: PanelEvent) => void;
}

/** The layer, the direction and the line of the batch, and walking through its steps. */
export function Transport({ sizes, choice, playing, enabled, dispatch }: Props) {
  const last = sizes.steps - 1;
  const go = (step: number) => dispatch({ type: 'choose', choice: { step } });
  const typed = (event: TargetedEvent<HTMLInputElement>) => {
    const { valueAsNumber } = event.currentTarget;
    if (Number.isInteger(valueAsNumber)) go(Math.max(0, Math.min(last, valueAsNumber)));
  };
  const { layers, batch } = sizes;
  const { directions } = layerOf(sizes, choice.layer);
  const isSeveral = layers.length > 1 || directions > 1;
  const play = `Play${readingOrder(choice.direction, 1).by < 0 ? ' from the last step to the first' : ''}`;
  return (
    <div class="transport" role="group" aria-label="Layer, line and step">
      <div class={isSeveral ? 'place-choice several' : 'place-choice'}>
        {layers.length > 1 && (
          <IndexChoice
            name="Layer"
            testId="layer-select"
            count={layers.length}
            index={choice.layer}
            onChoose={(layer) => dispatch({ type: 'choose', choice: { layer } })}
          />
        )}
        {directions > 1 && <DirectionChoice direction={choice.direction} dispatch={dispatch} />}
        <IndexChoice
          name="Line"
          testId="line-select"
          count={batch}
          index={choice.line}
          onChoose={(line) => dispatch({ type: 'choose', choice: { line } })}
        />
      </div>
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
          title={`${playing ? 'Pause' : play} (Space)`}
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

function DirectionChoice({ direction, dispatch }: { direction: number; dispatch: Props['dispatch'] }) {
  return (
    <label>
      <span class="visually-hidden">Direction</span>
      <select
        data-testid="direction-select"
        value={direction}
        onChange={(event) => dispatch({ type: 'choose', choice: { direction: Number(event.currentTarget.value) } })}
      >
        {['forward', 'backward'].map((name, one) => (
          <option key={name} value={one}>
            {directionArrow(one)} {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface IndexChoiceProps {
  readonly name: string;
  readonly testId: string;
  readonly count: number;
  readonly index: number;
  readonly onChoose: (index: number) => void;
}

function IndexChoice({ name, testId, count, index, onChoose }: IndexChoiceProps) {
  const choose = (text: string) => {
    const chosen = Number(text);
    if (text !== '' && Number.isInteger(chosen)) onChoose(Math.max(0, Math.min(count - 1, chosen)));
  };
  return (
    <label>
      {name}{' '}
      {count <= longestList ? (
        <select data-testid={testId} value={index} onChange={(event) => choose(event.currentTarget.value)}>
          {Array.from({ length: count }, (_, one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      ) : (
        <input
          type="number"
          data-testid={testId}
          min={0}
          max={count - 1}
          value={index}
          style={{ width: `${String(count).length + 3.5}ch` }}
          onChange={(event) => choose(event.currentTarget.value)}
        />
      )}{' '}
      <span class="dim">of 0…{grouped(count - 1)}</span>
    </label>
  );
}
