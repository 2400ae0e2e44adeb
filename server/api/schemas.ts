import { z } from 'zod'
import { OUTCOMES } from '../calls/state.ts'
import { CLEARED_BECAUSE, STEPS, WAYS_OUT } from '../alerts/events.ts'
import { acknowledgeRequest, alertId, alertRuleId, alertRuleRequest, silenceRequest } from '../live/alert-requests.ts'
import { greetingRequest, stateRequest, wrapUpRequest } from '../live/requests.ts'
import { LONGEST_LABEL } from '../people/displays.ts'
import { CALL_BACK_REASONS, NOBODY_FREE } from '../calls/events.ts'
import { agentId, endRequest } from '../live/supervision-requests.ts'
import { callBackRequest, nothingMore, putDownRequest, settleRequest, transferRequest, transferToRequest } from '../live/transfer-requests.ts'
import { CALL_BACK_STAGES } from '../protocol/call-backs.ts'
import { AGENT_STATES, UNREACHABLE_REASONS } from '../protocol/agents.ts'
import { SEVERITIES } from '../protocol/alerts.ts'
import { CHECKS } from '../protocol/checks.ts'
import { FIGURES } from '../protocol/figures.ts'
import { FORECAST_UNKNOWNS } from '../protocol/forecast.ts'
import { LENS_CLASSES, LENS_FORMULAS, TREATMENTS } from '../protocol/lens.ts'
import { COUNTED, OPENED_KINDS, WHYS } from '../protocol/opened.ts'
import { ROLES } from '../protocol/people.ts'
import { REPORT_BY } from '../protocol/reports.ts'
import { CALLER_PHASES } from '../protocol/story.ts'
import { END_REASONS, SUPERVISE_MODES, SUPERVISION_ENDS, SUPERVISION_STAGES } from '../protocol/supervision.ts'
import { TRANSFER_ENDS, TRANSFER_KINDS, TRANSFER_STAGES } from '../protocol/transfers.ts'

/** Shapes of what the API takes and gives: they check the input, and `openapi.json` is made from them. */

const moment = z.int().describe('Milliseconds since 1970-01-01T00:00:00Z')
const nullable = <T extends z.ZodType>(schema: T) => schema.nullable()

export const login = z.strictObject({
  account: z.string().min(1).max(64),
  password: z.string().min(1).max(1024),
})

export const session = z.object({
  account: z.string(), name: z.string(), role: z.enum(ROLES), department: z.string(),
  endsInMs: z.number().nullable().describe('Then somebody has to log in anew, though not in the middle of a call; null: never'),
}).meta({ id: 'Session' })

