// <Dial><Conference>: a leg walks into a room and stays until it ends, is put out, or is moved elsewhere.
import type { Exchange } from './exchange.ts'
import { quiet } from './leg.ts'
import type { Work } from './leg.ts'
import { answer } from './lines.ts'
import { enter, exit, roomNamed } from './room.ts'
import type { Participant, RoomCallback } from './room.ts'
import type { Turn } from './script.ts'
import type { Verb } from './twiml.ts'

export const eventsOf = (text: string | undefined, otherwise: string): ReadonlySet<string> =>
  new Set((text ?? otherwise).split(/[ ,]+/))

/**
 * Joining answers the call. The room's status callback is the one its first participant names, later ones are ignored.
 * Afterwards the Dial's action is requested with DialCallStatus=answered, without DialCallSid and DialCallDuration.
 */
export function beginConference(x: Exchange, turn: Turn, dial: Verb, noun: Verb): Work {
  const { leg } = turn
  const { attributes } = noun
  answer(x, leg)
  const room = roomNamed(x, noun.text)
  const label = attributes['participantLabel'] ?? null
  if (label !== null && room.participants.some((other) => other.label === label)) {
    turn.fail(16025, `two participants labelled ${label}`)
    return { leave() {} }
  }
  if (room.participants.length === 0 && room.callback === null && attributes['statusCallback']) {
    const callback: RoomCallback = {
      url: turn.absolute(attributes['statusCallback']), method: attributes['statusCallbackMethod'] ?? 'POST',
      events: eventsOf(attributes['statusCallbackEvent'], ''),
    }
    room.callback = callback
  }
  const { waitUrl } = attributes
  let over = false
  const conclude = () => {
    const { action } = dial.attributes
    if (!action) return turn.next()
    turn.goTo({
      url: turn.absolute(action), method: dial.attributes['method'] ?? 'POST',
      extra: { DialCallStatus: 'answered', DialBridged: 'true' },
    })
  }
  const participant: Participant = {
    leg, label, muted: attributes['muted'] === 'true', hold: false, holdUrl: null, coaching: attributes['coach'] ?? null,
    startOnEnter: attributes['startConferenceOnEnter'] !== 'false', endOnExit: attributes['endConferenceOnExit'] === 'true',
    waitUrl: waitUrl === undefined ? null : waitUrl === '' ? ''
      : { url: turn.absolute(waitUrl), method: attributes['waitMethod'] ?? 'POST' },
    playing: null, playingFor: null,
    goesOn() {
      if (over) return
      over = true
      quiet(leg)
      conclude()
    },
  }
  const arriving = x.clock.wakeAt(x.clock.now(), () => {
    if (over) return
    const { coaching } = participant
    if (coaching === null || room.participants.some((other) => other.leg.sid === coaching)) return enter(x, room, participant)
    over = true
    if (x.switches.badCoach === 'fails') return turn.fail(13240, `nobody ${coaching} to coach`)
    quiet(leg)
    turn.next()
  })
  return {
    leave(why) {
      if (over) return
      over = true
      arriving()
      exit(x, room, participant, why === 'ended' ? 'participant_hung_up' : 'participant_updated_via_api')
      // Moved: its own Dial's action is requested and ignored, as with any Dial.
      if (why === 'moved' || x.switches.actionAfterHangUp !== 'not-requested') conclude()
    },
    press: (digit) => participant.playing?.press?.(digit),
  }
}
