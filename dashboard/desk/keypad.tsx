import { useSignal } from '@preact/signals'

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#']

/** Keys for the other side's menu. What was pressed stands beside them. */
export function Keypad({ onPress }: { onPress: (digit: string) => void }) {
  const pressed = useSignal('')
  return (
    <div class="keypad-row">
      <div class="keypad">
        {KEYS.map((digit) => (
          <button key={digit} type="button" onClick={() => { pressed.value += digit; onPress(digit) }}>{digit}</button>
        ))}
      </div>
      <output class="pressed">{pressed}</output>
    </div>
  )
}