/** A time in a query: milliseconds, or ISO 8601 with its offset. */
const when = z.string().transform((text, context) => {
  const at = /^\d{1,15}$/.test(text) ? Number(text) : /(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN
  if (!Number.isNaN(at)) return at
  context.addIssue({ code: 'custom', message: 'must be milliseconds, or a time with its offset like 2026-11-22T09:00:00+09:00' })
  return z.NEVER
})

export const callsQuery = z.strictObject({
  from: when.optional().describe('Arrived at or after; default: the beginning of today (Seoul)'),
  to: when.optional().describe('Arrived before; default: now'),
  outcome: z.enum(OUTCOMES).optional(),
  t1: z.enum(['kept', 'broken', 'void', 'running']).optional(),
  agent: z.string().max(64).optional(),
  after: z.string().regex(/^[0-9a-z]{9}-[0-9a-f]{8}$/, 'must be the `next` of the answer before').optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})

export const callId = z.strictObject({ call: z.string().regex(/^[0-9a-z]{9}-[0-9a-f]{8}$/, 'is not the id of a call') })

export const callLine = z.object({
  call: z.string(), arrivedAt: moment, line: z.string(), caller: z.string().describe('Masked'), outcome: z.enum(OUTCOMES),
  t1: z.string(), t1Lenient: z.string(), certain: z.boolean(), agent: nullable(z.string()), answeredAt: nullable(moment),
  endedAt: nullable(moment), waitMs: nullable(z.int()), ring: nullable(z.int()), talkMs: nullable(z.int()), running: z.boolean(),
}).meta({ id: 'CallLine' })

export const calls = z.object({
  calls: z.array(callLine), next: nullable(z.string()).describe('Hand this in as `after` for the rest; null at the end'),
})

const nobodyFree = z.int().describe('How often nobody there could be rung: no transfer began, and no promise of it is counted')
const figure = z.object({
  kept: z.int(), broken: z.int(), void: z.int(), running: z.int(), rate: nullable(z.number()),
  interval: nullable(z.object({ low: z.number(), high: z.number() })),
}).meta({ id: 'PromiseFigure' })
const counts = z.object({
  received: z.int(), answered: z.int(), abandoned: z.int(), abandonedShort: z.int(), outOfHours: z.int(), refused: z.int(), inProgress: z.int(),
}).meta({ id: 'CallCounts' })

const name = z.object({ ko: z.string(), en: z.string() })

export const phone = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('twilio'), token: z.string().describe('For the Voice SDK: lets the page be rung, not dial'), identity: z.string(), tokenUntil: moment }),
  z.object({ kind: z.literal('demo'), identity: z.string() }),
  z.object({ kind: z.literal('elsewhere'), where: z.enum(['phone', 'sip']) }),
  z.object({ kind: z.literal('none') }),
]).meta({ id: 'PhoneAccess' })

export const directory = z.object({
  asOf: moment,
  departments: z.array(z.object({
    id: z.string(), name, keywords: z.array(z.string()), number: nullable(z.string()),
    members: z.array(z.object({
      agent: z.string(), name: z.string(), state: z.enum(AGENT_STATES), since: moment, reachable: z.boolean(), canTakeIt: z.boolean(),
    })),
    t4: figure,
  })),
  contacts: z.array(z.object({
    id: z.string(), name, keywords: z.array(z.string()), number: z.string().describe('Masked'), canBeDialled: z.boolean(),
  })),
}).meta({ id: 'Directory' })

export { callBackRequest, nothingMore, putDownRequest, settleRequest, transferRequest, transferToRequest }

const bothNames = z.object({ ko: z.string(), en: z.string() })
export const transfer = z.object({
  call: z.string(), transfer: z.int(), kind: z.enum(TRANSFER_KINDS), to: z.object({ kind: z.enum(['department', 'agent', 'contact']), id: z.string(), name: bothNames }),
  by: z.string(), gist: z.string(), askedAt: moment.describe('The clock of promise T4 begins'), stage: z.enum(TRANSFER_STAGES), end: nullable(z.enum(TRANSFER_ENDS)),
  ringing: z.array(z.string()), colleague: nullable(z.string()), verdict: z.enum(['kept', 'broken', 'void', 'running']),
  shares: z.object({ find: nullable(z.int()), ring: nullable(z.int()), consult: nullable(z.int()), join: nullable(z.int()) }),
  next: nullable(z.object({ agent: z.string(), name: z.string() })).describe('From 20 s on: the next best person'),
}).meta({ id: 'Transfer' })
const callBack = z.object({
  callBack: z.string(), call: z.string(), caller: z.string().describe('Masked'), reason: z.enum(CALL_BACK_REASONS), madeAt: moment, promisedFor: moment,
  owner: nullable(z.string()), state: z.enum(['open', 'dialling', 'done']),
  dial: nullable(z.object({ by: z.string(), stage: z.enum(CALL_BACK_STAGES), since: moment })).describe('With state `dialling`: whose phone rings now, or that they talk'),
}).meta({ id: 'CallBack' })
export const callBacks = z.object({ callBacks: z.array(callBack) })

