import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { expect, test } from 'vitest'
import { lineConsole } from '../console.ts'
import { foldOutput } from './output.ts'

async function fold(...chunks: string[]): Promise<string[]> {
  const lines: string[] = []
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk)))
  foldOutput(
    'app',
    stream,
    false,
    lineConsole((line) => lines.push(line)),
  )
  await finished(stream)
  return lines.map((line) => line.replace(/^.*app\s+/, ''))
}

test.each([
  [
    'a log line becomes text',
    ['{"time":"t","level":"info","function":"app","message":"hello","count":1,"traceId":"x"}\n'],
    ['hello  count=1'],
  ],
  [
    'a reason is shown as it is',
    ['{"level":"error","message":"event","outcome":"RETRY","reason":"no way","milliseconds":3}\n'],
    ['event  no way'],
  ],
  ['what went well is told by the platform', ['{"message":"event","outcome":"SUCCESS"}\n'], []],
  [
    'a request is told by the front door, but why it failed is not',
    [
      '{"level":"info","message":"request","method":"GET","route":"/tasks","status":200}\n',
      '{"level":"error","message":"request","method":"GET","route":"/tasks","status":503,"reason":"no way"}\n',
    ],
    ['request  method=GET  route=/tasks  status=503  no way'],
  ],
  ['other text stays', ['plain\n{broken\n\n'], ['plain', '{broken']],
  ['lines may come in pieces, the last without an end', ['one', ' line\ntwo'], ['one line', 'two']],
])('%s', async (_, chunks, lines) => expect(await fold(...chunks)).toEqual(lines))
