/** A call's story as steps in the order in which they happened: what the drawing shows, for whoever reads or hears it. Pure. */
import type { StoryView } from '../../server/protocol/story.ts'
import type { Words } from '../ui/words/ko.ts'

export interface Step {
  at: number
  what: keyof Words['opened']['storyWords']['steps']
  /** The person, the department, or the ring's number. */
  who: string
}

/** @param name a name in the reader's language */
export function stepsOf(story: StoryView, name: (both: { ko: string; en: string }) => string): Step[] {
  const { arrivedAt, promises: { t1 } } = story
  const steps: Step[] = [{ at: arrivedAt, what: 'arrived', who: '' }]
  const add = (at: number | null, what: Step['what'], who = '') => {
    if (at !== null) steps.push({ at, what, who })
  }
  for (const { ring, at, heard } of story.rings) if (ring > 1 && heard) add(at, 'ring', String(ring))
  if ((t1.decided?.at ?? story.asOf) >= t1.strictUntil && story.outcome !== 'out-of-hours' && story.outcome !== 'refused') {
    add(t1.strictUntil, story.rings.some(({ at, heard }) => at === t1.strictUntil && !heard) ? 'as-third-ring' : 'third-ring')
  }
  for (const leg of story.legs) {
    add(leg.alertedAt, 'phone-rings', leg.name)
    add(leg.answeredAt, 'phone-answered', leg.name)
    if (leg.answeredAt === null) add(leg.silencedAt ?? leg.endedAt, leg.silencedAt === null ? 'phone-stopped' : 'phone-silenced', leg.name)
    else add(leg.endedAt, leg.lost ? 'line-lost' : 'party-left', leg.name)
  }
  story.phases.forEach(({ phase, from }, i) => {
    if (phase === 'queued' || phase === 'held' || phase === 'turned-away') add(from, phase)
    if (phase === 'talking' && story.phases[i - 1]?.phase === 'held') add(from, 'talking')
  })
  for (const transfer of story.transfers) {
    add(transfer.askedAt, 'transfer-asked', `${transfer.byName} → ${name(transfer.to.name)}`)
    if (transfer.verdict === 'broken') add(transfer.until, 'thirty-seconds')
    for (const attempt of transfer.attempts) {
      const who = name(attempt.name)
      add(attempt.alertedAt, 'colleague-rings', who)
      add(attempt.answeredAt, 'colleague-answered', who)
      add(attempt.joinedAt, 'colleague-joined', who)
      if (attempt.answeredAt === null && attempt.joinedAt === null) add(attempt.stoppedAt ?? attempt.endedAt, 'phone-stopped', who)
      else add(attempt.endedAt, attempt.lost ? 'line-lost' : 'party-left', who)
    }
  }
  for (const { at, name: who, to } of story.refusedTransfers) add(at, 'nobody-free', `${who} → ${name(to.name)}`)
  for (const { name: who, askedAt, inForce, stoppedAt, endedAt, end } of story.supervisions) {
    add(askedAt, 'supervisor-called', who)
    for (const { mode, from } of inForce) add(from, `supervisor-${mode}`, who)
    if (end === 'left') add(inForce.at(-1)?.to ?? stoppedAt ?? endedAt, 'supervisor-left', who)
    if (end === 'not-reached') add(endedAt, 'supervisor-not-reached', who)
    if (end === 'withdrawn') add(stoppedAt, 'supervisor-withdrew', who)
  }
  for (const { at, name: who } of story.requeues) add(at, 're-queued', who)
  if (story.ending !== null) add(story.ending.at, 'ended-by', story.ending.name)
  add(story.endedAt, 'ended')
  if (story.callBack !== null) {
    add(story.callBack.bookedAt, 'call-back-booked')
    for (const dial of story.callBack.dials) {
      add(dial.at, 'call-back-dialled', dial.by)
      add(dial.pickedUpAt, 'call-back-own-phone', dial.by)
      add(dial.answeredAt, 'call-back-reached')
      if (dial.unanswered !== null) add(dial.unansweredAt, `call-back-${dial.unanswered}`)
    }
    add(story.callBack.settledAt, 'call-back-settled')
  }
  return steps.sort((a, b) => a.at - b.at)
}
