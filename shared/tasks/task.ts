import * as v from 'valibot'

/** Limits of a task, in one place for schemas, messages and documents. */
export const limits = {
  titleLength: 200,
  descriptionLength: 1000,
  tags: 5,
  tagLength: 30,
  reminders: 5,
  reminderMinutes: 525_600,
  seriesInstances: 10,
  ruleLength: 500,
} as const

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/i

function isInstant(text: string): boolean {
  if (!RFC3339.test(text)) return false
  try {
    Temporal.Instant.from(text)
    return true
  } catch {
    return false
  }
}

function isTimeZone(name: string): boolean {
  // Offsets such as "+02:00" are zones to Temporal, but carry no daylight-saving rules: only IANA names are taken.
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
    return true
  } catch {
    return false
  }
}

/** A moment in UTC as RFC 3339 says it; any offset is taken and turned into `Z`. */
export const Instant = v.pipe(
  v.string('must be a date and time such as 2026-03-01T09:00:00Z'),
  v.check(isInstant, 'must be an existing date and time with an offset, such as 2026-03-01T09:00:00Z (RFC 3339)'),
  v.transform((text) => Temporal.Instant.from(text).toString()),
)

/** A due date has a year that stays four digits in every zone, a reminder's year before it too. */
export const DueAt = v.pipe(
  Instant,
  v.check((text) => /^(19|[2-8]\d)\d\d-/.test(text), 'must be in the years 1900 to 8999'),
)

/** An IANA time zone name, such as `Europe/Berlin`. */
export const TimeZone = v.pipe(
  v.string('must be an IANA time zone name such as Europe/Berlin'),
  v.check(isTimeZone, 'must be an IANA time zone name such as Europe/Berlin'),
)

export const TaskId = v.pipe(v.string(), v.uuid('must be a task id (a UUID)'))

/** One line of text as the user typed it: any script, no surrounding space, no control characters. */
export const Title = v.pipe(
  v.string('must be text'),
  v.transform((text) => text.replace(/\p{Cc}+/gu, ' ').trim()),
  v.minLength(1, 'must not be empty'),
  v.check((text) => [...text].length <= limits.titleLength, `must be at most ${limits.titleLength} characters`),
)

export const Description = v.pipe(
  v.string('must be text'),
  v.check(
    (text) => [...text].length <= limits.descriptionLength,
    `must be at most ${limits.descriptionLength} characters`,
  ),
)

export const Priority = v.picklist(['low', 'medium', 'high'], 'must be low, medium or high')

const Tag = v.pipe(
  v.string('must be text'),
  v.transform((tag) => tag.trim().replace(/^#/, '').toLowerCase()),
  v.minLength(1, 'a tag must not be empty'),
  v.check((tag) => [...tag].length <= limits.tagLength, `a tag must be at most ${limits.tagLength} characters`),
  v.regex(/^[^\s,#]+$/u, 'a tag must not contain spaces, commas or #'),
)

export const Tags = v.pipe(
  v.array(Tag, 'must be a list of tags'),
  v.transform((tags) => [...new Set(tags)]),
  v.maxLength(limits.tags, `must be at most ${limits.tags} tags`),
)

export const RemindBefore = v.pipe(
  v.array(
    v.pipe(
      v.number('must be whole minutes'),
      v.integer('must be whole minutes'),
      v.minValue(0, 'must not be negative'),
      v.maxValue(limits.reminderMinutes, 'must be at most a year before (525600 minutes)'),
    ),
    'must be a list of minutes before dueAt',
  ),
  v.transform((minutes) => [...new Set(minutes)].sort((a, b) => b - a)),
  v.maxLength(limits.reminders, `must be at most ${limits.reminders} reminders`),
)

/** RFC 5545 §3.3.10 (RRULE); whether the rule ever occurs is checked where it meets a due date. */
export const Recurrence = v.strictObject({
  rule: v.pipe(
    v.string('must be an RFC 5545 rule such as FREQ=WEEKLY;BYDAY=MO'),
    v.transform((rule) =>
      rule
        .trim()
        .toUpperCase()
        .replace(/^RRULE:/, ''),
    ),
    v.maxLength(limits.ruleLength, `must be at most ${limits.ruleLength} characters`),
    v.regex(/^FREQ=|;FREQ=/, 'must be an RFC 5545 rule such as FREQ=WEEKLY;BYDAY=MO'),
  ),
  anchor: v.optional(v.picklist(['due', 'completion'], 'must be due or completion'), 'due'),
})

/** A task as it is stored, sent and shown: DESIGN §4. */
export const Task = v.strictObject({
  id: TaskId,
  title: Title,
  description: Description,
  status: v.picklist(['open', 'done']),
  completedAt: v.nullable(Instant),
  priority: Priority,
  tags: Tags,
  dueAt: v.nullable(Instant),
  allDay: v.boolean(),
  timeZone: TimeZone,
  remindBefore: RemindBefore,
  recurrence: v.nullable(Recurrence),
  seriesId: v.nullable(TaskId),
  occurrence: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  createdAt: Instant,
  updatedAt: Instant,
})
export type Task = v.InferOutput<typeof Task>

const settable = {
  title: Title,
  description: Description,
  priority: Priority,
  tags: Tags,
  dueAt: v.nullable(DueAt),
  allDay: v.boolean('must be true or false'),
  timeZone: TimeZone,
  remindBefore: RemindBefore,
  recurrence: v.nullable(Recurrence),
}

/** What a person says of a new task; all but the title has a default. */
export const NewTask = v.strictObject({
  ...settable,
  description: v.optional(settable.description, ''),
  priority: v.optional(settable.priority, 'medium'),
  tags: v.optional(settable.tags, []),
  dueAt: v.optional(settable.dueAt, null),
  allDay: v.optional(settable.allDay, false),
  timeZone: v.optional(settable.timeZone, 'UTC'),
  remindBefore: v.optional(settable.remindBefore, []),
  recurrence: v.optional(settable.recurrence, null),
})
/** What may be left out is optional here; the schema fills it in. */
export type NewTask = v.InferInput<typeof NewTask>

/** The fields that a change names; the others stay. */
export const TaskPatch = v.partial(v.strictObject(settable))
export type TaskPatch = v.InferOutput<typeof TaskPatch>
export type TaskPatchInput = v.InferInput<typeof TaskPatch>

/** The fields that a person sets. */
export type SettableField = keyof typeof settable
