/**
 * A parameter of a request as Postgres' text, as Neon's proxy makes it: text as it is, other values as JSON writes them,
 * an array as an array of Postgres. (The driver makes its parameters texts itself; others who ask need not.)
 */
export function parameterText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  return Array.isArray(value) ? arrayText(value) : JSON.stringify(value)
}

function arrayText(values: readonly unknown[]): string {
  return `{${values.map(elementText).join(',')}}`
}

function elementText(value: unknown): string {
  if (value === null) return 'NULL'
  if (Array.isArray(value)) return arrayText(value)
  // Quotes and backslashes are escaped in an array's text as they are in JSON.
  return JSON.stringify(typeof value === 'object' ? JSON.stringify(value) : value)
}
