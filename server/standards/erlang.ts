/**
 * Waiting lines with many servers, by the formulas the trade works with. Pure, and exact up to rounding: nothing is simulated.
 *
 * Callers arrive by chance (Poisson), each is handled for an exponential time, whoever finds nobody free waits in order. In Erlang C
 * they wait for ever; in Erlang A each has a patience of their own, exponential too, and hangs up when it ends.
 */

export interface Traffic {
  /** Calls offered in an hour; 0 or more. */
  perHour: number
  /** Mean time for which a call engages an agent: talk, hold and wrap-up, in ms; above 0. */
  handlingMs: number
}

/** Who waits is never lost. Times in ms; shares are of all calls offered, 0…1. */
export interface ErlangC {
  /** That a caller finds nobody free. */
  pWait: number
  /** Average speed of answer: mean wait of all callers. */
  asaMs: number
  /** Of the agents' time. */
  occupancy: number
  /** Answered within so many ms. */
  serviceLevel(ms: number): number
}

/** Who waits may hang up. Times in ms; shares are of all calls offered, 0…1. */
export interface ErlangA {
  pWait: number
  pAbandon: number
  /** Of all callers, those who hang up included. */
  meanWaitMs: number
  occupancy: number
  /** Answered, and within so many ms. With those who abandon within the time and those who still wait then, this is everybody. */
  answeredWithin(ms: number): number
  abandonedWithin(ms: number): number
}

const HOUR_MS = 3_600_000

/** Offered load in Erlang: calls under way at once, if nobody had to wait. */
export const loadOf = ({ perHour, handlingMs }: Traffic): number => (perHour * handlingMs) / HOUR_MS

/**
 * Erlang B: the share of calls that finds all n lines busy where nobody can wait. By the recursion B₀ = 1,
 * Bₖ = a·Bₖ₋₁ ÷ (k + a·Bₖ₋₁), which stays within 0…1 for any load.
 * @param load in Erlang
 * @see A. K. Erlang, Solution of some problems in the theory of probabilities of significance in automatic telephone exchanges (1917)
 */
export function erlangB(load: number, lines: number): number {
  let blocked = 1
  for (let k = 1; k <= lines; k++) blocked = (load * blocked) / (k + load * blocked)
  return blocked
}

/**
 * Erlang C, M/M/n: P(wait) = n·B ÷ (n − a·(1 − B)), SL(T) = 1 − P(wait)·e^(−(n − a)·T ÷ handling), ASA = P(wait)·handling ÷ (n − a).
 * Overstates the wait, because nobody ever hangs up in it.
 * @returns null where the queue would grow for ever: load ≥ agents
 * @see Erlang (1917), as above
 */
export function erlangC(traffic: Traffic, agents: number): ErlangC | null {
  const load = loadOf(traffic)
  if (load >= agents) return null
  const blocked = erlangB(load, agents)
  const pWait = (agents * blocked) / (agents - load * (1 - blocked))
  const spare = (agents - load) / traffic.handlingMs
  return {
    pWait,
    asaMs: pWait / spare,
    occupancy: load / agents,
    serviceLevel: (ms) => 1 - pWait * Math.exp(-spare * ms),
  }
}

/** A chain is followed until what it still holds is below the last digit of a double. */
const NOTHING = 1e-18

/**
 * Erlang A, M/M/n+M: the number of calls in the house is a birth–death chain, births λ, deaths min(k, n)·μ + max(k − n, 0)·θ.
 * There is always an equilibrium, whatever the load.
 *
 * What happens to somebody who finds n + j there, in closed form. Those j before them leave, and then somebody becomes free, after
 * independent exponential times of rates nμ + jθ, …, nμ + θ, nμ. With c = nμ ÷ θ these rates are θ·(c + i), i = 0 … j: the
 * times between the order statistics of exponential times, so that e^(−θV) of the whole wait V has the distribution Beta(c, j + 1).
 * The caller is answered within T if V ≤ T and their own patience, of rate θ, has lasted: E[e^(−θV); V ≤ T]
 * = c ÷ (c + j + 1) · P(Beta(c + 1, j + 1) ≥ e^(−θT)), and a Beta with a whole second parameter is a sum of negative binomial terms.
 * @param patienceMs mean patience of a caller who waits; above 0
 * @see C. Palm, Research on telephone traffic carried by full availability groups (1957); O. Garnett, A. Mandelbaum, M. Reiman, Designing
 * a call center with impatient customers (2002), for P(wait) and P(abandon). The closed form of the wait is worked out here.
 */
