import { PROMISED_RING } from '../ui/bell-fill.ts'
import { floorNow } from '../ui/clock.ts'
import { useComputedOf } from '../ui/computed-of.ts'
import { words } from '../ui/words/language.ts'

interface GreetingProps {
  text: string
  /** When the caller arrived: after the third ring an apology comes first. */
  since: number
  cadenceMs: number
  answeredAt?: number
  /** A colleague to whom a call is passed did not let anybody wait. */
  passedOn?: boolean
}

/** What to say first: affiliation and name. In Korean whatever the page speaks, because the caller does. */
export function Greeting({ text, since, cadenceMs, answeredAt, passedOn = false }: GreetingProps) {
  const said = words.value.desk
  const late = useComputedOf([passedOn, answeredAt, since, cadenceMs], () => !passedOn && (answeredAt ?? floorNow.value) - since >= (PROMISED_RING - 1) * cadenceMs).value
  return (
    <p class="greeting">
      <span class="greeting-label">{said.greetingHeading}</span>{' '}
      <span class="greeting-text" lang="ko">{late && <strong>{said.greetingLate} </strong>}{text}</span>
    </p>
  )
}
