// Conferences and their participants: list, hold, label, put out, call in.
import { eventsOf } from './conference.ts'
import type { Exchange } from './exchange.ts'
import { isOver } from './leg.ts'
import type { Leg } from './leg.ts'
import { answer, hangUp } from './lines.ts'
import { addressOf, subscriptionOf } from './nouns.ts'
import { placeCall } from './placing.ts'
import { notFound, refusal } from './rest.ts'
import type { Api, RestAnswer, RestRequest } from './rest.ts'
import { endRoom, enter, exit, listen, roomBySidOrName, roomNamed, tell } from './room.ts'
import type { Participant, Room } from './room.ts'
import { rfc2822 } from './stamps.ts'
import { word } from './twiml.ts'

export function conferencesApi(x: Exchange): Api {
  return (request) => {
    const [resource, key, participants, who] = request.path
    if (resource !== 'Conferences') return null
    if (key === undefined) return request.method === 'GET' ? list(x, request) : null
    const post = request.method === 'POST'
    if (post && participants === 'Participants' && who === undefined) return callIn(x, roomNamed(x, key), request)
    const room = roomBySidOrName(x, key)
    const missing = notFound(`/2010-04-01/Accounts/${x.account.sid}/${request.path.join('/')}.json`)
    if (!room) return missing
    if (participants === undefined) return post ? updateRoom(x, room, request) : { status: 200, body: roomResource(x, room) }
    if (participants !== 'Participants') return null
    if (who === undefined) return listParticipants(x, room)
    const one = room.participants.find(({ leg, label }) => leg.sid === who || label === who)
    if (!one) return missing
    if (request.method === 'DELETE') return putOut(x, room, one)
    return post ? update(x, room, one, request) : { status: 200, body: participantResource(x, room, one) }
  }
}

function list(x: Exchange, { query }: RestRequest): RestAnswer {
  const [name, status] = [query.get('FriendlyName'), query.get('Status')]
  const found = [...x.rooms.values()].reverse()
    .filter((room) => (name === null || room.name === name) && (status === null || room.status === status))
  return { status: 200, body: { conferences: found.map((room) => roomResource(x, room)), next_page_uri: null, page: 0 } }
}

function listParticipants(x: Exchange, room: Room): RestAnswer {
  const participants = room.participants.map((one) => participantResource(x, room, one))
  return { status: 200, body: { participants, next_page_uri: null, page: 0 } }
}

function updateRoom(x: Exchange, room: Room, { form }: RestRequest): RestAnswer {
  if (form.get('Status') === 'completed') {
    if (room.status === 'completed') return refusal(400, 20001, 'The conference has ended')
    endRoom(x, room, 'conference-ended-via-api', 'conference_ended_via_api', null)
  }
  if (form.get('AnnounceUrl')) tell(x, room, 'announcement-end', null)
  return { status: 200, body: roomResource(x, room) }
}

/** Source: Twilio docs, Conference Participant resource; the hold quirk: flex-project-template's ConferenceMonitor. */
function update(x: Exchange, room: Room, one: Participant, { form }: RestRequest): RestAnswer {
  const flag = (name: string) => (form.has(name) ? form.get(name)!.toLowerCase() === 'true' : null)
  const [muted, hold, endOnExit, coaching] = [flag('Muted'), flag('Hold'), flag('EndConferenceOnExit'), flag('Coaching')]
  if (muted !== null && muted !== one.muted) {
    one.muted = muted
    tell(x, room, muted ? 'participant-mute' : 'participant-unmute', one)
  }
  if (endOnExit !== null && !(one.hold && x.switches.endOnExitWhileHeld === 'ignored')) {
    if (one.endOnExit !== endOnExit) {
      one.endOnExit = endOnExit
      tell(x, room, 'participant-modify', one)
    }
  }
  if (coaching !== null) {
    const coached = form.get('CallSidToCoach')
    const known = room.participants.some(({ leg }) => leg.sid === coached)
    if (coaching && !known) return refusal(400, 13240, 'Invalid call to coach')
    one.coaching = coaching ? coached : null
    tell(x, room, 'participant-modify', one)
  }
  if (hold !== null && hold !== one.hold) {
    const holdUrl = form.get('HoldUrl')
    one.hold = hold
    one.holdUrl = holdUrl ? { url: holdUrl, method: form.get('HoldMethod') ?? 'GET' } : null
    tell(x, room, hold ? 'participant-hold' : 'participant-unhold', one)
  }
  listen(x, room)
  return { status: 200, body: participantResource(x, room, one) }
}

/** Put out of the room; a leg with a document of its own goes on with that. */
function putOut(x: Exchange, room: Room, one: Participant): RestAnswer {
  exit(x, room, one, 'participant_updated_via_api')
  if (!isOver(one.leg)) one.goesOn()
  return { status: 204 }
}

