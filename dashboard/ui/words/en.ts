/** English, with the same keys as `ko.ts`. */
import { count } from '../figures.ts'
import type { Words } from './ko.ts'

const weekday = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' })
const calls = (n: string) => (n === '1' ? '1 call' : `${n} calls`)

export const en: Words = {
  languageName: 'English',
  product: 'Third Ring',

  wallboard: {
    title: 'Wallboard',
    date: (noon) => weekday.format(noon),
    seoul: 'Seoul',
    open: 'Open',
    closed: 'Out of hours',
    simulated: 'Simulated',
    simulatedMeaning: 'Network, callers and colleagues are all simulated',
    simulatedSpeed: (speed) => `×${speed}`,
    connecting: 'Connecting to the server',
    loggedInAs: (name) => name,
    logOut: 'Log out',
    logOutFailed: 'Not logged out: the server cannot be reached',
    language: 'Language',
    more: (n) => `and ${count(n)} more`,
    moreCalls: (n) => `and ${count(n)} more`,
    withheld: 'Withheld',
  },

  age: {
    fresh: (seconds) => `${seconds} s old`,
    stopped: (length) => `Stopped — figures of ${length} ago`,
    seconds: (n) => `${n} s`,
    minutes: (n) => `${n} min`,
    hours: (n) => `${n} h`,
    reconnecting: 'Reconnecting',
    stoppedAnnouncement: 'The board has stopped. Reconnecting.',
    againAnnouncement: 'Connected again.',
  },

  promise: {
    heading: 'Answered before ring 3',
    today: 'Today',
    kept: 'Kept',
    broken: 'Broken',
    calls: '',
    target: (percent) => `Target ${percent}%`,
    met: 'On target',
    below: 'Below target',
    nothingDecided: 'No call has been judged yet',
    interval: '95% interval',
    lenient: 'Counting ring 3 too',
    bell: "By agents' phones",
    void: 'Not counted',
    running: 'Running',
    uncertain: 'On the edge',
    outOf: (kept, decided) => `${kept} of ${decided}`,
  },

  day: {
    heading: "Today's calls",
    received: 'Received',
    answered: 'Answered',
    abandoned: 'Abandoned',
    abandonedShort: (n) => `short ${n}`,
    outOfHours: 'Out of hours',
    refused: 'Refused',
    inProgress: 'In progress',
    conserved: 'Sums agree',
    calls,
    mismatch: 'Sums disagree',
    mismatchDay: (received, sum) => `received ${received} ≠ sum ${sum}`,
    mismatchInterval: 'a quarter-hour does not add up',
  },

  ringing: {
    heading: 'Ringing now',
    calls,
    none: 'No call is ringing',
    phones: (n) => (n === 1 ? '1 phone rings' : `${n} phones ring`),
    noPhones: 'Nobody free',
    seconds: 's',
    thirdRing: 'Ring 3',
    pastThirdRing: 'Past ring 3',
    bells: (ring) => `ring ${ring}`,
  },

  waiting: {
    heading: 'Waiting',
    people: (n) => (n === '1' ? '1 person' : `${n} people`),
    longest: 'longest',
    none: 'Nobody is waiting',
    place: (n) => `place ${n}`,
    offeredTo: (name, others) => (others > 0 ? `rings ${name} and ${others} more` : `rings ${name}`),
  },

  agents: {
    heading: 'Agents',
    declared: 'declared ready',
    reachable: 'reachable',
    none: 'No agents yet',
    states: {
      ready: 'Ready', ringing: 'Ringing', talking: 'Talking', 'wrap-up': 'Wrap-up',
      unreachable: 'Unreachable', away: 'Away', offline: 'Logged out',
    },
    reasons: {
      break: 'Break', lunch: 'Lunch', meeting: 'Meeting', training: 'Training',
      'desk-work': 'Desk work', other: 'Other', 'not-answering': 'No answer',
    },
  },

  intervals: {
    heading: 'By quarter-hour',
    above: 'kept',
    under: 'received',
    none: 'No calls yet today',
    hour: (n) => String(n),
    caption: 'Calls received and answered before the third ring, by quarter-hour',
    time: 'Time',
    rate: 'Share kept',
    undecided: 'none judged',
    tip: (time, received, kept, decided) => `${time} · ${received} received · ${kept} of ${decided} kept`,
  },

  waits: {
    heading: 'Answered at which ring',
    rings: ['Ring 1', 'Ring 2', 'Ring 3', 'Later'],
    none: 'No call has been answered yet',
    mean: 'Mean wait',
    longest: 'Longest wait',
    seconds: 's',
    promise: 'promise',
  },

  login: {
    title: 'Log in',
    purpose: 'Before the third ring',
    account: 'Account',
    password: 'Password',
    show: 'Show password',
    submit: 'Log in',
    submitting: 'Checking',
    needAccount: 'Please enter your account.',
    needPassword: 'Please enter your password.',
    wrong: 'The account or the password is not right.',
    tooMany: (seconds) =>
      seconds === null ? 'Too many attempts. Please try again in a while.' : `Too many attempts. Please try again in ${seconds} s.`,
    unreachable: 'The server cannot be reached. Check the network and try again.',
    serverError: 'Something is wrong with the server. Please try again in a while.',
  },
}
