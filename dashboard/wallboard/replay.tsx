/** The band over a board of the past: says loudly that this is not now, and moves through the day. */
import { useEffect, useRef } from 'preact/hooks'
import { newest, past } from '../live/newest.ts'
import { SPEEDS, beginning, endOf, lookAtNow, lookBack, pace, play, seek, seekDay, setPace, since, sought, span, speed, trouble } from '../live/replay.ts'
import { serverSecond } from '../ui/clock.ts'
import { MINUTE, SECOND, noonOf, seoulDay, seoulTime } from '../ui/moments.ts'
import { words } from '../ui/words/language.ts'

const ARROW_MS = 10 * SECOND
const PAGE_MS = 5 * MINUTE

/** In the board's foot, for those who may look back. */
export function ReplayButton() {
  const said = words.value.replay
  const button = useRef<HTMLButtonElement>(null)
  const wasPast = useRef(false)
  const isPast = past.value !== null
  useEffect(() => {
    if (wasPast.current && !isPast) button.current?.focus()
    wasPast.current = isPast
  }, [isPast])
  return (
    <>
      {!isPast && <p class="replay-trouble" role="alert">{trouble.value !== null && (trouble.value === 'nothing' ? said.nothing : said.noAnswer)}</p>}
      {!isPast && <button type="button" class="look-back" ref={button} onClick={() => void lookBack()}>{beginning.value ? said.looking : said.look}</button>}
      <p class="hidden" role="status">{isPast ? said.begun : wasPast.current ? said.back : ''}</p>
    </>
  )
}

export function ReplayBand() {
  const view = past.value
  return view === null ? null : <Band day={view.day} />
}

function Band({ day }: { day: string }) {
  const { replay: said, wallboard } = words.value
  const moment = sought.value ?? serverSecond.value
  const running = speed.value > 0
  return (
    <section class="replay" aria-label={said.band}>
      <div class="replay-said">
        <p class="replay-title">
          <strong>{said.title(wallboard.date(noonOf(day)), seoulTime(moment))}</strong> <span>— {said.notNow}</span>
        </p>
        <p class="replay-known">
          <span role="alert">{trouble.value !== null && <strong>{trouble.value === 'nothing' ? said.nothing : said.noAnswer}</strong>}</span>
          {trouble.value === null && said.known}
        </p>
      </div>
      <button type="button" class="to-now" onClick={lookAtNow}>{said.toNow} <span aria-hidden="true">→</span></button>
      <Slider moment={moment} />
      <div class="replay-controls">
        <button type="button" class="play" onClick={() => play(running ? 0 : pace.value)}>
          <span aria-hidden="true">{running ? '❚❚' : '▶'} </span>{running ? said.stand : said.play}
        </button>
        <div class="paces" role="group" aria-label={said.speeds}>
          {SPEEDS.map((times) => <button key={times} type="button" aria-pressed={pace.value === times} onClick={() => setPace(times)}>{said.speed(times)}</button>)}
        </div>
        <label class="replay-day">
          <span>{said.day}</span>{' '}
          <input type="date" value={day} min={seoulDay(since.value ?? moment)} max={newest.value?.view.day} onChange={(event) => seekDay(event.currentTarget.value)} />
        </label>
      </div>
    </section>
  )
}

/** The day from its first hour to its last: by mouse or finger, and by keyboard in steps that people think in. */
function Slider({ moment }: { moment: number }) {
  const said = words.value.replay
  const slider = useRef<HTMLInputElement>(null)
  useEffect(() => slider.current?.focus(), [])
  if (span.value === null) return null
  // Today ends with the newest picture: the slider grows while one looks.
  void newest.value
  const from = span.value.from
  const to = Math.floor(endOf(span.value) / SECOND) * SECOND
  const onKey = (event: KeyboardEvent) => {
    // Keys come faster than the page is drawn.
    const here = sought.peek() ?? serverSecond.peek()
    const steps: Record<string, number> = {
      ArrowRight: here + ARROW_MS, ArrowUp: here + ARROW_MS, ArrowLeft: here - ARROW_MS, ArrowDown: here - ARROW_MS,
      PageUp: here + PAGE_MS, PageDown: here - PAGE_MS, Home: from, End: to,
    }
    const step = steps[event.key]
    if (step === undefined && event.key !== ' ') return
    event.preventDefault()
    if (step === undefined) play(speed.value > 0 ? 0 : pace.value)
    else seek(step)
  }
  const [hours, minutes, seconds] = seoulTime(moment).split(':').map(Number) as [number, number, number]
  return (
    <div class="replay-slide">
      <span class="replay-end" aria-hidden="true">{seoulTime(from).slice(0, 5)}</span>
      <input
        type="range" class="replay-slider" ref={slider} min={from} max={to} step={SECOND} value={moment} title={said.keys}
        aria-label={said.moment} aria-valuetext={said.spoken(hours, minutes, seconds)}
        onInput={(event) => seek(Number(event.currentTarget.value))} onKeyDown={onKey}
      />
      <span class="replay-end" aria-hidden="true">{seoulTime(to).slice(0, 5)}</span>
    </div>
  )
}
