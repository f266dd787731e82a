import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { foldOutput } from '../../local/activator/output.ts'
import type { Console } from '../../local/console.ts'
import { showDaprLog } from './dapr-log.ts'

const shortestPauseMs = 100
const longestPauseMs = 5_000
/** A program that ran for so long was in order; the next pause is the shortest again. */
const settledAfterMs = 1_000
const stopLimitMs = 10_000

export interface Program {
  name: string
  command: string
  args: readonly string[]
  cwd: string
  env: Record<string, string>
  /** Whether it is of ours, which ends by itself when this process is gone, or of Dapr's. */
  ours: boolean
}

/** A program that is started again whenever it ends. */
export interface Supervised {
  /** Asks it to end, kills it when it takes too long, and resolves when it is gone for good. */
  stop(): Promise<void>
}

/** Keeps a program running, as the kubelet would: it may end because a database is not there yet, or be killed. */
export function supervise({ name, command, args, cwd, env, ours }: Program, console: Console): Supervised {
  let child: ChildProcess
  let again: NodeJS.Timeout | undefined
  let stopped = false
  let pauseMs = shortestPauseMs

  const show = (stream: Readable) => {
    if (!ours) return showDaprLog(name, stream, { ...console, said: (...line) => stopped || console.said(...line) })
    foldOutput(name, stream, stream === child.stderr, console, (...handled) => console.handled(name, ...handled))
  }
  const start = () => {
    const startedMs = performance.now()
    child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', ...(ours ? (['ipc'] as const) : [])],
      // A signal from the terminal is for this process alone: it ends the others in order.
      detached: true,
    })
    for (const stream of [child.stdout, child.stderr]) if (stream) show(stream)
    child.on('error', (error) => console.problem(name, error.message))
    child.on('exit', (code, signal) => {
      if (stopped) return
      pauseMs = performance.now() - startedMs > settledAfterMs ? shortestPauseMs : Math.min(pauseMs * 2, longestPauseMs)
      console.problem(name, `ended (${signal ?? `exit code ${code}`}); starts again in ${pauseMs / 1000} s`)
      again = setTimeout(start, pauseMs)
    })
  }
  start()
  return {
    async stop() {
      stopped = true
      clearTimeout(again)
      if (child.exitCode !== null || child.signalCode !== null) return
      const limit = setTimeout(() => child.kill('SIGKILL'), stopLimitMs)
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      clearTimeout(limit)
    },
  }
}
