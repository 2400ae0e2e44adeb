import { words } from './words/language.ts'

/** Nobody may take a simulation for the real line: said in words, in both languages, above everything. */
export function SimulatedBand({ speed }: { speed: number }) {
  const said = words.value.wallboard
  return (
    <p class="simulated">
      <strong><span lang="ko">모의</span> <span lang="en">SIMULATED</span></strong>
      <span class="simulated-speed">{said.simulatedSpeed(String(Math.round(speed * 10) / 10))}</span>
      <span class="simulated-meaning">{said.simulatedMeaning}</span>
    </p>
  )
}
