import { type Cell, DatabaseError } from './database.ts'

/** Checks what a driver gave: rows of plain values, at least one row. Throws a DatabaseError. */
export function checkRows(rows: unknown): Cell[][] {
  if (!Array.isArray(rows)) throw new DatabaseError('the database did not answer with rows')
  if (rows.length === 0) throw new DatabaseError('the statement gave no row: it failed, without a word of why')
  return rows.map((row: unknown) => {
    if (!Array.isArray(row)) throw new DatabaseError('the database did not answer with rows of values')
    return row.map(checkCell)
  })
}

function checkCell(cell: unknown, column: number): Cell {
  if (cell === null || typeof cell === 'string' || typeof cell === 'boolean') return cell
  const exact = typeof cell === 'number' && (!Number.isInteger(cell) || Number.isSafeInteger(cell))
  if (!exact) throw new DatabaseError(`column ${column + 1} is not the same over every driver: cast it to text`)
  return cell
}