const share = nullable(z.number().min(0).max(1))
const forecast = z.object({
  now: share, withoutOne: share, withOneMore: share, atWork: z.int(),
  sample: z.object({
    calls: z.int(), openMs: z.int(), perHour: nullable(z.number()), talks: z.int(), handlingMs: nullable(z.int()), bells: z.int(), pickedUp: share,
    bellMs: nullable(z.int()), abandoned: z.int(), patienceMs: z.int(),
  }).describe('What today has shown; of quarters of an hour that are over'),
  unknown: nullable(z.enum(FORECAST_UNKNOWNS)),
}).meta({ id: 'Forecast' }).describe('Promise T1 of the next half hour, with those at work, with one fewer, with one more (Erlang A)')
const supervision = z.object({
  call: z.string(), supervision: z.int(), by: z.string(), name: z.string(), stage: z.enum(SUPERVISION_STAGES), mode: z.enum(SUPERVISE_MODES),
  inForce: nullable(z.enum(SUPERVISE_MODES)).describe('What the supervisor\'s line was told last; null before it has come'),
  caller: z.string(), agent: nullable(z.string()).describe('Who is listened to'), of: nullable(z.string()).describe('Whose call it is; taken over, whose it was'), since: moment,
}).meta({ id: 'Supervision' })
export const ending = z.object({
  step: z.enum(['armed', 'ending']), until: nullable(moment).describe('With armed: until when the second step has to come'), callerHears: z.string(),
}).meta({ id: 'Ending' })
export { agentId, endRequest }
const unit = z.enum(['ratio', 'count', 'ms']).describe('How the figure is read')
const alertShown = z.object({
  alert: z.string(), rule: z.string(), name: z.string(), figure: z.string(), unit, department: nullable(bothNames), is: z.enum(['below', 'above']), threshold: z.number(),
  forMs: z.int(), severity: z.enum(SEVERITIES), since: moment.describe('The condition began'), raisedAt: moment, value: nullable(z.number()).describe('When it was raised'),
  now: nullable(z.number()), subsiding: z.boolean(), acknowledged: nullable(z.object({ by: z.string(), at: moment })), escalatedAt: nullable(moment),
  sound: z.boolean(), notification: z.boolean(), silencedUntil: nullable(moment),
}).meta({ id: 'AlertShown' })
const promiseCounts = z.object({ kept: z.int(), broken: z.int(), void: z.int(), running: z.int() })
const interval = z.object({ start: moment, counts, t1: promiseCounts })
const transferInterval = promiseCounts.extend({ start: moment })
export const dayParameter = z.strictObject({ day: z.string().regex(/^\d{4}-\d\d-\d\d$/, 'must be a day like 2026-11-22').describe('A day of the line\'s zone') })
export const day = z.object({
  day: z.string(), intervals: z.array(interval).describe('Quarters of an hour in which somebody called'),
  t4: z.array(transferInterval).describe('Quarters of an hour from which a call was passed on'),
}).meta({ id: 'Day' })

export const live = z.object({
  seq: z.int(), asOf: moment,
  line: z.object({ number: z.string(), name: z.object({ ko: z.string(), en: z.string() }), cadenceMs: z.int(), open: z.boolean() }),
  simulated: z.boolean(), speed: z.number(), day: z.string(), target: z.number(),
  t1: z.object({ strict: figure, lenient: figure, bell: figure, uncertain: z.int() }),
  counts, conserved: z.boolean(),
  t4: z.object({
    all: figure, byDepartment: z.array(z.object({ department: z.string(), name: bothNames, figure, nobodyFree })), lostInTransfer: z.int(), nobodyFree,
    intervals: z.array(transferInterval).describe('By the quarter of an hour in which the calls arrived; those without a transfer are left out'),
  }),
  transfers: z.array(transfer),
  callBacks: z.object({ open: z.int(), overdue: z.int(), oldestMadeAt: nullable(moment), list: z.array(callBack).describe('The most urgent') }),
  waits: z.object({ meanMs: nullable(z.int()), longestMs: nullable(z.int()), byRing: z.tuple([z.int(), z.int(), z.int(), z.int()]) }),
  ringing: z.array(z.object({ call: z.string(), caller: z.string(), arrivedAt: moment, phones: z.int() })),
  waiting: z.array(z.object({
    call: z.string(), caller: z.string(), arrivedAt: moment, queuedAt: moment, place: z.int(), offeredTo: z.array(z.string()),
  })),
  agents: z.array(z.object({
    agent: z.string(), name: z.string(), department: z.object({ ko: z.string(), en: z.string() }), state: z.enum(AGENT_STATES), since: moment,
    reason: nullable(z.string()), callingBack: z.boolean(), call: nullable(z.string()), until: nullable(moment), answered: z.int(),
    reachable: z.boolean(), unreachable: z.array(z.enum(UNREACHABLE_REASONS)),
  })),
  supervisions: z.array(supervision),
  intervals: z.array(interval),
  forecast,
  failing: z.array(z.object({ check: z.enum(CHECKS), since: moment })).describe('Self-checks that fail now'),
  alerts: z.array(alertShown),
}).meta({ id: 'Wallboard' })

