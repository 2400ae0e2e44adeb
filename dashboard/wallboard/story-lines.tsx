/** The drawn lines of a call's story. For eyes only: `story.tsx` says the same in words. */
import { Fragment } from 'preact'
import type { ComponentChildren } from 'preact'
import type { StorySupervision, StoryTransfer, StoryView } from '../../server/protocol/story.ts'
import { SUPERVISE_MODES } from '../../server/protocol/supervision.ts'
import { SECOND, duration, tenths } from '../ui/moments.ts'
import { SHARES } from '../ui/race.ts'
import { language, words } from '../ui/words/language.ts'
import { bar, place, raceSpan, ticks, untilAnswer, wholeCall } from './time-line.ts'
import type { Span } from './time-line.ts'
import { Badge } from './verdict.tsx'

/** The tone is heard for a third of each ring: one second of three. */
const TONE = 1 / 3

interface Edge { at: number; name: string; kind: string }

interface LineProps {
  id: string
  heading: ComponentChildren
  span: Span
  edges?: Edge[]
  /** What the lanes show, named once more below, because a short stretch has no room for its word. */
  legend?: readonly { kind: string; word: string }[]
  children: ComponentChildren
}

/** A heading, the lanes, the edges over them, and the axis. */
function Line({ id, heading, span, edges = [], legend = [], children }: LineProps) {
  const long = span.to - span.from >= 90 * SECOND
  const { seconds } = words.value.opened
  return (
    <section class="time-line" aria-labelledby={id}>
      <h3 id={id}>{heading}</h3>
      <div class="lanes" aria-hidden="true">
        <div class="lane edge-names">
          <span class="lane-name" />
          <div class="lane-track">
            {edges.map(({ at, name, kind }) => <span key={kind} class={`edge-name ${kind} ${side(at, span)}`} style={{ left: `${place(at, span)}%` }}>{name}</span>)}
          </div>
        </div>
        {children}
        <div class="lanes-over">
          <span class="lane-name" />
          <div class="lane-track">{edges.map(({ at, kind }) => <span key={kind} class={`edge ${kind}`} style={{ left: `${place(at, span)}%` }} />)}</div>
        </div>
        <div class="lane axis">
          <span class="lane-name" />
          <div class="lane-track">
            {ticks(span).map((ms) => <span key={ms} class={`tick ${side(span.from + ms, span)}`} style={{ left: `${place(span.from + ms, span)}%` }}>{long ? duration(ms) : `${ms / SECOND}${seconds}`}</span>)}
          </div>
        </div>
      </div>
      {legend.length > 0 && (
        <ul class="lanes-key" aria-hidden="true">
          {legend.map(({ kind, word }) => <li key={kind}><span class={`stretch ${kind}`} /> {word}</li>)}
        </ul>
      )}
    </section>
  )
}

/** Words near an end are drawn on its inner side. */
const side = (at: number, span: Span) => (place(at, span) < 3 ? 'first' : place(at, span) > 95 ? 'last' : '')

interface StretchProps {
  from: number
  to: number | null
  span: Span
  kind: string
  /** Per cent of the line below which its word has no room. */
  narrow?: number
  children?: ComponentChildren
}

function Lane({ name, remark, children }: { name: ComponentChildren; remark?: ComponentChildren; children: ComponentChildren }) {
  return (
    <div class="lane">
      <span class="lane-name">{name}{remark !== undefined && <span class="lane-remark">{remark}</span>}</span>
      <div class="lane-track">{children}</div>
    </div>
  )
}

function Stretch({ from, to, span, kind, narrow = 10, children }: StretchProps) {
  const drawn = bar(from, to, span)
  // A word that would be cut is left to the list below.
  return drawn === null ? null : <span class={`stretch ${kind}`} style={{ left: `${drawn.left}%`, width: `${drawn.width}%` }}>{drawn.width >= narrow && <span>{children}</span>}</span>
}

const Point = ({ at, span, kind }: { at: number; span: Span; kind: string }) => <span class={`point ${kind}`} style={{ left: `${place(at, span)}%` }} />

/** When the ringback ended, or will have been heard until now, in which a bell began at this moment. */
const ringbackUntil = ({ phases, asOf }: StoryView, at: number): number => phases.findLast(({ from }) => from <= at)?.to ?? asOf

