import { limits } from '../tasks/task.ts'
import { parseRule } from './rule.ts'

/**
 * The rule with its time of day written into it (`BYHOUR`, `BYMINUTE`, `BYSECOND`, where it names none). Needed once, for an
 * occurrence that was moved because clocks skip its time: the next ones are meant at the time it was meant at.
 */
export function pinTime(rule: string, meantTime: string): string {
  const { byHour, byMinute, bySecond } = parseRule(rule)
  const { hour, minute, second } = Temporal.PlainTime.from(meantTime)
  const parts = [
    rule.replace(/;$/, ''),
    ...(byHour.length === 0 ? [`BYHOUR=${hour}`] : []),
    ...(byMinute.length === 0 ? [`BYMINUTE=${minute}`] : []),
    ...(bySecond.length === 0 && second > 0 ? [`BYSECOND=${second}`] : []),
  ]
  const pinned = parts.join(';')
  return pinned.length <= limits.ruleLength ? pinned : rule
}