export const displayRequest = z.strictObject({ label: z.string().trim().min(1).max(LONGEST_LABEL).describe('Where it hangs') })
export const displayId = z.strictObject({ display: z.string().regex(/^[0-9a-f]{12}$/, 'is not the id of a display') })
const oneDisplay = z.object({
  display: z.string(), label: z.string(), madeBy: z.string(), madeByName: z.string(), madeAt: moment, seenAt: nullable(moment).describe('To the minute'),
  revokedBy: nullable(z.string()), revokedByName: nullable(z.string()), revokedAt: nullable(moment),
})
export const displays = z.object({ displays: z.array(oneDisplay.meta({ id: 'Display' })) })
export const newDisplay = oneDisplay.extend({
  token: z.string().describe('Shown this once'), address: z.string().describe('To be opened on the screen; the token stands behind the #'),
}).meta({ id: 'NewDisplay' })

export const replayQuery = z.strictObject({
  at: when.describe('The moment to see again'),
  seq: z.coerce.number().int().min(0).optional().describe('The number a picture carried, to prove what it showed; left out: what was known at that moment'),
})
export const replayDays = z.object({
  from: nullable(moment).describe('Null when nothing can be seen again yet'), to: moment,
}).meta({ id: 'ReplayDays' })

export const checks = z.object({
  asOf: moment, held: z.int(), total: z.int(),
  failed: z.array(z.object({ check: z.enum(CHECKS), since: moment, expected: z.string(), found: z.string() })),
  twilio: nullable(z.object({
    askedAt: moment, reached: z.boolean(), compared: z.int(),
    differences: z.array(z.object({ kind: z.enum(['unknown-here', 'over-there']), since: moment, leg: z.string() })),
  })).describe('Null until Twilio was asked for the first time'),
}).meta({ id: 'Checks' })

// Opened numbers, the lens, definitions, the report of the promises.

const quarter = when.refine((at) => at % 900_000 === 0, 'must be the beginning of a quarter of an hour')
export const openedParams = z.strictObject({ figure: z.string().describe('A name of GET /live/figures') })
export const departmentParams = z.strictObject({ department: z.string().describe('Id of a department; `outside`: contacts') })
export const openedQuery = z.strictObject({
  interval: quarter.optional().describe('Beginning of a quarter of an hour of today, for `t4` of an hour; default: the whole day, or now'),
  counted: z.enum(['in', ...COUNTED]).optional().describe('Only lines that stand so; `in`: numerator and denominator'),
  after: z.string().regex(/^-?\d{1,16}\.[\w/-]{1,100}$/, 'must be the `next` of the answer before').optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})
