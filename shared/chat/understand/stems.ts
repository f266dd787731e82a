const IRREGULAR: Record<string, string> = Object.fromEntries(
  Object.entries({
    be: 'is are was were been being',
    begin: 'began begun',
    bind: 'bound',
    book: 'booked',
    break: 'broke broken',
    bring: 'brought',
    build: 'built',
    buy: 'bought',
    catch: 'caught',
    choose: 'chose chosen',
    come: 'came',
    deal: 'dealt',
    dig: 'dug',
    do: 'did done does',
    draw: 'drew drawn',
    drink: 'drank drunk',
    drive: 'drove driven',
    eat: 'ate eaten',
    feed: 'fed',
    find: 'found',
    fly: 'flew flown',
    forget: 'forgot forgotten',
    freeze: 'froze frozen',
    get: 'got gotten',
    give: 'gave given',
    go: 'went gone goes',
    grow: 'grew grown',
    hang: 'hung',
    have: 'had has',
    hide: 'hid hidden',
    hold: 'held',
    keep: 'kept',
    lay: 'laid',
    lead: 'led',
    leave: 'left',
    lend: 'lent',
    lose: 'lost',
    make: 'made',
    meet: 'met',
    pay: 'paid payed',
    ring: 'rang rung',
    run: 'ran',
    say: 'said',
    see: 'saw seen',
    sell: 'sold',
    send: 'sent',
    sew: 'sewn',
    shoot: 'shot',
    sing: 'sang sung',
    sleep: 'slept',
    speak: 'spoke spoken',
    spend: 'spent',
    sweep: 'swept',
    swim: 'swam swum',
    take: 'took taken',
    teach: 'taught',
    tell: 'told',
    think: 'thought',
    throw: 'threw thrown',
    wake: 'woke woken',
    wear: 'wore worn',
    win: 'won',
    write: 'wrote written',
    child: 'children',
    person: 'people',
    man: 'men',
    woman: 'women',
    leaf: 'leaves',
    shelf: 'shelves',
    mum: 'mom mommy mummy',
    dad: 'daddy',
    vet: 'veterinarian',
    phone: 'telephone',
  }).flatMap(([base, forms]) => forms.split(' ').map((form) => [form, base])),
)

/** Past forms that look like their base; only "I've …" before them tells that something was done. */
const SAME_IN_PAST = new Set(['put', 'cut', 'set', 'read', 'let', 'shut', 'hit', 'quit', 'bet', 'beat', 'cast', 'sold'])

const STOP = new Set(
  'the a an my our your his her their its to of for on in at with and from about by it this that these those some any all every please task tasks todo todos thing things item items one ones up out just now off'.split(
    ' ',
  ),
)

/** Lower case and without accents, so that "cafe" finds "Café". */
export const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()

const TOKEN = /[\p{L}\p{N}]+(?:['’][\p{L}]+)?|\p{Extended_Pictographic}/gu

export const tokens = (text: string): string[] =>
  (plain(text).match(TOKEN) ?? []).map((token) => token.replace(/['’](?:s|ve|re|ll|d)?$/, '').replace(/['’]/g, ''))

/** What stays of a word whatever its ending: watered, watering and water are one; so are bought and buy. */
export function stem(word: string): string {
  let base = IRREGULAR[word] ?? word
  if (base.length > 4 && /ies$/.test(base)) base = `${base.slice(0, -3)}y`
  else if (base.length > 4 && /(?:ss|sh|ch|x|z)es$/.test(base)) base = base.slice(0, -2)
  else if (base.length > 3 && /[^su]s$/.test(base)) base = base.slice(0, -1)
  if (base.length > 5 && /ing$/.test(base)) base = base.slice(0, -3)
  else if (base.length > 4 && /ied$/.test(base)) base = `${base.slice(0, -3)}y`
  else if (base.length > 4 && /ed$/.test(base) && base !== 'need' && base !== 'feed') base = base.slice(0, -2)
  base = base.replace(/([bcdfghjklmnpqrstvwxyz])\1$/, '$1')
  if (base.length > 3) base = base.replace(/e$/, '')
  return base.replace(/y$/, 'i')
}

/** The stems of the words that carry meaning; of all words when none does. */
export function stems(text: string): string[] {
  const all = tokens(text)
  const meant = all.filter((token) => !STOP.has(token))
  return [...new Set((meant.length > 0 ? meant : all).map(stem))]
}

/** Whether a word says that something has been done: "renewed", "bought". */
export const isPast = (word: string): boolean => {
  const [token = ''] = tokens(word)
  return (
    (token.length > 3 && /ed$/.test(token) && !/^(?:need|feed|seed|speed|shed|bleed|embed)$/.test(token)) ||
    (IRREGULAR[token] !== undefined &&
      IRREGULAR[token] !== token &&
      !/^(?:is|are|has|does|goes|children|people|men|women|leaves|shelves|mom|mommy|mummy|daddy|veterinarian|telephone)$/.test(
        token,
      )) ||
    SAME_IN_PAST.has(token)
  )
}

/** How alike two stems are, from 0 to 1: the same, one beginning with the other, or a slip of the finger apart. */
export function likeness(one: string, other: string): number {
  if (one === other) return 1
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  if (short.length >= 4 && long.startsWith(short) && long.length - short.length <= 4) return 0.85
  if (short.length < 4 || /\d/.test(one + other)) return 0
  const slips = distance(one, other, long.length >= 8 ? 2 : 1)
  return slips <= (long.length >= 8 ? 2 : 1) ? 0.8 : 0
}

/** Damerau-Levenshtein (restricted): insertions, deletions, substitutions, swaps of neighbours; `most` + 1 when more. */
function distance(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1
  let before: number[] = []
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const current = [i]
    for (let j = 1; j <= other.length; j++) {
      const cost = one[i - 1] === other[j - 1] ? 0 : 1
      let least = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost)
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1)
      current.push(least)
    }
    before = previous
    previous = current
  }
  return previous[other.length] ?? most + 1
}
