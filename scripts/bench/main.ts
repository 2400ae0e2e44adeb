import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Child, start } from './child.ts'
import { makeHistory } from './history.ts'
import { arrival, callbacks, fire, forged, hangUp, type Shot } from './load.ts'
import { median, percentile } from './setting.ts'
import { openStalled, openWallboards } from './wallboards.ts'

/**
 * What the service costs. Times depend on the machine and its mood; ratios within one run do not, so they are what to read.
 * `npm run bench -- quick` leaves out the histories of 10^5 and more calls; a name (`callbacks`, `voice`, `live`, `viewers`,
 * `history`, `startup`) runs that part alone.
 */
const wanted = process.argv.slice(2)
const quick = wanted.includes('quick')
const runs = (part: string) => wanted.filter((word) => word !== 'quick').length === 0 || wanted.includes(part)
const folder = mkdtempSync(join(tmpdir(), 'third-ring-bench-'))
const file = (name: string) => join(folder, `${name}.db`)
const print = (what: string, figure: string, aim = '') => console.log(`${what.padEnd(66)} ${figure.padStart(26)}  ${aim}`)
const ms = (n: number) => `${n.toFixed(n < 10 ? 2 : 1)} ms`

console.log(`${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${process.platform}\n`)

/** CPU of a child for each shot, µs. */
async function cpuEach(child: Child, shots: readonly Shot[], status: number): Promise<number> {
  const before = await child.cpu()
  const { statuses } = await fire(child.port, shots)
  const after = await child.cpu()
  if (statuses.get(status) !== shots.length) throw new Error(`expected ${status} only, got ${JSON.stringify([...statuses])}`)
  return (after - before) / shots.length
}

/** Callbacks of so many fresh calls, each ringing ten phones. */
async function callbacksOf(child: Child, calls: number): Promise<Shot[]> {
  const arrivals = Array.from({ length: calls }, arrival)
  const { answers } = await fire(child.port, arrivals, 10)
  return answers.flatMap((answer, i) => callbacks(answer, arrivals[i]!.sid))
}

async function statusCallbacks(): Promise<void> {
  const [bare, service] = [await start('bare.ts'), await start('service.ts', file('callbacks'))]
  await service.ask('ready')
  const ratios: number[] = []
  const refusals: number[] = []
  const costs: { bare: number[]; ours: number[] } = { bare: [], ours: [] }
  for (let round = 0; round < 9; round++) {
    const shots = await callbacksOf(service, 100)
    const first = round % 2 === 0
    const bareFirst = first ? await cpuEach(bare, shots, 204) : 0
    const ours = await cpuEach(service, shots, 204)
    const theirs = first ? bareFirst : await cpuEach(bare, shots, 204)
    const refused = await cpuEach(service, shots.map(forged), 403)
    if (round === 0) continue // warming up
    ratios.push(ours / theirs)
    refusals.push(refused / ours)
    costs.bare.push(theirs)
    costs.ours.push(ours)
  }
  const figures = await service.ask<{ requests: number; commits: number }>('figures')
  const broken = await service.ask<number | null>('verify')
  print('status callback, journaled, folded and on disk ÷ bare Express', median(ratios).toFixed(2), `aim <= 1.15; ${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)} in ${ratios.length} runs`)
  print('  CPU: bare, ours', `${median(costs.bare).toFixed(0)}, ${median(costs.ours).toFixed(0)} µs`, `${(figures.requests / figures.commits).toFixed(1)} requests a commit; chain ${broken === null ? 'whole' : `broken at ${broken}`}`)
  print('refusing a forged signature ÷ taking a genuine one', median(refusals).toFixed(2), 'aim <= 1')
  await Promise.all([bare.stop(), service.stop()])
}

async function voice(): Promise<void> {
  const [bare, service] = [await start('bare.ts'), await start('service.ts', file('voice'))]
  await service.ask('ready')
  const took: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < 8; round++) {
    const arrivals = Array.from({ length: 150 }, arrival)
    const ours = await fire(service.port, arrivals)
    const bares = await fire(bare.port, arrivals)
    await fire(service.port, arrivals.map(({ sid }) => hangUp(sid)))
    if (round < 2) continue // warming up
    took.push(...ours.took)
    theirs.push(...bares.took)
  }
  print('voice webhook under 50 connections: median, p99', `${ms(median(took))}, ${ms(percentile(took, 0.99))}`, `bare Express ${ms(median(theirs))}, ${ms(percentile(theirs, 0.99))}: ÷ ${(median(took) / median(theirs)).toFixed(1)}`)
  await Promise.all([bare.stop(), service.stop()])
}