/** The seconds in which the promise is decided: rings as the caller heard them, the promise's beat behind them, and every phone that rang. */
export function UntilAnswer({ story }: { story: StoryView }) {
  const said = words.value.opened.storyWords
  const span = untilAnswer(story)
  const { t1 } = story.promises
  const heardUntil = t1.decided?.at ?? story.asOf
  const isJudged = story.outcome !== 'out-of-hours' && story.outcome !== 'refused'
  const edges = [{ at: t1.strictUntil, name: said.edges.strict, kind: 'strict' }, { at: t1.lenientUntil, name: said.edges.lenient, kind: 'lenient' }]
  const phones = story.legs.filter(({ alertedAt }) => alertedAt !== null && alertedAt <= span.to)
  return (
    <Line id="until-answer" heading={said.untilAnswer} span={span} edges={edges}>
      <Lane name={said.caller}>
        {story.phases.map(({ phase, from, to }) => <Stretch key={from} from={from} to={to ?? story.asOf} span={span} kind={`caller ${phase}`}>{said.phases[phase]}</Stretch>)}
        {t1.decided !== null && t1.decided.earliest < t1.decided.at && <Stretch from={t1.decided.earliest} to={t1.decided.at} span={span} kind="doubt" />}
        {t1.decided !== null && t1.decided.at <= span.to && <Point at={t1.decided.at} span={span} kind={story.answeredBy === null ? 'hung-up' : 'answer'} />}
      </Lane>
      {[true, false].map((heard) => {
        const rings = isJudged ? story.rings.filter((one) => one.heard === heard && one.at <= span.to && one.at < heardUntil) : []
        return rings.length > 0 && (
          <Lane key={String(heard)} name={heard ? said.heard : said.asRings}>
            {rings.map(({ ring, at }) => (
              <Stretch key={ring} from={at} to={Math.min(at + t1.cadenceMs * TONE, heard ? ringbackUntil(story, at) : heardUntil)} span={span} kind={`tone ring-${Math.min(ring, 3)} ${heard ? '' : 'unheard'}`} narrow={2}>{ring}</Stretch>
            ))}
          </Lane>
        )
      })}
      {phones.map((leg) => {
        const end = leg.answeredAt ?? leg.silencedAt ?? leg.endedAt
        const how = leg.answeredAt !== null ? 'answered' : leg.silencedAt !== null ? 'silenced' : (leg.ended ?? 'ringing')
        return (
          <Lane key={leg.leg} name={leg.name} remark={said.phoneEnds[how as keyof typeof said.phoneEnds] ?? how}>
            <Stretch from={leg.alertedAt!} to={end ?? story.asOf} span={span} kind={`phone ${how}`}>{end === null ? '' : `${tenths(end - leg.alertedAt!)}${words.value.opened.seconds}`}</Stretch>
            {leg.answeredAt !== null && <Stretch from={leg.answeredAt} to={leg.endedAt ?? story.asOf} span={span} kind="phone talk" />}
          </Lane>
        )
      })}
    </Line>
  )
}

/** Everything from arrival to the end: queue, talk, holds, who spoke with the caller, which supervisors were there, and where a transfer ran. */
export function WholeCall({ story }: { story: StoryView }) {
  const said = words.value.opened.storyWords
  const span = wholeCall(story)!
  const talkers = [
    ...story.legs.filter(({ answeredAt }) => answeredAt !== null).map(({ leg, name, answeredAt, endedAt }) => ({ key: leg, name, from: answeredAt!, to: endedAt })),
    ...story.transfers.flatMap(({ attempts }) => attempts.filter(({ joinedAt }) => joinedAt !== null).map((attempt) => (
      { key: `attempt ${attempt.attempt}`, name: attempt.name[language.value], from: attempt.answeredAt ?? attempt.joinedAt!, to: attempt.endedAt }))),
  ]
  const waysOf = new Set(story.supervisions.flatMap(({ inForce }) => inForce.map(({ mode }) => mode)))
  const legend = [
    ...[...new Set(story.phases.map(({ phase }) => phase))].map((phase) => ({ kind: `caller ${phase}`, word: said.phases[phase] })),
    ...SUPERVISE_MODES.filter((mode) => waysOf.has(mode)).map((mode) => ({ kind: `hand ${mode}`, word: `${said.supervisor}: ${words.value.supervise.modes[mode]}` })),
  ]
  return (
    <Line id="whole-call" heading={said.whole} span={span} legend={legend} edges={[{ at: story.promises.t1.strictUntil, name: said.edges.strict, kind: 'strict' }]}>
      <Lane name={said.caller}>
        {story.phases.map(({ phase, from, to }) => <Stretch key={from} from={from} to={to ?? story.asOf} span={span} kind={`caller ${phase}`}>{said.phases[phase]}</Stretch>)}
      </Lane>
      {talkers.map(({ key, name, from, to }) => <Lane key={key} name={name}><Stretch from={from} to={to ?? story.asOf} span={span} kind="phone talk" /></Lane>)}
      {[...new Set(story.supervisions.map(({ by }) => by))].map((by) => <Supervisor key={by} parts={story.supervisions.filter((one) => one.by === by)} span={span} asOf={story.asOf} />)}
      {story.transfers.length > 0 && (
        <Lane name={said.t4}>
          {story.transfers.map(({ transfer, askedAt, answeredAt, until, verdict }) => (
            <Stretch key={transfer} from={askedAt} to={Math.max(askedAt + SECOND, Math.min(answeredAt ?? until, story.endedAt ?? story.asOf))} span={span} kind={`t4 ${verdict}`} narrow={2}>{transfer}</Stretch>
          ))}
        </Lane>
      )}
    </Line>
  )
}

