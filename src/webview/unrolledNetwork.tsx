import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { grouped } from '../wording/shapes.js';
import type { Choice, Sizes } from './choice.js';
import { foldSteps, leastSlots, middleOf, type PictureItem } from './foldSteps.js';
import { keyMove } from './keyMoves.js';
import type { Palette } from './palette.js';
import { stateColumn, type Numbers, type PanelEvent } from './panelState.js';
import { Arrow, StateStrip } from './pictureParts.js';
import type { PanelNetwork } from './protocol.js';
import { SvgVariable } from './symbols.js';

interface Props {
  readonly network: PanelNetwork;
  readonly sizes: Sizes;
  readonly choice: Choice;
  readonly shown: Numbers | null;
  readonly palette: Palette;
  readonly width: number;
  readonly dispatch: (event: PanelEvent) => void;
}

/** From top to bottom: Output_t, the cell, x_t. */
const outputBaseline = 24;
const outputArrowTop = 34;
const cellTop = 76;
const cellHeight = 68;
const cellMiddle = cellTop + cellHeight / 2;
const cellBottom = cellTop + cellHeight;
const inputArrowBottom = cellBottom + 42;
const inputBaseline = inputArrowBottom + 20;
const pictureHeight = inputBaseline + 16;

/** The narrowest and the widest place of a cell with its arrow, and what a long run's cells get. */
const narrowest = 64;
const foldedWidth = 84;
const widest = 132;

/** About how wide a letter and a digit of a subscript are. */
const letterWidth = 8;
const digitWidth = 6;

