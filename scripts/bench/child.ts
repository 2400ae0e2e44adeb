import { fork } from 'node:child_process'
import { join } from 'node:path'

/** A server under measurement, in a process of its own: its CPU is its own, and the load's is not in it. */
export interface Child {
  port: number
  /** CPU of the process so far, user and system, µs. */
  cpu(): Promise<number>
  ask<T>(what: string, more?: object): Promise<T>
  stop(): Promise<void>
}

interface Answer { id: number; answer: unknown }

export async function start(program: string, ...args: string[]): Promise<Child> {
  const child = fork(join(import.meta.dirname, program), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: process.env['BENCH_PROFILE'] ? ['--cpu-prof', '--cpu-prof-dir', process.env['BENCH_PROFILE']] : ['--expose-gc'] })
  let asked = 0
  const waiting = new Map<number, (answer: unknown) => void>()
  const began = new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code} before it was ready`)))
    child.on('message', (message: Answer | { port: number }) => {
      if ('port' in message) resolve(message.port)
      else {
        waiting.get(message.id)?.(message.answer)
        waiting.delete(message.id)
      }
    })
  })
  const port = await began
  const ask = <T>(what: string, more: object = {}): Promise<T> => new Promise((resolve) => {
    const id = ++asked
    waiting.set(id, resolve as (answer: unknown) => void)
    child.send({ id, what, ...more })
  })
  return {
    port,
    cpu: () => ask<number>('cpu'),
    ask,
    stop: () => new Promise((resolve) => {
      child.removeAllListeners('exit')
      child.once('exit', () => resolve())
      child.kill('SIGTERM')
    }),
  }
}

/** In the child: says that it is ready, and answers what it is asked. */
export function serve(port: number, answers: Record<string, (message: never) => unknown> = {}): void {
  process.on('message', async (message: { id: number; what: string }) => {
    const { user, system } = process.cpuUsage()
    const answer = message.what === 'cpu' ? user + system : await answers[message.what]?.(message as never)
    process.send?.({ id: message.id, answer })
  })
  process.send?.({ port })
}