/** One supervisor's lane: their phone rings, then how they took part; every time that they did. */
function Supervisor({ parts, span, asOf }: { parts: readonly StorySupervision[]; span: Span; asOf: number }) {
  const { opened: { storyWords: said }, supervise } = words.value
  const neverThere = parts.every(({ end }) => end === 'not-reached')
  return (
    <Lane name={parts[0]!.name} remark={neverThere ? `${said.supervisor} · ${said.phoneEnds['no-answer']}` : said.supervisor}>
      {parts.map(({ supervision, askedAt, joinedAt, stoppedAt, endedAt, end, inForce }) => (
        <Fragment key={supervision}>
          <Stretch from={askedAt} to={joinedAt ?? stoppedAt ?? endedAt ?? asOf} span={span} kind={`phone ${end === 'not-reached' ? 'no-answer' : 'ringing'}`} />
          {inForce.map(({ mode, from, to }) => <Stretch key={from} from={from} to={to ?? asOf} span={span} kind={`hand ${mode}`} narrow={16}>{supervise.modes[mode]}</Stretch>)}
        </Fragment>
      ))}
    </Lane>
  )
}

/** A transfer as its race: the thirty seconds, each leg's share of them, and every phone that was tried. */
export function Race({ transfer, asOf }: { transfer: StoryTransfer; asOf: number }) {
  const said = words.value.opened.storyWords
  const { desk } = words.value
  const span = raceSpan(transfer)
  let begun = transfer.askedAt
  const heading = (
    <>
      {said.transfer(transfer.transfer, transfer.byName, transfer.to.name[language.value])} <span class="kind">{said.kinds[transfer.kind]}</span>{' '}
      <Badge verdict={transfer.verdict} certain={transfer.certain} />
    </>
  )
  return (
    <>
      <Line id={`transfer-${transfer.transfer}`} heading={heading} span={span} edges={[{ at: transfer.until, name: said.edges.t4, kind: 'strict' }]}>
        <Lane name={said.t4}>
          {SHARES.map((share) => {
            const ms = transfer.shares[share]
            if (ms === null || ms <= 0) return null
            const from = begun
            begun += ms
            return <Stretch key={share} from={from} to={begun} span={span} kind={`share ${share}`}>{said.shares[share]} {tenths(ms)}{words.value.opened.seconds}</Stretch>
          })}
        </Lane>
        {transfer.attempts.map((attempt) => {
          const end = attempt.answeredAt ?? attempt.stoppedAt ?? attempt.endedAt
          const how = attempt.joinedAt !== null ? 'joined' : attempt.answeredAt !== null ? 'answered' : attempt.failed !== null ? 'failed' : attempt.stoppedAt !== null ? 'canceled' : (attempt.ended ?? 'ringing')
          const since = attempt.alertedAt ?? attempt.rungAt
          return (
            <Lane key={attempt.attempt} name={attempt.name[language.value]} remark={said.phoneEnds[how as keyof typeof said.phoneEnds] ?? how}>
              <Stretch from={since} to={end ?? asOf} span={span} kind={`phone ${how}`}>{end === null ? '' : `${tenths(end - since)}${words.value.opened.seconds}`}</Stretch>
              {attempt.answeredAt !== null && <Stretch from={attempt.answeredAt} to={attempt.endedAt ?? asOf} span={span} kind="phone talk" />}
            </Lane>
          )
        })}
      </Line>
      <p class="fine">
        {SHARES.filter((share) => transfer.shares[share] !== null).map((share) => `${said.shares[share]} ${tenths(transfer.shares[share]!)}${words.value.opened.seconds}`).join(' · ')}
        {transfer.end !== null && <> · {desk.ends[transfer.end]}</>}
        {transfer.gist !== '' && <> · {said.gist}: {transfer.gist}</>}
      </p>
    </>
  )
}
