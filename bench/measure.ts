/** The value below which a share (0–1) of all values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = Math.min(sorted.length - 1, Math.floor(sorted.length * share))
  const value = sorted[at]
  if (value === undefined) throw new Error('nothing was measured')
  return value
}

export const median = (values: readonly number[]) => quantile(values, 0.5)

/** One line a subject: its name, its figure, and its ratio to the first. */
export function line(name: string, value: number, unit: string, base?: number): string {
  const ratio = base === undefined ? '' : `  ${(value / base).toFixed(2)} x`
  return `${name.padEnd(40)} ${value.toFixed(1).padStart(8)} ${unit}${ratio}`
}
