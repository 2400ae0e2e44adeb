import { words } from './words/language.ts'

/** The demo lets the morning fly by before it goes on in real time: faster than anybody chooses to look on. */
const FLYING = 200
export const flies = (speed: number): boolean => speed >= FLYING

/** Nobody may take a simulation for the real line: said in words, in both languages, above everything. */
export function SimulatedBand({ speed }: { speed: number }) {
  const said = words.value.wallboard
  return (
    <p class="simulated">
      <strong><span lang="ko">모의</span> <span lang="en">SIMULATED</span></strong>
      <span class="simulated-speed">{said.simulatedSpeed(String(Math.round(speed * 10) / 10))}</span>
      <span class="simulated-meaning">{flies(speed) ? said.simulatedFlying : said.simulatedMeaning}</span>
    </p>
  )
}