/** One cell for each step, joined by S_t. */
export function UnrolledNetwork({ network, sizes, choice, shown, palette, width, dispatch }: Props) {
  const { steps } = sizes;
  const { step: chosen } = choice;
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
  }, [chosen]);

  const extent = shown?.heatmap?.extent ?? 1;
  const folds = items.filter(({ kind }) => kind === 'fold');
  const end = layout.start + items.length * layout.slot;
  const pictureWidth = end + layout.gap * 0.6;
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
      <div class="picture-scroll" ref={scroller}>
        <svg
          width={pictureWidth}
          height={pictureHeight}
          viewBox={`0 0 ${pictureWidth} ${pictureHeight}`}
          role="radiogroup"
          aria-label="Steps"
          aria-describedby="picture-keys"
        >
          <g class="initial-state">
            <title>The initial state: zeros, or the config’s initial_state</title>
            <text class="wire-label" x={layout.start / 2 - 4} y={cellMiddle - 9}>
              <SvgVariable name="S" step={-1} />
            </text>
            <Arrow from={{ x: 4, y: cellMiddle }} to={{ x: layout.start, y: cellMiddle }} />
          </g>
          {items.map((item, index) => {
            const x = layout.start + index * layout.slot;
            return item.kind === 'step' ? (
              <StepCell
                key={`step ${item.step}`}
                step={item.step}
                steps={steps}
                x={x}
                layout={layout}
                chosen={item.step === chosen}
                beforeFold={items[index + 1]?.kind === 'fold'}
                outputIsState={network.outputIsState}
                states={shown === null ? null : stateColumn(shown, item.step)}
                palette={palette}
                extent={extent}
                onChoose={() => dispatch({ type: 'choose', choice: { step: item.step } })}
              />
            ) : (
              <FoldedSteps
                key={`fold ${index}`}
                fold={item}
                number={folds.indexOf(item)}
                x={x}
                layout={layout}
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

interface Layout {
  /** Where the first cell begins. */
  readonly start: number;
  /** A cell with the gap behind it. */
  readonly slot: number;
  readonly gap: number;
  readonly cell: number;
  readonly slots: number;
  /** `Output`, or what there is room for. */
  readonly outputName: string;
  /** Whether the names of the states fit over the arrows. */
  readonly namesArrows: boolean;
  /** Whether the names of the states are long for their cells. */
  readonly smallNames: boolean;
}

function pictureLayout(width: number, steps: number): Layout {
  const narrow = width < 520;
  const digits = String(steps - 1).length;
  const start = narrow ? 36 : 60;
  const room = width - start - 20;
  const all = steps * narrowest <= room || steps <= leastSlots;
  const wanted = narrow ? narrowest : foldedWidth + digitWidth * Math.max(0, digits - 2);
  const slots = all ? steps : Math.max(leastSlots, Math.floor(room / wanted));
  const slot = Math.max(narrowest, Math.min(widest, Math.floor(room / slots)));
  const gap = Math.round(Math.max(24, Math.min(50, slot * 0.38)));
  return {
    start,
    slot,
    gap,
    cell: slot - gap,
    slots,
    outputName: 6 * letterWidth + digits * digitWidth <= slot ? 'Output' : 'Out',
    namesArrows: letterWidth + digits * digitWidth * 0.9 <= gap - 4,
    smallNames: 1.25 * (letterWidth + digits * digitWidth) > slot - gap - 8,
  };
}

interface StepCellProps {
  readonly step: number;
  readonly steps: number;
  readonly x: number;
  readonly layout: Layout;
  readonly chosen: boolean;
  readonly beforeFold: boolean;
  readonly outputIsState: boolean;
  readonly states: Float32Array | null;
  readonly palette: Palette;
  readonly extent: number;
  readonly onChoose: () => void;
}

function StepCell(props: StepCellProps) {
  const { step, steps, x, layout, chosen, beforeFold, outputIsState, states, palette, extent, onChoose } = props;
  const middle = x + layout.cell / 2;
  const right = x + layout.cell;
  const inset = layout.slot >= 80 ? 10 : 6;
  return (
    <g
      class={chosen ? 'cell chosen' : 'cell'}
      role="radio"
      tabindex={chosen ? 0 : -1}
      aria-label={`Step ${step}`}
      aria-checked={chosen}
      aria-posinset={step + 1}
      aria-setsize={steps}
      data-testid={`cell-${step}`}
      onClick={onChoose}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && (event.key !== ' ' || chosen)) return;
        event.preventDefault();
        event.stopPropagation();
        onChoose();
      }}
    >
      <rect class="band" x={x - 6} y={2} width={layout.cell + 12} height={pictureHeight - 4} rx={8} />
      <text class="end-label" x={middle} y={outputBaseline}>
        <SvgVariable name={layout.outputName} step={step} />
      </text>
      <Arrow from={{ x: middle, y: cellTop }} to={{ x: middle, y: outputArrowTop }} />
      {!outputIsState && (
        <text class="weight-label" x={middle + 7} y={(cellTop + outputArrowTop) / 2 + 6}>
          o_w
        </text>
      )}
      <rect class="box" x={x} y={cellTop} width={layout.cell} height={cellHeight} rx={8} />
      <text class={layout.smallNames ? 'cell-label small' : 'cell-label'} x={middle} y={cellTop + 32}>
        <SvgVariable name="S" step={step} />
      </text>
      <StateStrip
        states={states}
        palette={palette}
        extent={extent}
        x={x + inset}
        y={cellBottom - 22}
        width={layout.cell - 2 * inset}
        height={12}
      />
      <Arrow from={{ x: middle, y: inputArrowBottom }} to={{ x: middle, y: cellBottom }} />
      <text class="weight-label" x={middle + 7} y={(cellBottom + inputArrowBottom) / 2 + 8}>
        i_w
      </text>
      <text class="end-label" x={middle} y={inputBaseline}>
        <SvgVariable name="x" step={step} />
      </text>
      <Arrow from={{ x: right, y: cellMiddle }} to={{ x: right + layout.gap, y: cellMiddle }} dashed={beforeFold} />
      {layout.namesArrows && (
        <text class="wire-label" x={right + layout.gap / 2 - 2} y={cellMiddle - 9}>
          <SvgVariable name="S" step={step} />
        </text>
      )}
      {layout.gap >= 28 && (
        <text class="weight-label centred" x={right + layout.gap / 2 - 2} y={cellMiddle + 17}>
          h_w
        </text>
      )}
    </g>
  );
}

interface FoldedStepsProps {
  readonly fold: Extract<PictureItem, { kind: 'fold' }>;
  readonly number: number;
  readonly x: number;
  readonly layout: Layout;
  readonly onJump: () => void;
}

function FoldedSteps({ fold, number, x, layout, onJump }: FoldedStepsProps) {
  const count = grouped(fold.to - fold.from);
  const middle = x + layout.cell / 2;
  const right = x + layout.cell;
  return (
    <g
      class="fold"
      role="button"
      tabindex={0}
      aria-label={`${count} steps folded, ${fold.from} to ${fold.to - 1}: go to step ${middleOf(fold)}`}
      data-testid={`fold-${number}`}
      onClick={onJump}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        event.stopPropagation();
        onJump();
      }}
    >
      <title>{`Steps ${fold.from} to ${fold.to - 1}. Click to go to step ${middleOf(fold)}.`}</title>
      <rect class="box" x={x} y={cellTop} width={layout.cell} height={cellHeight} rx={8} />
      <text class="fold-dots" x={middle} y={cellTop + 22}>
        …
      </text>
      <text class="fold-count" x={middle} y={cellTop + 40}>
        {count}
      </text>
      <text class="fold-count" x={middle} y={cellTop + 55}>
        steps
      </text>
      <Arrow from={{ x: right, y: cellMiddle }} to={{ x: right + layout.gap, y: cellMiddle }} dashed />
      {layout.namesArrows && (
        <text class="wire-label" x={right + layout.gap / 2 - 2} y={cellMiddle - 9}>
          <SvgVariable name="S" step={fold.to - 1} />
        </text>
      )}
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