export function erlangA(traffic: Traffic, agents: number, patienceMs: number): ErlangA {
  const { perHour, handlingMs } = traffic
  const births = perHour / HOUR_MS
  const all = agents / handlingMs
  const impatience = 1 / patienceMs
  const c = all / impatience
  const waiting = waitingChain(births, agents, 1 / handlingMs, impatience)
  const pWait = share(sum(waiting))
  const pAbandon = share(sum(waiting.map((p, j) => (p * (j + 1)) / (c + j + 1))))

  /** Over everybody who has to wait: answered within the time, and still there after it. */
  const after = (ms: number): { answered: number; waiting: number } => {
    if (ms <= 0) return { answered: 0, waiting: pWait }
    const logLeft = Math.log(-Math.expm1(-impatience * ms))
    // Logarithms of the terms, since the first may lie far below the smallest double when many agents become free in the time.
    let logLong = -(c + 1) * impatience * ms
    let logShort = -c * impatience * ms
    let longer = Math.exp(logLong)
    let shorter = Math.exp(logShort)
    let answered = 0
    let left = 0
    for (let j = 0; j < waiting.length; j++) {
      if (j > 0) {
        logLong += logLeft + Math.log((c + j) / j)
        // With nobody at work (c = 0) nobody is ever answered: all of it lies in the first term.
        logShort += logLeft + Math.log((c + j - 1) / j)
        longer += Math.exp(logLong)
        shorter += Math.exp(logShort)
      }
      answered += waiting[j]! * (c / (c + j + 1)) * Math.max(0, 1 - longer)
      left += waiting[j]! * Math.min(1, shorter)
    }
    return { answered, waiting: left * Math.exp(-impatience * ms) }
  }
  return {
    pWait,
    pAbandon,
    meanWaitMs: pAbandon * patienceMs,
    occupancy: agents === 0 ? 0 : share((loadOf(traffic) * (1 - pAbandon)) / agents),
    answeredWithin: (ms) => share(1 - pWait + after(ms).answered),
    abandonedWithin(ms) {
      const { answered, waiting } = after(ms)
      return share(pWait - answered - waiting)
    },
  }
}

/**
 * Probabilities that a caller finds n, n + 1, n + 2 … calls in the house. Worked out from the likeliest number of calls to both
 * sides, where the terms only become smaller: nothing overflows, for any load and any number of agents.
 */
function waitingChain(births: number, agents: number, handled: number, impatience: number): number[] {
  const deaths = (k: number) => Math.min(k, agents) * handled + Math.max(0, k - agents) * impatience
  const mode = births <= agents * handled ? Math.floor(births / handled) : agents + Math.floor((births - agents * handled) / impatience)
  const up: number[] = []
  for (let k = mode + 1, p = 1; p > NOTHING; k++) up.push((p *= births / deaths(k)))
  const down: number[] = []
  for (let k = mode, p = 1; k > 0 && p > NOTHING; k--) down.push((p *= deaths(k) / births))
  const total = 1 + sum(up) + sum(down)
  const from = mode - down.length
  const chain = [...down.reverse(), 1, ...up]
  const waiting: number[] = []
  for (let k = agents; k <= mode + up.length; k++) waiting.push(k < from ? 0 : chain[k - from]! / total)
  return waiting
}

/** From the end, where the small ones stand: so they count. */
const sum = (numbers: readonly number[]): number => numbers.reduceRight((total, one) => total + one, 0)
/** Rounding must not make more than all of it, or less than nothing. */
const share = (n: number): number => Math.min(1, Math.max(0, n))