const counted = z.enum(COUNTED)
const why = z.enum(WHYS)
const figureName = z.enum(FIGURES)
export const figures = z.object({
  seq: z.int(), asOf: moment, day: z.string(),
  figures: z.array(z.object({ figure: z.string(), formula: figureName, unit, value: nullable(z.number()) })),
}).meta({ id: 'Figures' })
export const openedFigure = z.object({
  seq: z.int(), asOf: moment, day: z.string(), figure: z.string(), interval: nullable(moment), formula: figureName, unit, value: nullable(z.number()),
  numerator: nullable(z.int()), denominator: nullable(z.int()), of: z.enum(OPENED_KINDS),
  lines: z.object({ numerator: z.int(), denominator: z.int(), out: z.int() }).describe('Over all pages'),
  parts: z.array(z.object({ counted, why, lines: z.int() })),
  agrees: nullable(z.boolean()).describe('Whether counting the lines gives the number on the board'),
  edgeMs: nullable(z.int()), definition: z.object({ version: z.int(), from: moment }),
  rows: z.array(z.object({
    key: z.string(), counted, why, certain: z.boolean(), call: nullable(z.string()), caller: nullable(z.string()).describe('Masked'), at: moment, ms: nullable(z.int()),
    ring: nullable(z.int()), who: nullable(z.string()), to: nullable(bothNames), end: nullable(z.enum(TRANSFER_ENDS)),
  })),
  next: nullable(z.string()).describe('Hand this in as `after` for the rest; null at the end'),
}).meta({ id: 'OpenedFigure' })
const definition = z.object({
  version: z.int(), from: moment.describe('For calls that arrive from here on'), until: nullable(moment),
  t1: z.object({ strictRings: z.int(), lenientRings: z.int(), strictMs: z.int(), lenientMs: z.int() }), t4Ms: z.int(), shortMs: z.int(), serviceLevelMs: z.int(),
}).meta({ id: 'Definition' })
export const definitions = z.object({ definitions: z.array(definition) })
const perClass = <T extends z.ZodType>(schema: T) => z.record(z.enum(LENS_CLASSES), schema)
export const lens = z.object({
  seq: z.int(), asOf: moment, day: z.string(), definition,
  edges: z.array(z.object({
    edge: z.enum(['promise', 'seconds']), withinMs: z.int(), counts: perClass(z.int()).describe('This desk offers nobody who waits a call-back: of those classes it has 0'),
    readings: z.array(z.object({ formula: z.enum(LENS_FORMULAS), met: z.int(), of: z.int(), rate: nullable(z.number()), treats: perClass(z.enum(TREATMENTS)) })),
  })),
}).meta({ id: 'Lens' })
export const reportQuery = z.strictObject({
  from: when.optional().describe('Calls that arrived from here; default: the beginning of today (Seoul). At a full quarter of an hour'),
  to: when.optional().describe('Until here, exclusive; default: the end of today'),
  by: z.enum(REPORT_BY).default('day'),
})
const promisesLine = z.object({
  from: moment, to: moment, counts, conserved: z.boolean(), t1: z.object({ strict: figure, lenient: figure, bell: figure, uncertain: z.int() }),
  waits: z.object({ meanMs: nullable(z.int()), byRing: z.tuple([z.int(), z.int(), z.int(), z.int()]) }), t4: z.object({ all: figure, lostInTransfer: z.int(), nobodyFree }),
}).meta({ id: 'PromisesLine' })
export const promisesReport = z.object({
  seq: z.int(), asOf: moment, by: z.enum(REPORT_BY), total: promisesLine, lines: z.array(promisesLine),
  departments: z.array(z.object({ department: z.string(), name: bothNames, figure, lostInTransfer: z.int(), nobodyFree })),
}).meta({ id: 'PromisesReport' })

