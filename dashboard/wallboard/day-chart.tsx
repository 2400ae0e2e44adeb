/**
 * A promise today, T1 by quarter-hours, T4 by hours (in a quarter one or two calls are passed on: their share says nothing): upwards the share kept, against the target; downwards how often it was at stake. Behind it, quiet,
 * the same weekday a week ago as ground and yesterday as a line: also where today has not come to yet.
 *
 * Drawn as SVG rather than with uPlot: at most 96 bars that change once a second at most, so a canvas gains nothing, while here the
 * colours and hatching are the tokens', dark and light switch by themselves, and it is sharp at any size.
 */
import type { ComponentChildren } from 'preact'
import { useId, useMemo } from 'preact/hooks'
import type { DayView } from '../../server/protocol/reports.ts'
import { past } from '../live/newest.ts'
import { count, percent, targetPercent } from '../ui/figures.ts'
import { HOUR, noonOf, seoulMinute, sinceMidnight } from '../ui/moments.ts'
import { language, words } from '../ui/words/language.ts'
import { POINTS, SPANS } from './day-points.ts'
import type { Point } from './day-points.ts'
import { dayWindow } from './day-window.ts'
import type { DayWindow } from './day-window.ts'
import { earlierDays } from './earlier-days.ts'
import { canOpen } from './opened.ts'
import { Opener } from './opener.tsx'
import { shareKept, standing } from './standing.ts'

/** Heights in per cent of the drawing: the share above, the volume below, the hours at the foot. */
const SHARE = { top: 2, height: 62 }
const VOLUME = { top: 67, height: 17 }
const HOURS_AT = 98.5
/** A bar's share of its time; in the rest the days behind it are seen. */
const THICKNESS = 0.62

interface DayChartProps {
  today: Point[]
  promise: keyof typeof POINTS
  target: number
  words: {
    none: string
    under: string
    caption: string
    /** Titles of `more` of each point. */
    more: () => string[]
    tip: (time: string, volume: string, kept: string, decided: string) => string
  }
}

export function DayChart({ today, promise, target, words: said }: DayChartProps) {
  const { yesterday, weekBefore } = earlierDays.value
  /** A day on which nothing was decided had a closed line. */
  const behind = (day: DayView | null) => {
    const points = day === null ? [] : POINTS[promise](day).filter(({ kept, broken }) => kept + broken > 0)
    return day === null || points.length === 0 ? null : { day: day.day, points }
  }
  const [line, ground] = [behind(yesterday), behind(weekBefore)]
  // Most pictures change nothing here.
  const key = JSON.stringify([canOpen.value, past.value === null, today, line, ground, target, language.value])
  return useMemo(() => {
    if (today.length === 0 && line === null && ground === null) return <p class="empty">{said.none}</p>
    return (
      <>
        <Legend promise={promise} under={said.under} line={line !== null} ground={ground} />
        <Drawing span={SPANS[promise]} today={today} line={line?.points ?? []} ground={ground?.points ?? []} target={target} tip={said.tip} />
        <div class="hidden"><Table today={today} line={line} ground={ground} caption={said.caption} more={said.more()} /></div>
      </>
    )
  }, [key])
}

type Behind = { day: string; points: Point[] } | null

function Legend({ promise, under, line, ground }: { promise: keyof typeof POINTS; under: string; line: boolean; ground: Behind }) {
  const said = words.value.intervals
  return (
    <p class="legend near">
      {canOpen.value && <Opener what={{ kind: promise === 't1' ? 'quarters' : 'hours' }} class="as-table">{words.value.opened.quarters.open}</Opener>}
      <span aria-hidden="true" class="volume-key">{under}</span>
      {line && <span aria-hidden="true" class="line-key">{said.yesterday}</span>}
      {ground !== null && <span aria-hidden="true" class="ground-key">{said.weekBefore(noonOf(ground.day))}</span>}
    </p>
  )
}

interface DrawingProps {
  /** ms. */
  span: number
  today: Point[]
  line: Point[]
  ground: Point[]
  target: number
  tip: DayChartProps['words']['tip']
}