/** A participant called in by REST joins when answering; one who does not answer leaves without having joined. */
function callIn(x: Exchange, room: Room, { form }: RestRequest): RestAnswer {
  const to = form.get('To') ?? ''
  const label = form.get('Label')
  const address = to.startsWith('client:') ? `client:${to.slice(7).split('?')[0]}`
    : addressOf(word(to.startsWith('sip') ? 'Sip' : 'Number', to))
  if (address === null) return refusal(400, 21211, `Invalid 'To' number: ${to}`)
  if (!form.get('From')) return refusal(400, 21603, 'A From is required')
  const labels = [...room.participants, ...room.connecting.values()].map((one) => one.label)
  if (label !== null && labels.includes(label)) return refusal(400, 16025, `Duplicate label ${label}`)
  if (room.participants.length + room.connecting.size === 0 && form.get('ConferenceStatusCallback')) {
    room.callback = {
      url: form.get('ConferenceStatusCallback')!, method: form.get('ConferenceStatusCallbackMethod') ?? 'POST',
      events: eventsOf(form.getAll('ConferenceStatusCallbackEvent').join(' ') || undefined, 'start end'),
    }
  }
  const participant = (leg: Leg): Participant => ({
    leg, label, muted: form.get('Muted') === 'true', hold: false, holdUrl: null,
    coaching: form.get('Coaching') === 'true' ? form.get('CallSidToCoach') : null,
    startOnEnter: form.get('StartConferenceOnEnter') !== 'false', endOnExit: form.get('EndConferenceOnExit') === 'true',
    waitUrl: null, playing: null, playingFor: null, goesOn: () => hangUp(x, leg, 'twilio'),
  })
  let joined: Participant | null = null
  const { leg, queueMs } = placeCall(x, {
    from: form.get('From')!, to: address, timeoutSeconds: Number(form.get('Timeout') ?? 60),
    subscription: subscriptionOf('call', form.get('StatusCallback') ?? undefined,
      form.getAll('StatusCallbackEvent').join(' ') || undefined, form.get('StatusCallbackMethod') ?? 'POST'),
    answered(answering) {
      room.connecting.delete(answering)
      answer(x, answering)
      if (room.status === 'completed') return hangUp(x, answering, 'twilio')
      joined = participant(answering)
      const mine = joined
      answering.work = {
        leave: (why) => exit(x, room, mine, why === 'ended' ? 'participant_hung_up' : 'participant_updated_via_api'),
      }
      enter(x, room, joined)
    },
    unanswered(lost) {
      if (joined !== null || !room.connecting.delete(lost)) return
      tell(x, room, 'participant-leave', participant(lost), {
        ParticipantCallStatus: lost.status, ReasonParticipantLeft: 'participant_add_failed',
      })
      if (room.participants.length + room.connecting.size === 0) {
        endRoom(x, room, 'last-participant-left', 'conference_ended_via_api', null)
      }
    },
  })
  room.connecting.set(leg, { label })
  const caller = room.participants.find((other) => other.leg.direction === 'inbound')
  if (caller) x.witness.adopted(leg, caller.leg)
  const created = participantResource(x, room, participant(leg))
  return { status: 201, body: { ...created, status: 'queued', queue_time: String(queueMs) } }
}

function roomResource(x: Exchange, room: Room): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${x.account.sid}/Conferences/${room.sid}`
  return {
    sid: room.sid, account_sid: x.account.sid, friendly_name: room.name, status: room.status, region: 'us1',
    api_version: '2010-04-01', date_created: rfc2822(room.createdAt), date_updated: rfc2822(x.clock.now()),
    reason_conference_ended: room.reasonEnded, call_sid_ending_conference: null, uri: `${uri}.json`,
    subresource_uris: { participants: `${uri}/Participants.json`, recordings: `${uri}/Recordings.json` },
  }
}

function participantResource(x: Exchange, room: Room, one: Participant): Record<string, unknown> {
  return {
    account_sid: x.account.sid, call_sid: one.leg.sid, conference_sid: room.sid, label: one.label, muted: one.muted,
    hold: one.hold, coaching: one.coaching !== null, call_sid_to_coach: one.coaching,
    start_conference_on_enter: one.startOnEnter, end_conference_on_exit: one.endOnExit, status: 'connected',
    queue_time: null, date_created: rfc2822(one.leg.createdAt), date_updated: rfc2822(x.clock.now()),
    uri: `/2010-04-01/Accounts/${x.account.sid}/Conferences/${room.sid}/Participants/${one.leg.sid}.json`,
  }
}
