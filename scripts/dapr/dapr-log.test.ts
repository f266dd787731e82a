import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { lineConsole } from '../../local/console.ts'
import { showDaprLog } from './dapr-log.ts'

async function shown(...lines: string[]): Promise<string[]> {
  const stream = new PassThrough()
  const written: string[] = []
  showDaprLog(
    'a',
    stream,
    lineConsole((line) => written.push(line.replace(/^\S+\s+a\s+/, ''))),
  )
  stream.end(lines.map((line) => `${line}\n`).join(''))
  await new Promise((resolve) => setImmediate(resolve))
  return written
}

test('warnings and errors of daprd are shown, without the fields that every line has', async () => {
  const line = (level: string, message: string) =>
    `time="2026-11-21T10:00:00Z" level=${level} msg="${message}" app_id=a instance=vm scope=dapr.runtime type=log ver=1.18.2`
  expect(
    await shown(line('info', 'all is well'), line('warning', 'slow \\"broker\\"'), line('fatal', 'no database')),
  ).toEqual(['slow "broker"', 'no database'])
})

test('so are those of the scheduler, which writes its own lines so and those of its database as JSON', async () => {
  expect(
    await shown('{"level":"info","msg":"raft"}', '{"level":"warn","caller":"etcd","msg":"disk is slow","took":"2s"}'),
  ).toEqual(['disk is slow'])
})

test('what is no line of a log is shown as it is', async () => {
  expect(await shown('panic: out of range')).toEqual(['panic: out of range'])
})
