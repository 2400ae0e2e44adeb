import { BELL, CLAPPER } from '../ui/bell-shape.ts'

/** Two bells rung, the third still silent. */
export function Mark() {
  return (
    <p class="mark" aria-hidden="true">
      {['rung', 'rung', 'silent'].map((bell, index) => (
        <svg key={index} class={bell} viewBox="0 0 24 24"><path d={BELL} /><path d={CLAPPER} /></svg>
      ))}
    </p>
  )
}
