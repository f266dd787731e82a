/**
 * Text as it is searched and sorted: without case and accents, one form for all that looks the same ("Straße" and
 * "STRASSE", "café" and "cafe"). Done here and not by the database, whose rules differ with its locale. What a database's
 * text cannot hold (NUL, half a surrogate pair) is replaced.
 */
export function fold(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFKD')
    .toUpperCase()
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[‘’]/g, "'")
    .replaceAll('\0', ' ')
    .normalize('NFKC')
}