function Drawing({ span, today, line, ground, target, tip }: DrawingProps) {
  const hatch = useId()
  const window = dayWindow(today.map(({ start }) => sinceMidnight(start)))
  const { fromHour, toHour } = window
  const width = (toHour - fromHour) * HOUR
  const most = Math.max(1, ...[...today, ...ground].map(({ volume }) => volume))
  const x = (sinceStart: number) => `${(sinceStart / width) * 100}%`
  const y = (share: number) => `${SHARE.top + (1 - share) * SHARE.height}%`
  const bar = (start: number, thickness: number) => ({
    x: x(sinceMidnight(start) - fromHour * HOUR + (span * (1 - thickness)) / 2), width: x(span * thickness),
  })
  const depth = (volume: number) => `${(volume / most) * VOLUME.height}%`
  const within = ({ start }: Point) => sinceMidnight(start) >= fromHour * HOUR && sinceMidnight(start) < toHour * HOUR
  const hours = Array.from({ length: toHour - fromHour + 1 }, (_, index) => fromHour + index)
  return (
    <svg class="chart" aria-hidden="true">
      <defs>
        <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="hatch-ground" width="6" height="6" /><rect class="hatch-line" width="2" height="6" />
        </pattern>
        <pattern id={`${hatch}-far`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="hatch-ground far" width="6" height="6" /><rect class="hatch-line far" width="3" height="6" />
        </pattern>
      </defs>
      {ground.filter(within).map((point) => (
        <g key={point.start}>
          <rect class="ground" {...bar(point.start, 1)} y={y(shareKept(point)!)} height={`${shareKept(point)! * SHARE.height}%`} />
          <rect class="ground" {...bar(point.start, 1)} y={`${VOLUME.top}%`} height={depth(point.volume)} />
        </g>
      ))}
      <line class="baseline" x1="0" x2="100%" y1={y(0)} y2={y(0)} />
      {hours.map((hour, index) => (
        <g key={hour}>
          <line class="hour-tick" x1={x(index * HOUR)} x2={x(index * HOUR)} y1={y(0)} y2={`${VOLUME.top + VOLUME.height}%`} />
          <text class={`hour ${index % 3 === 0 ? 'third-hour' : ''}`} x={x(index * HOUR)} y={`${HOURS_AT}%`} text-anchor={index === 0 ? 'start' : hour === toHour ? 'end' : 'middle'}>
            {words.value.intervals.hour(hour)}
          </text>
        </g>
      ))}
      {today.map((point) => {
        const share = shareKept(point)
        const stands = standing({ rate: share }, target)
        const height = Math.max(share ?? 0, 0.02)
        return (
          <g key={point.start}>
            <title>{tip(seoulMinute(point.start), count(point.volume), count(point.kept), count(point.kept + point.broken))}</title>
            {share === null
              ? <rect class="undecided" {...bar(point.start, THICKNESS)} y={y(0.02)} height={`${0.02 * SHARE.height}%`} />
              : <rect class={`share ${stands}`} {...bar(point.start, THICKNESS)} y={y(height)} height={`${height * SHARE.height}%`}
                  {...(stands !== 'met' && { style: { fill: `url(#${hatch}${stands === 'far' ? '-far' : ''})` } })} />}
            <rect class="volume" {...bar(point.start, THICKNESS)} y={`${VOLUME.top}%`} height={depth(point.volume)} />
          </g>
        )
      })}
      <svg x="0" y={`${SHARE.top}%`} width="100%" height={`${SHARE.height}%`} viewBox={`0 0 ${width} 1`} preserveAspectRatio="none" overflow="visible">
        <path class="yesterday-casing" d={steps(line.filter(within), span, window)} />
        <path class="yesterday" d={steps(line.filter(within), span, window)} />
      </svg>
      <line class="target-casing" x1="0" x2="100%" y1={y(target)} y2={y(target)} />
      <line class="target" x1="0" x2="100%" y1={y(target)} y2={y(target)} />
      <text class="target-label near" x="99.5%" y={y(target)} dy="1.15em" text-anchor="end">{words.value.promise.target(targetPercent(target))}</text>
    </svg>
  )
}

/** A stair over the day, broken where nothing was decided. In milliseconds since the window's beginning, and 1 - share. */
function steps(points: readonly Point[], span: number, { fromHour }: DayWindow): string {
  let end = Number.NaN
  return points.map((point) => {
    const left = sinceMidnight(point.start) - fromHour * HOUR
    const height = 1 - shareKept(point)!
    const path = `${left === end ? `V${height}` : `M${left} ${height}`}H${left + span}`
    end = left + span
    return path
  }).join('')
}

/** The same for ears. */
function Table({ today, line, ground, caption, more }: { today: Point[]; line: Behind; ground: Behind; caption: string; more: string[] }): ComponentChildren {
  const { intervals: said, promise } = words.value
  const earlier = [
    ...(line === null ? [] : [{ title: said.yesterday, points: line.points }]),
    ...(ground === null ? [] : [{ title: said.weekBefore(noonOf(ground.day)), points: ground.points }]),
  ].map(({ title, points }) => ({ title, shares: new Map(points.map((point) => [sinceMidnight(point.start), shareKept(point)])) }))
  const printed = (share: number | null | undefined) => (share == null ? said.undecided : `${percent(share)}%`)
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {[said.time, ...more, promise.kept, promise.broken, said.rate, ...earlier.map(({ title }) => title)].map((title) => <th key={title} scope="col">{title}</th>)}
        </tr>
      </thead>
      <tbody>
        {today.map((point) => (
          <tr key={point.start}>
            <th scope="row">{seoulMinute(point.start)}</th>
            {[...point.more.map(count), count(point.kept), count(point.broken), printed(shareKept(point)), ...earlier.map(({ shares }) => printed(shares.get(sinceMidnight(point.start))))]
              .map((cell, index) => <td key={index}>{cell}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
