/** What stands in a row in the unrolled picture: cells of single steps, and folded ones. */
import { middleOf, type PictureItem } from './foldSteps.js';
import { grouped } from '../wording/shapes.js';
import type { Onward } from './onward.js';
import type { Palette } from './palette.js';
import { Arrow, Strip } from './pictureParts.js';
import { SvgVariable, type StepIndex } from './symbols.js';
import type { CellPlace, Heights, Layout } from './unrolledLayout.js';

/** What a strip in a cell shows. */
export interface StripValues {
  readonly values: Float32Array | null;
  readonly extent: number;
}

interface StepCellProps {
  readonly step: number;
  readonly steps: number;
  readonly place: CellPlace;
  readonly layout: Layout;
  readonly heights: Heights;
  readonly chosen: boolean;
  /** The states go on to folded steps. */
  readonly beforeFold: boolean;
  readonly onward: Onward;
  /** The line's only output comes from here. */
  readonly isLastRead: boolean;
  readonly state: StripValues;
  readonly cellState: StripValues;
  readonly palette: Palette;
  readonly onChoose: () => void;
}

export function StepCell(props: StepCellProps) {
  const { step, steps, place, layout, heights, chosen, beforeFold, state, cellState, palette, onChoose } = props;
  const { left, middle } = place;
  const { cellTop, cellHeight, cellBottom, cellStateLine, stateLine, inputArrowBottom, inputBaseline } = heights;
  const inset = layout.slot >= 80 ? 10 : 6;
  const strip = { palette, x: left + inset, width: layout.cell - 2 * inset, height: 12 };
  const labelClass = layout.smallNames ? 'cell-label small' : 'cell-label';
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
      <rect class="band" x={left - 6} y={2} width={layout.cell + 12} height={heights.picture - 4} rx={8} />
      <CellOutput {...props} />
      <rect class="box" x={left} y={cellTop} width={layout.cell} height={cellHeight} rx={8} />
      {cellStateLine !== null && (
        <>
          <text class={labelClass} x={middle} y={cellStateLine - 2}>
            <SvgVariable name="c" step={step} />
          </text>
          <Strip {...strip} {...cellState} y={cellStateLine + 10} />
          <Wire
            place={place}
            y={cellStateLine}
            dashed={beforeFold}
            label={layout.namesArrows ? 'c' : null}
            step={step}
          />
        </>
      )}
      <text class={labelClass} x={middle} y={stateLine - 2}>
        <SvgVariable name="S" step={step} />
      </text>
      <Strip {...strip} {...state} y={cellStateLine === null ? cellBottom - 22 : stateLine + 10} />
      <Arrow from={{ x: middle, y: inputArrowBottom }} to={{ x: middle, y: cellBottom }} />
      <text class="weight-label" x={middle + 7} y={(cellBottom + inputArrowBottom) / 2 + 8}>
        i_w
      </text>
      <text class="end-label" x={middle} y={inputBaseline}>
        <SvgVariable name="x" step={step} />
      </text>
      <Wire place={place} y={stateLine} dashed={beforeFold} label={layout.namesArrows ? 'S' : null} step={step} />
      {layout.gap >= 28 && (
        <text class="weight-label centred" x={place.wireMiddle} y={stateLine + 17}>
          h_w
        </text>
      )}
    </g>
  );
}

/** What goes up from a cell: into the output of its step or of the line, or to the next layer. */
function CellOutput({ step, place, layout, heights, onward, isLastRead }: StepCellProps) {
  const { middle } = place;
  const { outputBaseline, outputArrowTop, cellTop } = heights;
  const isOutput = onward.toLayer === null;
  if (isOutput && onward.lastOf !== null && !isLastRead) return null;
  return (
    <>
      {isOutput ? (
        <text class="end-label" x={middle} y={outputBaseline}>
          {onward.lastOf === null ? (
            <SvgVariable name={layout.outputName} step={step} />
          ) : (
            <tspan class="svg-variable">{layout.outputName}</tspan>
          )}
        </text>
      ) : (
        <text class="wire-label" x={middle} y={outputBaseline}>
          {layout.slot >= 76 ? `layer ${onward.toLayer}` : '…'}
        </text>
      )}
      <Arrow from={{ x: middle, y: cellTop }} to={{ x: middle, y: outputArrowTop }} />
      {isOutput && !onward.outputIsState && (
        <text class="weight-label" x={middle + 7} y={(cellTop + outputArrowTop) / 2 + 6}>
          o_w
        </text>
      )}
    </>
  );
}

interface WireProps {
  readonly place: CellPlace;
  readonly y: number;
  readonly dashed: boolean;
  readonly label: string | null;
  readonly step: StepIndex;
}

/** What goes on to the cell that reads the next step. */
function Wire({ place, y, dashed, label, step }: WireProps) {
  return (
    <>
      <Arrow from={{ x: place.exit, y }} to={{ x: place.exitEnd, y }} dashed={dashed} />
      {label !== null && (
        <text class="wire-label" x={place.wireMiddle} y={y - 9}>
          <SvgVariable name={label} step={step} />
        </text>
      )}
    </>
  );
}

interface FoldedStepsProps {
  readonly fold: Extract<PictureItem, { kind: 'fold' }>;
  readonly number: number;
  readonly direction: number;
  readonly place: CellPlace;
  readonly layout: Layout;
  readonly heights: Heights;
  readonly onJump: () => void;
}

export function FoldedSteps({ fold, number, direction, place, layout, heights, onJump }: FoldedStepsProps) {
  const count = grouped(fold.to - fold.from);
  const { left, middle } = place;
  const { cellTop, cellHeight, cellStateLine, stateLine } = heights;
  const centre = cellTop + cellHeight / 2;
  const wire = { place, dashed: true, step: direction === 0 ? fold.to - 1 : fold.from };
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
      <rect class="box" x={left} y={cellTop} width={layout.cell} height={cellHeight} rx={8} />
      <text class="fold-dots" x={middle} y={centre - 12}>
        …
      </text>
      <text class="fold-count" x={middle} y={centre + 6}>
        {count}
      </text>
      <text class="fold-count" x={middle} y={centre + 21}>
        steps
      </text>
      {cellStateLine !== null && <Wire {...wire} y={cellStateLine} label={layout.namesArrows ? 'c' : null} />}
      <Wire {...wire} y={stateLine} label={layout.namesArrows ? 'S' : null} />
    </g>
  );
}