async function wallboards(): Promise<void> {
  const VIEWERS = 500
  const service = await start('service.ts', file('live'))
  await service.ask('ready')
  const boards = await openWallboards(service.port, VIEWERS)
  const shots = await callbacksOf(service, 70)
  await new Promise((resolve) => setTimeout(resolve, 1500))
  for (const seen of boards.seen) seen.length = 0
  await service.ask('record')
  const before = await service.cpu()
  const began = performance.now()
  await fire(service.port, shots, 50, 200)
  await new Promise((resolve) => setTimeout(resolve, 500))
  const cpu = (await service.cpu() - before) / 1000 / (performance.now() - began)
  const received = await service.ask<[number, number][]>('recorded')
  const took = delays(boards.seen, received)
  const firsts: number[] = []
  boards.close()
  // The first change after quiet: one event at a time, two seconds apart.
  const single = await start('service.ts', file('quiet'))
  await single.ask('ready')
  const quiet = await openWallboards(single.port, VIEWERS)
  await single.ask('record')
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setTimeout(resolve, 300))
    await fire(single.port, [arrival()], 1)
  }
  await new Promise((resolve) => setTimeout(resolve, 300))
  const arrivals = (await single.ask<[number, number][]>('recorded')).filter((_, i) => i % 2 === 1)
  for (const seen of quiet.seen) for (const [seq, at] of arrivals) {
    const picture = seen.find((one) => one[0] >= seq)
    if (picture) firsts.push(picture[1] - at)
  }
  quiet.close()
  print(`event → every one of ${VIEWERS} wallboards, first change: p50, p99`, `${ms(percentile(firsts, 0.5))}, ${ms(percentile(firsts, 0.99))}`, 'aim p50 <= 20 ms')
  print('  at 200 webhooks a second, conflated: p50, p99', `${ms(percentile(took, 0.5))}, ${ms(percentile(took, 0.99))}`, `aim p99 <= 120 ms; ${(boards.bytes / 1024).toFixed(1)} kB a picture, ${(cpu * 100).toFixed(0)} % of a core`)
  await Promise.all([service.stop(), single.stop()])
}

