import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { grouped } from '../wording/shapes.js';
import { layerOf, readingOrder, type Choice, type Sizes } from './choice.js';
import { extentOf } from './dataColors.js';
import { foldSteps, middleOf } from './foldSteps.js';
import { keyMove } from './keyMoves.js';
import { onwardOf } from './onward.js';
import type { Palettes } from './palette.js';
import { stripColumn, type Numbers, type PanelEvent } from './panelState.js';
import { Arrow } from './pictureParts.js';
import type { PanelNetwork } from './protocol.js';
import { FoldedSteps, StepCell, type StripValues } from './stepCell.js';
import type { StripArray } from './strips.js';
import { SvgVariable } from './symbols.js';
import { cellPlace, heightsOf, pictureLayout, pictureWidth } from './unrolledLayout.js';

interface Props {
  readonly network: PanelNetwork;
  readonly sizes: Sizes;
  readonly choice: Choice;
  readonly shown: Numbers | null;
  readonly palettes: Palettes;
  readonly width: number;
  readonly dispatch: (event: PanelEvent) => void;
}

/**
 * One cell of the chosen layer and direction for each step, joined by S_t, and by c_t in an LSTM. Steps stand from
 * left to right in either direction, so that a step keeps its place; backward, the arrows between them point left.
 */
export function UnrolledNetwork({ network, sizes, choice, shown, palettes, width, dispatch }: Props) {
  const { steps } = sizes;
  const { step: chosen, layer, direction } = choice;
  const layout = useMemo(() => pictureLayout(width, steps), [width, steps]);
  const items = useMemo(() => foldSteps(steps, chosen, layout.slots), [steps, chosen, layout.slots]);
  const stepsInView = items.flatMap((item) => (item.kind === 'step' ? [item.step] : []));
  useEffect(() => dispatch({ type: 'cellsInView', steps: stepsInView }), [stepsInView.join()]);

  const scroller = useRef<HTMLDivElement>(null);
  const followFocus = useRef(false);
  useLayoutEffect(() => {
    const cell = scroller.current?.querySelector<SVGGElement>(`[data-testid="cell-${chosen}"]`);
    if (!cell) return;
    if (followFocus.current || document.activeElement?.classList.contains('cell')) cell.focus({ preventScroll: true });
    followFocus.current = false;
    keepInView(scroller.current, cell);
  }, [chosen, direction]);

  const heights = heightsOf(network.cell === 'lstm');
  const onward = onwardOf(network, sizes, layer);
  const folds = items.filter(({ kind }) => kind === 'fold');
  const order = readingOrder(direction, steps);
  const whole = pictureWidth(layout, items.length);
  const strip = (array: StripArray, step: number): StripValues => ({
    values: shown && stripColumn(shown, array, step),
    extent: shown ? extentOf(shown, array) : 1,
  });
  return (
    <section
      class="picture"
      aria-label={`The network unrolled over ${grouped(steps)} steps`}
      onKeyDown={(event) => {
        const action = keyMove(event.key, 'line');
        if (action === null) return;
        event.preventDefault();
        followFocus.current = true;
        dispatch(action);
      }}
    >
      <p id="picture-keys" class="visually-hidden">
        Left and right choose a step, up and down a line of the batch, Space plays and pauses.
      </p>
      <PlaceCaption sizes={sizes} choice={choice} />
      <div class="picture-scroll" ref={scroller}>
        <svg
          width={whole}
          height={heights.picture}
          viewBox={`0 0 ${whole} ${heights.picture}`}
          role="radiogroup"
          aria-label="Steps"
          aria-describedby="picture-keys"
        >
          <InitialState
            names={heights.cellStateLine === null ? ['S'] : ['c', 'S']}
            lines={heights.cellStateLine === null ? [heights.stateLine] : [heights.cellStateLine, heights.stateLine]}
            step={order.first - order.by}
            mirror={(x) => (direction === 0 ? x : whole - x)}
            start={layout.start}
          />
          {items.map((item, index) => {
            const place = cellPlace(layout, index, items.length, direction);
            return item.kind === 'step' ? (
              <StepCell
                key={`step ${item.step}`}
                step={item.step}
                steps={steps}
                place={place}
                layout={layout}
                heights={heights}
                chosen={item.step === chosen}
                beforeFold={items[index + order.by]?.kind === 'fold'}
                onward={onward}
                isLastRead={item.step === order.last}
                state={strip('state', item.step)}
                cellState={strip('cellState', item.step)}
                palette={palettes.states}
                onChoose={() => dispatch({ type: 'choose', choice: { step: item.step } })}
              />
            ) : (
              <FoldedSteps
                key={`fold ${index}`}
                fold={item}
                number={folds.indexOf(item)}
                direction={direction}
                place={place}
                layout={layout}
                heights={heights}
                onJump={() => {
                  followFocus.current = true;
                  dispatch({ type: 'choose', choice: { step: middleOf(item) } });
                }}
              />
            );
          })}
        </svg>
      </div>
    </section>
  );
}

/** Which layer and direction this is, and what it reads; nothing where there is only one. */
function PlaceCaption({ sizes, choice: { layer, direction } }: { sizes: Sizes; choice: Choice }) {
  const isStack = sizes.layers.length > 1;
  const { directions } = layerOf(sizes, layer);
  if (!isStack && directions === 1) return null;
  const below = layer > 0 ? layerOf(sizes, layer - 1) : null;
  return (
    <p class="lead" data-testid="picture-caption">
      {isStack ? `Layer ${layer}` : 'One layer'}
      {directions > 1 &&
        (direction === 0
          ? ', the forward direction: it reads from the first step to the last'
          : ', the backward direction: it reads from the last step to the first')}
      .{' '}
      {below !== null && (
        <>
          Its <var>x</var> is the state of layer {layer - 1}
          {below.directions > 1 && ', forward and backward side by side'}.
        </>
      )}
    </p>
  );
}

interface InitialStateProps {
  readonly names: readonly string[];
  readonly lines: readonly number[];
  /** The step before the first one that is read. */
  readonly step: number;
  readonly mirror: (x: number) => number;
  readonly start: number;
}

function InitialState({ names, lines, step, mirror, start }: InitialStateProps) {
  return (
    <g class="initial-state">
      <title>The initial state: zeros, or the config’s initial_state</title>
      {names.map((name, index) => {
        const y = lines[index] ?? 0;
        return (
          <g key={name}>
            <text class="wire-label" x={mirror(start / 2 - 4)} y={y - 9}>
              <SvgVariable name={name} step={step} />
            </text>
            <Arrow from={{ x: mirror(4), y }} to={{ x: mirror(start), y }} />
          </g>
        );
      })}
    </g>
  );
}

/** Scrolls the picture sideways, and nothing else, until the cell is seen. */
function keepInView(scroller: HTMLElement | null, cell: Element): void {
  if (scroller === null) return;
  const outer = scroller.getBoundingClientRect();
  const inner = cell.getBoundingClientRect();
  if (inner.left < outer.left) scroller.scrollLeft -= outer.left - inner.left;
  if (inner.right > outer.right) scroller.scrollLeft += inner.right - outer.right;
}
