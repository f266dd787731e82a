import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { occurrenceId, restartedSeriesId } from './occurrence-id.ts'
import { TaskId } from './task.ts'

const series = '0197f0a0-0000-7000-8000-000000000001'

describe('the id of an occurrence', () => {
  test('follows from series and number', () => {
    expect(occurrenceId(series, 2)).toBe(occurrenceId(series, 2))
    expect(occurrenceId(series, 2)).not.toBe(occurrenceId(series, 3))
    expect(occurrenceId(series, 2)).not.toBe(restartedSeriesId(series, 2))
  })

  test('is a UUID of version 8', () => {
    for (const id of [occurrenceId(series, 2), restartedSeriesId(series, 2)]) {
      expect(v.is(TaskId, id)).toBe(true)
      expect(id).toMatch(/^.{8}-.{4}-8.{3}-[89ab]/)
    }
  })
})