/** Many who look, some of whom read nothing any more: an agency shows its board on every floor, and once a year to the public. */
async function viewers(): Promise<void> {
  const VIEWERS = 2000
  const STALLED = VIEWERS / 20
  const service = await start('service.ts', file('viewers'))
  await service.ask('ready')
  const empty = await service.ask<number>('memory')
  const boards = await openWallboards(service.port, VIEWERS - STALLED)
  const stalled = await openStalled(service.port, STALLED)
  const memory = (await service.ask<number>('memory') - empty) / VIEWERS
  const watch = async (shots: readonly Shot[], perSecond: number) => {
    await new Promise((resolve) => setTimeout(resolve, 1500))
    for (const seen of boards.seen) seen.length = 0
    await service.ask('record')
    const [before, { sent }] = [await service.cpu(), await service.ask<{ sent: number }>('figures')]
    await fire(service.port, shots, 50, perSecond)
    await new Promise((resolve) => setTimeout(resolve, 1500))
    const cpu = await service.cpu() - before
    const pictures = (await service.ask<{ sent: number }>('figures')).sent - sent
    return { took: delays(boards.seen, await service.ask<[number, number][]>('recorded')), cpu, pictures }
  }
  const calm = await watch(Array.from({ length: 30 }, arrival), 3)
  const busy = await watch(await callbacksOf(service, 40), 200)
  const bytes = boards.bytes
  boards.close()

  const bare = await start('broadcast.ts')
  const plain = await openWallboards(bare.port, VIEWERS, null)
  const before = await bare.cpu()
  const ROUNDS = 20
  for (let i = 0; i < ROUNDS; i++) {
    await bare.ask('send', { length: bytes })
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  const bareCpu = (await bare.cpu() - before) / ROUNDS / VIEWERS
  const bareTook = delays(plain.seen, await bare.ask<[number, number][]>('recorded'))
  plain.close()
  const p99 = (took: number[]) => percentile(took, 0.99)
  print(`event → ${VIEWERS} wallboards, ${STALLED} of them stalled: p50, p99`, `${ms(percentile(calm.took, 0.5))}, ${ms(p99(calm.took))}`, `aim p99 <= 200 ms; a bare broadcast: ${ms(percentile(bareTook, 0.5))}, ${ms(p99(bareTook))}: ÷ ${(p99(calm.took) / p99(bareTook)).toFixed(1)}`)
  print('  at 200 webhooks a second, conflated: p50, p99', `${ms(percentile(busy.took, 0.5))}, ${ms(p99(busy.took))}`, `${(bytes / 1024).toFixed(1)} kB a picture`)
  print('  each viewer: CPU for a picture, memory', `${(calm.cpu / calm.pictures).toFixed(1)} µs, ${(memory / 1024).toFixed(0)} kB`, `a bare broadcast: ${bareCpu.toFixed(1)} µs`)
  const held = async () => (await service.ask<{ wallboards: number }>('figures')).wallboards
  const began = performance.now()
  while (await held() > 0 && performance.now() - began < 90_000) await new Promise((resolve) => setTimeout(resolve, 1000))
  print('  stalled ones that are still held when the others have gone', `${await held()} of ${STALLED}`, `aim 0; after ${((performance.now() - began) / 1000).toFixed(0)} s more`)
  stalled.close()
  await Promise.all([service.stop(), bare.stop()])
}

/** From each entry to the first picture that holds it, at every viewer. */
function delays(seen: readonly (readonly [seq: number, at: number][])[], received: readonly [seq: number, at: number][]): number[] {
  const took: number[] = []
  for (const pictures of seen) {
    let i = 0
    for (const [seq, at] of received) {
      while (i < pictures.length && pictures[i]![0] < seq) i++
      const picture = pictures[i]
      if (!picture) throw new Error(`entry ${seq} reached no picture of a wallboard`)
      took.push(picture[1] - at)
    }
  }
  return took
}

async function histories(): Promise<void> {
  const sizes = quick ? [1e3, 1e4] : [1e3, 1e5, 1e6]
  const children: Child[] = []
  for (const calls of sizes) {
    await makeHistory(file(`history-${calls}`), calls)
    const child = await start('service.ts', file(`history-${calls}`))
    await child.ask('ready')
    children.push(child)
  }
  const costs = children.map(() => ({ callback: [] as number[], voice: [] as number[], live: [] as number[] }))
  for (let round = 0; round < 6; round++) {
    for (const [i, child] of children.entries()) {
      const voices = Array.from({ length: 60 }, arrival)
      const before = await child.cpu()
      const { answers } = await fire(child.port, voices, 10)
      const voice = (await child.cpu() - before) / voices.length
      const callback = await cpuEach(child, answers.flatMap((answer, i) => callbacks(answer, voices[i]!.sid)), 204)
      const live = await child.ask<number>('live')
      if (round === 0) continue
      costs[i]!.voice.push(voice)
      costs[i]!.callback.push(callback)
      costs[i]!.live.push(live)
    }
  }
  const [base] = costs
  for (const [i, calls] of sizes.entries()) {
    const each = (what: 'callback' | 'voice' | 'live') => {
      const cost = median(costs[i]![what])
      return `${cost.toFixed(0)} µs (${(cost / median(base![what])).toFixed(2)})`
    }
    print(`with ${calls.toLocaleString('en')} calls in history: callback, voice, GET /live`, `${each('callback')}, ${each('voice')}, ${each('live')}`, i === 0 ? 'in brackets: ÷ this line' : 'aim: flat')
  }
  await Promise.all(children.map((child) => child.stop()))
}

async function startUp(): Promise<void> {
  for (const [calls, open] of quick ? [[1e3, 1000]] as const : [[1e3, 1000], [1e6, 1000]] as const) {
    await makeHistory(file(`startup-${calls}`), calls, open)
    const times: number[] = []
    for (let i = 0; i < 5; i++) {
      const child = await start('service.ts', file(`startup-${calls}`))
      const { readyMs, openCalls } = await child.ask<{ readyMs: number; openCalls: number }>('startup')
      if (openCalls !== open) throw new Error(`${openCalls} calls are open after the start, not ${open}`)
      times.push(readyMs)
      await child.stop()
    }
    print(`start-up with ${calls.toLocaleString('en')} calls and ${open} open ones`, ms(median(times)), `${ms(Math.min(...times))}–${ms(Math.max(...times))}`)
  }
}

try {
  if (runs('callbacks')) await statusCallbacks()
  if (runs('voice')) await voice()
  if (runs('live')) await wallboards()
  if (runs('viewers')) await viewers()
  if (runs('history')) await histories()
  if (runs('startup')) await startUp()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
