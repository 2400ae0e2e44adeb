/**
 * A call's story, drawn: until a person answers, with the rings the caller heard and every phone that rang; the whole call, with
 * queue, talk and holds; and each transfer as a race against thirty seconds. Below it the same in words and in order.
 */
import type { StoryView } from '../../server/protocol/story.ts'
import { askAgain, useAsked } from '../live/asked.ts'
import { Caller } from '../ui/caller.tsx'
import { duration, seoulDay, seoulMinute, seoulTenths, seoulTime, tenths } from '../ui/moments.ts'
import { language, words } from '../ui/words/language.ts'
import { Race, UntilAnswer, WholeCall } from './story-lines.tsx'
import { stepsOf } from './story-steps.ts'
import { wholeCall } from './time-line.ts'
import { Trouble } from './trouble.tsx'
import { Badge } from './verdict.tsx'

export function Story({ call }: { call: string }) {
  const path = `/calls/${call}`
  const { value: story, trouble, asking } = useAsked<StoryView>(path)
  const said = words.value.opened
  if (story === null) return trouble === null ? <p class="empty" role="status">{said.asking}</p> : <Trouble trouble={trouble} onAgain={() => void askAgain(path)} />
  const { t1 } = story.promises
  return (
    <>
      <p class="as-of">
        <time>{said.asOf(seoulTime(story.asOf))}</time>{' '}
        <button type="button" disabled={asking} onClick={() => void askAgain(path)}>{said.again}</button>
      </p>
      {trouble !== null && <Trouble trouble={trouble} onAgain={() => void askAgain(path)} />}
      <Summary story={story} />
      <UntilAnswer story={story} />
      {wholeCall(story) !== null && <WholeCall story={story} />}
      {story.transfers.map((transfer) => <Race key={transfer.transfer} transfer={transfer} asOf={story.asOf} />)}
      {story.callBack !== null && <CallBack callBack={story.callBack} />}
      <Steps story={story} />
      <p class="fine">{said.definition(t1.definition, seoulDay(t1.definitionFrom))}</p>
    </>
  )
}

function Summary({ story }: { story: StoryView }) {
  const { opened } = words.value
  const said = opened.storyWords
  const { t1 } = story.promises
  const by = story.answeredBy
  return (
    <div class="story-summary">
      <p class="story-who"><strong><Caller caller={story.caller} /></strong> <span>{seoulDay(story.arrivedAt)} {seoulTime(story.arrivedAt)}</span></p>
      <p class="story-verdicts">
        <Badge verdict={t1.verdict} certain={t1.certain} label={said.t1} />
        <Badge verdict={t1.lenient} label={said.lenient} />
        {story.transfers.map(({ transfer, verdict, certain }) => <Badge key={transfer} verdict={verdict} certain={certain} label={story.transfers.length > 1 ? `${said.t4} ${transfer}` : said.t4} />)}
      </p>
      <p>
        {said.outcomes[story.outcome]}
        {t1.waitMs !== null && t1.ring !== null && <> · {said.waited(tenths(t1.waitMs), t1.ring, t1.ringHeard)}</>}
        {story.outcome === 'open' && <> · {said.stillWaiting}</>}
        {by !== null && <> · {said.answeredBy(by.name ?? said.somebody, duration(story.talkMs ?? 0))}</>}
      </p>
      {t1.decided !== null && t1.decided.earliest < t1.decided.at && (
        <p class="fine">≈ {said.between(seoulTenths(t1.decided.earliest), seoulTenths(t1.decided.at))}</p>
      )}
    </div>
  )
}

function CallBack({ callBack }: { callBack: NonNullable<StoryView['callBack']> }) {
  const { desk, opened } = words.value
  const said = opened.storyWords
  return (
    <section aria-labelledby="call-back-heading">
      <h3 id="call-back-heading">{said.callBack}</h3>
      <p>
        {desk.callBackReasons[callBack.reason]} · {said.promised(`${seoulDay(callBack.promisedFor)} ${seoulMinute(callBack.promisedFor)}`)} · <strong>{said.states[callBack.state]}</strong>
        {callBack.owner !== null && <> · {opened.columns.owner} {callBack.owner}</>}
      </p>
    </section>
  )
}

/** The same in words: what happened, when by the clock, and how long after the arrival. */
function Steps({ story }: { story: StoryView }) {
  const said = words.value.opened.storyWords
  return (
    <section aria-labelledby="steps-heading">
      <h3 id="steps-heading">{said.inOrder}</h3>
      <table class="rows steps">
        <thead><tr><th scope="col">{said.time}</th><th scope="col" class="length">{said.afterArrival}</th><th scope="col">{said.what}</th></tr></thead>
        <tbody>
          {stepsOf(story, (both) => both[language.value]).map(({ at, what, who }, index) => (
            <tr key={index} class={what}>
              <td class="at">{seoulTenths(at)}</td>
              <td class="length">{said.after(at - story.arrivedAt < 60_000 ? `${tenths(at - story.arrivedAt)}${words.value.opened.seconds}` : duration(at - story.arrivedAt))}</td>
              <td>{said.steps[what](who)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