const verdict = z.enum(['kept', 'broken', 'void', 'running'])
export const story = z.looseObject({
  asOf: moment, phases: z.array(z.object({ phase: z.enum(CALLER_PHASES), from: moment, to: nullable(moment) })).describe('What the caller heard, without gap'),
  transfers: z.array(z.looseObject({ transfer: z.int(), askedAt: moment, until: moment, verdict, certain: z.boolean() })),
  call: z.string(), line: z.string(), caller: z.string(), arrivedAt: moment, endedAt: nullable(moment), phase: z.string(), outcome: z.enum(OUTCOMES),
  answeredBy: nullable(z.object({ agent: nullable(z.string()), name: nullable(z.string()), at: moment })), talkMs: nullable(z.int()),
  promises: z.looseObject({}), rings: z.array(z.object({ ring: z.int(), at: moment, heard: z.boolean() })).describe('The promise\'s beat; heard as a bell only while ringback runs'),
  legs: z.array(z.looseObject({ leg: z.string(), agent: z.string() })),
  supervisions: z.array(z.looseObject({
    supervision: z.int(), by: z.string(), name: z.string(), askedAt: moment, joinedAt: nullable(moment), endedAt: nullable(moment),
    modes: z.array(z.object({ mode: z.enum(SUPERVISE_MODES), at: moment })).describe('What was asked'),
    inForce: z.array(z.object({ mode: z.enum(SUPERVISE_MODES), from: moment, to: nullable(moment) })).describe('What held of it: who heard them, when'),
    end: nullable(z.enum(SUPERVISION_ENDS)).describe('Null while it goes on'),
  })),
  refusedTransfers: z.array(z.object({ at: moment, by: z.string(), name: z.string(), to: z.object({ kind: z.enum(['department', 'agent', 'contact']), id: z.string(), name: bothNames }), because: z.enum(NOBODY_FREE) }))
    .describe('Nobody there could be rung: no transfer began'),
  requeues: z.array(z.object({ by: z.string(), name: z.string(), at: moment })),
  ending: nullable(z.object({ by: z.string(), name: z.string(), reason: z.enum(END_REASONS), at: moment })).describe('A supervisor ended it'),
  events: z.array(z.looseObject({ seq: z.int(), type: z.string(), at: moment, receivedAt: moment }))
    .describe('Empty for an agent who did not talk in this call; nor are they told of supervisions'),
}).meta({ id: 'Story' })

export const problem = z.looseObject({
  type: z.string(), title: z.string(), status: z.int(), detail: z.string(), because: z.string(),
}).meta({ id: 'Problem' })

export { greetingRequest, stateRequest, wrapUpRequest }

export { acknowledgeRequest, alertId, alertRuleId, alertRuleRequest, silenceRequest }

const alertRule = alertRuleRequest.extend({ id: z.string() }).meta({ id: 'AlertRule' })
export const alertRules = z.object({
  rules: z.array(alertRule.extend({
    unit, department: nullable(bothNames), silencedUntil: nullable(moment),
    set: z.object({ at: moment, by: nullable(z.string()).describe('Null: it came with the line'), name: nullable(z.string()) }),
  })),
  choices: z.object({
    webhooks: z.array(z.string()), texts: z.array(z.string()).describe('Whom text messages can reach'),
    figures: z.array(z.object({ figure: z.string(), unit, department: nullable(bothNames) })),
  }),
})
export const alerts = z.object({
  alerts: z.array(z.object({
    alert: z.string(), rule: alertRule.describe('As it was when it was raised'), unit, department: nullable(bothNames), since: moment, raisedAt: moment, value: z.number(), subsidedAt: nullable(moment),
    acknowledged: nullable(z.object({ at: moment, by: z.string(), name: z.string(), note: z.string() })), escalatedAt: nullable(moment),
    cleared: nullable(z.object({ at: moment, value: nullable(z.number()), because: z.enum(CLEARED_BECAUSE) })),
    sent: z.array(z.object({
      step: z.enum(STEPS), way: z.enum(WAYS_OUT), to: z.string(), at: moment, because: nullable(z.string()).describe('Null: it went out'),
      delivered: nullable(z.object({ at: moment, because: nullable(z.string()).describe('Null: it arrived') })),
    })),
  }).meta({ id: 'Alert' })).describe('Open ones and those raised today, newest first'),
})
