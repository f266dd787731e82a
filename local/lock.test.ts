import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { LockedError, lockFolder } from './lock.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'catnap-lock-'))
  onTestFinished(() => rmSync(made, { recursive: true }))
  return made
}

describe('the lock of a data folder', () => {
  test('is held by one at a time, and free again afterwards', () => {
    const data = folder()
    const free = lockFolder(data)
    expect(() => lockFolder(data)).toThrow(LockedError)
    expect(() => lockFolder(data)).toThrow(`(process ${process.pid})`)
    free()
    lockFolder(data)()
  })

  test.each([
    ['one that is gone', () => JSON.stringify({ pid: 2 ** 22 + 1, started: '1' })],
    ['one whose number another process has by now', () => JSON.stringify({ pid: process.pid, started: 'long ago' })],
    ['nobody, since it was not written to its end', () => '{"pid":'],
  ])('of %s counts for nothing', (_, content) => {
    const data = folder()
    writeFileSync(join(data, 'platform.pid'), content())
    const free = lockFolder(data)
    expect(JSON.parse(readFileSync(join(data, 'platform.pid'), 'utf8'))).toMatchObject({ pid: process.pid })
    free()
  })
})
