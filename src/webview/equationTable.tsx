import { useLayoutEffect, useRef } from 'preact/hooks';
import type { StepView } from '../engine/traceViews.js';
import { grouped } from '../wording/shapes.js';
import { arrayWords } from './arrayWords.js';
import { Equations, OnwardName, OnwardTerm } from './equations.js';
import { keyMove } from './keyMoves.js';
import { formatNumber } from './numberFormat.js';
import { NumberText, numberProps } from './numberText.js';
import type { Onward } from './onward.js';
import { largestPage, Pager, usePage, type Page } from './paging.js';
import type { PanelEvent } from './panelState.js';
import { stepRows, type Row } from './stepRows.js';
import { Variable } from './symbols.js';

interface Props {
  readonly view: StepView;
  readonly activation: string;
  readonly onward: Onward;
  readonly unit: number;
  /** Where this is, as far as it needs saying: ` of line 2, layer 1, backward`. */
  readonly where: string;
  readonly colorOf: (array: string, value: number) => string | null;
  readonly width: number;
  readonly dispatch: (event: PanelEvent) => void;
}

/** The equations of one step with their numbers, added up in columns, one column for each unit. */
export function EquationTable({ view, activation, onward, unit, where, colorOf, width, dispatch }: Props) {
  const { step, cell, direction } = view;
  const pageSize = columnsWithin(width, cell === 'simple_rnn' ? 225 : 265);
  const units = usePage(view.state.length, unit, pageSize);
  const choose = (chosen: number) => dispatch({ type: 'choose', choice: { unit: chosen } });
  const scroller = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => keepColumnInView(scroller.current), [unit]);
  const columns = { page: units, chosen: unit, onChoose: choose };
  const { resetAfter, biases } = view;
  const gateActivation = view.gates[0]?.activation ?? 'sigmoid';
  return (
    <section class="equations">
      <div class="section-title">
        <h2>
          Step <var>t</var> = {grouped(step)}
          {where}
        </h2>
        <Pager page={units} things="units" />
      </div>
      <Equations {...{ cell, step, direction, activation, gateActivation, resetAfter, biases, onward }} />
      {!view.counts && <p class="lead">This step is padding: the states are carried on from the step before.</p>}
      <InputVector input={view.input} step={step} />
      <div class="table-scroll" ref={scroller}>
        <table class="quantities">
          <UnitHeadings {...columns} dispatch={dispatch} />
          {stepRows(view, activation).map(({ makes, rows }) => (
            <tbody key={makes ?? ''}>
              {makes !== null && (
                <tr class="group-heading">
                  <th scope="rowgroup" colSpan={units.to - units.from + 1}>
                    <span class="group-name">
                      <var>{arrayWords(makes).symbol}</var> {arrayWords(makes).words}
                    </span>
                  </th>
                </tr>
              )}
              {rows.map((row) => (
                <Quantity key={row.id} row={row} {...columns} colorOf={colorOf} />
              ))}
            </tbody>
          ))}
          {view.output !== null && (
            <Outputs
              row={{
                id: 'output',
                label: (
                  <>
                    <OnwardName step={step} onward={onward} /> ={' '}
                    <OnwardTerm step={step} direction={direction} onward={onward} />
                  </>
                ),
                values: view.output,
                look: 'term',
              }}
              units={view.state.length}
              chosen={onward.outputIsState ? direction * view.state.length + unit : -1}
              unitColumns={columns}
              pageSize={pageSize}
            />
          )}
        </table>
      </div>
    </section>
  );
}

interface OutputsProps {
  readonly row: Row;
  readonly units: number;
  /** The output that is the chosen unit itself, or −1. */
  readonly chosen: number;
  readonly unitColumns: Columns;
  readonly pageSize: number;
}

/** The outputs: under the units where there are as many, else in columns of their own. */
function Outputs({ row, units, chosen, unitColumns, pageSize }: OutputsProps) {
  const ownPage = usePage(row.values.length, Math.max(0, chosen), pageSize);
  const align = row.values.length === units;
  const page = align ? unitColumns.page : ownPage;
  return (
    <tbody class="outputs">
      {!align && (
        <tr>
          <th scope="row" class="heading">
            <Pager page={page} things="outputs" />
            {page.count <= page.to - page.from && 'output'}
          </th>
          {indices(page).map((index) => (
            <th key={index} scope="col" class="output-heading">
              {index}
            </th>
          ))}
        </tr>
      )}
      <Quantity row={row} page={page} chosen={chosen} onChoose={align ? unitColumns.onChoose : null} />
    </tbody>
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
  readonly row: Row;
  readonly colorOf?: Props['colorOf'];
}

function Quantity({ row: { id, sign, label, values, look, array }, page, chosen, onChoose, colorOf }: QuantityProps) {
  const isColored = colorOf !== undefined && array !== undefined;
  return (
    <tr class={`row-${id} look-${look}${isColored ? ' colored' : ''}`} data-testid={`row-${id}`}>
      <th scope="row">
        <span class="quantity-name">
          <span class="sign">{sign}</span>
          {label}
        </span>
      </th>
      {indices(page).map((index) => {
        const value = values[index] ?? NaN;
        const color = isColored ? (colorOf(array, value) ?? 'var(--not-finite)') : null;
        return (
          <td
            key={index}
            data-unit={index}
            {...numberProps(value, index === chosen ? ' chosen' : '')}
            style={color === null ? {} : { '--swatch': color }}
            onClick={onChoose === null ? undefined : () => onChoose(index)}
          >
            {formatNumber(value)}
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
function columnsWithin(width: number, names: number): number {
  const room = width < 560 ? width / 70 : (width - names) / 76;
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
