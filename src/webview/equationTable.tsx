import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { StepView } from '../engine/trace.js';
import { grouped } from '../wording/shapes.js';
import { keyMove } from './keyMoves.js';
import { NumberText } from './numberText.js';
import { largestPage, Pager, usePage, type Page } from './paging.js';
import { cssColor, type Palette } from './palette.js';
import type { PanelEvent } from './panelState.js';
import type { PanelNetwork } from './protocol.js';
import { before, Equations, HiddenProjection, InputProjection, OutputProjection, Variable } from './symbols.js';

interface Props {
  readonly view: StepView;
  readonly network: PanelNetwork;
  readonly unit: number;
  readonly palette: Palette;
  readonly extent: number;
  readonly width: number;
  readonly dispatch: (event: PanelEvent) => void;
}

/** The equations of one step with their numbers, added up in columns, one column for each unit. */
export function EquationTable({ view, network, unit, palette, extent, width, dispatch }: Props) {
  const { step } = view;
  const activation = network.activation ?? 'tanh';
  const pageSize = columnsWithin(width);
  const units = usePage(view.state.length, unit, pageSize);
  const outputs = usePage(view.output.length, network.outputIsState ? unit : 0, pageSize);
  const outputsAlign = view.output.length === view.state.length;
  const outputPage = outputsAlign ? units : outputs;
  const choose = (chosen: number) => dispatch({ type: 'choose', choice: { unit: chosen } });
  const scroller = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => keepColumnInView(scroller.current), [unit]);
  const columns = { page: units, chosen: unit, onChoose: choose };
  return (
    <section class="equations">
      <div class="section-title">
        <h2>
          Step <var>t</var> = {grouped(step)} of line {grouped(view.line)}
        </h2>
        <Pager page={units} things="units" />
      </div>
      <Equations step={step} activation={activation} outputIsState={network.outputIsState} />
      <InputVector input={view.input} step={step} />
      <div class="table-scroll" ref={scroller}>
        <table class="quantities">
          <UnitHeadings {...columns} dispatch={dispatch} />
          <tbody>
            <Quantity
              id="previousState"
              label={<Variable name="S" step={before(step)} />}
              values={view.previousState}
              {...columns}
            />
            <Quantity
              id="inputProjection"
              label={<InputProjection step={step} />}
              values={view.inputProjection}
              {...columns}
            />
            <Quantity
              id="hiddenProjection"
              sign="+"
              label={<HiddenProjection step={step} />}
              values={view.hiddenProjection}
              {...columns}
            />
            <Quantity id="sum" sign="=" label="their sum" values={view.sum} {...columns} />
            <Quantity
              id="state"
              label={
                <>
                  <Variable name="S" step={step} /> = {activation === 'linear' ? 'sum' : `${activation}(sum)`}
                </>
              }
              values={view.state}
              colorOf={(value) => cssColor(palette, value, extent)}
              {...columns}
            />
          </tbody>
          <tbody class="outputs">
            {!outputsAlign && (
              <tr>
                <th scope="row" class="heading">
                  <Pager page={outputs} things="outputs" />
                  {view.output.length <= outputs.to - outputs.from && 'output'}
                </th>
                {indices(outputs).map((index) => (
                  <th key={index} scope="col" class="output-heading">
                    {index}
                  </th>
                ))}
              </tr>
            )}
            <Quantity
              id="output"
              label={
                <>
                  <Variable name="Output" step={step} /> ={' '}
                  <OutputProjection step={step} outputIsState={network.outputIsState} />
                </>
              }
              values={view.output}
              page={outputPage}
              chosen={network.outputIsState ? unit : -1}
              onChoose={outputsAlign ? choose : null}
            />
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface Columns {
  readonly page: Page;
  readonly chosen: number;
  /** Null where the columns are not units. */
  readonly onChoose: ((index: number) => void) | null;
}

function UnitHeadings({ page, chosen, onChoose, dispatch }: Columns & { dispatch: Props['dispatch'] }) {
  const row = useRef<HTMLTableRowElement>(null);
  const followFocus = useRef(false);
  useLayoutEffect(() => {
    if (followFocus.current) row.current?.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
    followFocus.current = false;
  });
  const tabStop = chosen >= page.from && chosen < page.to ? chosen : page.from;
  return (
    <thead>
      <tr
        ref={row}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
          const other = event.key === ' ' || by !== undefined ? null : keyMove(event.key, 'line');
          if (by === undefined && other === null) return;
          event.preventDefault();
          followFocus.current = by !== undefined;
          dispatch(by === undefined ? (other as PanelEvent) : { type: 'move', unit: by });
        }}
      >
        <th scope="col" class="heading">
          unit
        </th>
        {indices(page).map((index) => (
          <th key={index} scope="col" class={index === chosen ? 'chosen' : undefined}>
            <button
              type="button"
              class="unit-heading"
              data-testid={`unit-${index}`}
              aria-pressed={index === chosen}
              aria-label={`Unit ${index}`}
              tabIndex={index === tabStop ? 0 : -1}
              onClick={() => onChoose?.(index)}
            >
              {index}
            </button>
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface QuantityProps extends Columns {
  readonly id: string;
  readonly sign?: string;
  readonly label: ComponentChildren;
  readonly values: Float32Array;
  readonly colorOf?: (value: number) => string | null;
}

function Quantity({ id, sign = '', label, values, page, chosen, onChoose, colorOf }: QuantityProps) {
  return (
    <tr class={`row-${id}`} data-testid={`row-${id}`}>
      <th scope="row">
        <span class="quantity-name">
          <span class="sign">{sign}</span>
          {label}
        </span>
      </th>
      {indices(page).map((index) => {
        const value = values[index] ?? NaN;
        return (
          <td
            key={index}
            data-unit={index}
            class={index === chosen ? 'chosen' : undefined}
            onClick={onChoose === null ? undefined : () => onChoose(index)}
          >
            <NumberText value={value} />
            {colorOf !== undefined && (
              <i class="swatch" style={{ background: colorOf(value) ?? 'var(--not-finite)' }} aria-hidden="true" />
            )}
          </td>
        );
      })}
    </tr>
  );
}

/** x_t, one number for each feature. */
function InputVector({ input, step }: { input: Float32Array; step: number }) {
  const page = usePage(input.length, 0, largestPage);
  return (
    <div class="input-vector" data-testid="row-input">
      <span>
        <Variable name="x" step={step} /> =
      </span>
      <span class="vector">
        {indices(page).map((index) => (
          <span key={index} data-feature={index}>
            <NumberText value={input[index] ?? NaN} />
          </span>
        ))}
      </span>
      <Pager page={page} things="features" />
    </div>
  );
}

/** How many columns of numbers stand beside the names of the rows, or, in a narrow panel, under them. */
function columnsWithin(width: number): number {
  const room = width < 560 ? width / 70 : (width - 225) / 76;
  return Math.max(4, Math.min(largestPage, Math.floor(room)));
}

/** Scrolls the table sideways, and nothing else, until the chosen column is seen beside the names of the rows. */
function keepColumnInView(scroller: HTMLElement | null): void {
  const column = scroller?.querySelector('thead .chosen')?.getBoundingClientRect();
  const names = scroller?.querySelector('thead .heading')?.getBoundingClientRect();
  if (!scroller || !column || !names) return;
  const outer = scroller.getBoundingClientRect();
  const left = outer.left + names.width;
  if (column.left < left) scroller.scrollLeft -= left - column.left;
  if (column.right > outer.right) scroller.scrollLeft += column.right - outer.right;
}

function indices({ from, to }: Page): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
