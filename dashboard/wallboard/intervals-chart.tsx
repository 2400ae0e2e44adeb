/**
 * Today by quarter-hours: upwards the share kept, against the target; downwards the calls received.
 *
 * Drawn as SVG with percentages rather than with uPlot: at most 96 bars that change once a second at most, so a canvas gains
 * nothing, while here the colours and hatching are the tokens', dark and light switch by themselves, and it is sharp at any size.
 */
import type { IntervalView } from '../../server/live/protocol.ts'
import { count, percent, targetPercent } from '../ui/figures.ts'
import { HOUR, MINUTE, seoulMinute, sinceMidnight } from '../ui/moments.ts'
import { words } from '../ui/words/language.ts'
import { dayWindow } from './day-window.ts'
import { canOpen } from './opened.ts'
import { Opener } from './opener.tsx'
import { Panel } from './panel.tsx'
import { shareKept, standing } from './standing.ts'

const QUARTER = 15 * MINUTE
/** Heights in per cent of the drawing: the share above, the calls below, the hours at the foot. */
const SHARE = { top: 3, height: 58 }
const CALLS = { top: 64, height: 18 }
const HOURS_AT = 99
/** A bar's share of its quarter; the rest is air. */
const THICKNESS = 0.72

export function IntervalsChart({ intervals, target }: { intervals: IntervalView[]; target: number }) {
  const said = words.value.intervals
  const busy = intervals.filter(({ counts }) => counts.received > 0)
  return (
    <Panel name="intervals" heading={said.heading} aside={busy.length > 0 ? <><Legend target={target} />{canOpen.value && <Opener what={{ kind: 'quarters' }} class="as-table">{words.value.opened.quarters.open}</Opener>}</> : null}>
      {busy.length === 0 ? <p class="empty">{said.none}</p> : (
        <>
          <Drawing intervals={busy} target={target} />
          <div class="hidden"><Table intervals={busy} /></div>
        </>
      )}
    </Panel>
  )
}

function Legend({ target }: { target: number }) {
  const said = words.value.intervals
  return (
    <span class="legend" aria-hidden="true">
      <span>↑ {said.above}</span><span>↓ {said.under}</span>
      <span class="target-key">{words.value.promise.target(targetPercent(target))}</span>
    </span>
  )
}

function Drawing({ intervals, target }: { intervals: IntervalView[]; target: number }) {
  const { fromHour, toHour } = dayWindow(intervals.map(({ start }) => sinceMidnight(start)))
  const width = (toHour - fromHour) * HOUR
  const most = Math.max(1, ...intervals.map(({ counts }) => counts.received))
  const hours = Array.from({ length: toHour - fromHour + 1 }, (_, index) => fromHour + index)
  const x = (sinceStart: number) => `${(sinceStart / width) * 100}%`
  const y = (share: number) => `${SHARE.top + (1 - share) * SHARE.height}%`
  return (
    <svg class="chart" aria-hidden="true">
      <defs>
        <pattern id="below-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="hatch-ground" width="6" height="6" /><rect class="hatch-line" width="2" height="6" />
        </pattern>
      </defs>
      <line class="baseline" x1="0" x2="100%" y1={y(0)} y2={y(0)} />
      {hours.map((hour, index) => (
        <g key={hour}>
          <line class="hour-tick" x1={x(index * HOUR)} x2={x(index * HOUR)} y1={y(0)} y2={`${CALLS.top + CALLS.height}%`} />
          {hour < toHour && (
            <text class={`hour ${index % 3 === 0 ? 'third-hour' : ''}`} x={x(index * HOUR + HOUR / 2)} y={`${HOURS_AT}%`} text-anchor="middle">
              {words.value.intervals.hour(hour)}
            </text>
          )}
        </g>
      ))}
      {intervals.map(({ start, counts, t1 }) => {
        const share = shareKept(t1)
        const left = sinceMidnight(start) - fromHour * HOUR + (QUARTER * (1 - THICKNESS)) / 2
        const bar = { x: x(left), width: x(QUARTER * THICKNESS), rx: 2 }
        return (
          <g key={start}>
            <title>{tip({ start, counts, t1 })}</title>
            {share === null
              ? <circle class="undecided" cx={x(left + (QUARTER * THICKNESS) / 2)} cy={y(0.03)} r="2" />
              : <rect class={`share ${standing({ rate: share }, target)}`} {...bar} y={y(Math.max(share, 0.02))} height={`${Math.max(share, 0.02) * SHARE.height}%`} />}
            <rect class="volume" {...bar} y={`${CALLS.top}%`} height={`${(counts.received / most) * CALLS.height}%`} />
          </g>
        )
      })}
      <line class="target" x1="0" x2="100%" y1={y(target)} y2={y(target)} />
    </svg>
  )
}

function tip({ start, counts, t1 }: IntervalView): string {
  return words.value.intervals.tip(seoulMinute(start), count(counts.received), count(t1.kept), count(t1.kept + t1.broken))
}

/** The same for ears. */
function Table({ intervals }: { intervals: IntervalView[] }) {
  const { intervals: said, day, promise } = words.value
  return (
    <table>
      <caption>{said.caption}</caption>
      <thead>
        <tr>
          {[said.time, day.received, day.answered, day.abandoned, promise.kept, promise.broken, said.rate].map((title) => <th key={title} scope="col">{title}</th>)}
        </tr>
      </thead>
      <tbody>
        {intervals.map(({ start, counts, t1 }) => {
          const share = shareKept(t1)
          return (
            <tr key={start}>
              <th scope="row">{seoulMinute(start)}</th>
              <td>{count(counts.received)}</td><td>{count(counts.answered)}</td><td>{count(counts.abandoned)}</td>
              <td>{count(t1.kept)}</td><td>{count(t1.broken)}</td>
              <td>{share === null ? said.undecided : `${percent(share)}%`}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
