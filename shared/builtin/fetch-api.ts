/**
 * Stand in, in the bundles of event functions, for the `Headers`, `Request` and `Response` of Node, which load all of its
 * fetch at their first use: 25 ms of every waking, for a function that only reads one JSON body and answers with another.
 * They do what Hono and our own listener ask of them; a function with routes of its own has the real ones.
 */

type HeadersInput = Iterable<readonly [string, string]> | Record<string, string>

class LightHeaders {
  private readonly values = new Map<string, string[]>()

  constructor(input: HeadersInput = []) {
    const entries = Symbol.iterator in input ? [...input] : Object.entries(input)
    for (const [name, value] of entries) this.append(name, value)
  }

  get(name: string): string | null {
    return this.values.get(name.toLowerCase())?.join(', ') ?? null
  }

  has(name: string): boolean {
    return this.values.has(name.toLowerCase())
  }

  set(name: string, value: string): void {
    this.values.set(name.toLowerCase(), [String(value)])
  }

  append(name: string, value: string): void {
    const key = name.toLowerCase()
    this.values.set(key, [...(this.values.get(key) ?? []), String(value)])
  }

  delete(name: string): void {
    this.values.delete(name.toLowerCase())
  }

  forEach(visit: (value: string, name: string) => void): void {
    for (const [name, value] of this) visit(value, name)
  }

  entries(): IterableIterator<[string, string]> {
    return this[Symbol.iterator]()
  }

  *[Symbol.iterator](): IterableIterator<[string, string]> {
    for (const [name, values] of this.values) yield [name, values.join(', ')]
  }
}

type BodyInput = string | Uint8Array | null | undefined

/** A body that is read once, whole. */
abstract class LightBody {
  abstract text(): Promise<string>

  async json(): Promise<unknown> {
    return JSON.parse(await this.text())
  }
}

class LightRequest extends LightBody {
  readonly url: string
  readonly method: string
  readonly headers: LightHeaders
  private readonly source: AsyncIterable<Uint8Array> | undefined

  constructor(
    url: string,
    {
      method = 'GET',
      headers = new LightHeaders(),
      body,
    }: { method?: string; headers?: LightHeaders; body?: AsyncIterable<Uint8Array> } = {},
  ) {
    super()
    this.url = url
    this.method = method
    this.headers = headers
    this.source = body
  }

  async text(): Promise<string> {
    const chunks: Uint8Array[] = []
    for await (const chunk of this.source ?? []) chunks.push(chunk)
    return Buffer.concat(chunks).toString('utf8')
  }
}

class LightResponse extends LightBody {
  readonly status: number
  readonly headers: LightHeaders
  private readonly content: BodyInput

  constructor(
    content?: BodyInput | [Uint8Array | string],
    { status = 200, headers = {} }: { status?: number; headers?: HeadersInput } = {},
  ) {
    super()
    this.content = Array.isArray(content) ? content[0] : content
    this.status = status
    this.headers = new LightHeaders(headers)
  }

  static json(
    value: unknown,
    { status = 200, headers = {} }: { status?: number; headers?: HeadersInput } = {},
  ): LightResponse {
    const response = new LightResponse(JSON.stringify(value), { status, headers })
    if (!response.headers.has('content-type')) response.headers.set('content-type', 'application/json')
    return response
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300
  }

  /** Iterated like a stream: one chunk, or nothing at all. */
  get body(): [Uint8Array | string] | null {
    return this.content === null || this.content === undefined ? null : [this.content]
  }

  async text(): Promise<string> {
    return typeof this.content === 'string' ? this.content : Buffer.from(this.content ?? []).toString('utf8')
  }
}

export { LightHeaders as Headers, LightRequest as Request, LightResponse as Response }
