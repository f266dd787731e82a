/** One thing that is wrong with an input: which field, and the rule it breaks, as a person would say it. */
export interface Violation {
  /** Path of the field, such as `recurrence.rule`; empty for the input as a whole. */
  field: string
  /** What would be right, such as "must be at most 200 characters". */
  rule: string
}

/** An input that breaks a rule of the domain; becomes a 400 problem document over HTTP and a sentence in the chat. */
export class RuleError extends Error {
  override readonly name = 'RuleError'
  readonly violations: readonly [Violation, ...Violation[]]

  constructor(violation: Violation, ...others: Violation[]) {
    super([violation, ...others].map(({ field, rule }) => (field ? `${field} ${rule}` : rule)).join('; '))
    this.violations = [violation, ...others]
  }
}
