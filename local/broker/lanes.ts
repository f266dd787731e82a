/** Lets at most `limit` works of one app run at a time; the others wait in order. */
export class Slots {
  private free: number
  private readonly waiting: (() => void)[] = []

  constructor(limit: number) {
    this.free = limit
  }

  async take(): Promise<void> {
    if (this.free > 0) this.free--
    else await new Promise<void>((resolve) => this.waiting.push(resolve))
  }

  give(): void {
    const next = this.waiting.shift()
    if (next) next()
    else this.free++
  }
}

/** Works that share a lane run one after the other, in the order they came; lanes run beside each other. */
export class Lanes {
  private readonly lanes = new Map<string, number[]>()
  private readonly work: (id: number) => Promise<void>

  /** `work` must settle its own errors: a lane goes on with the next id whatever became of this one. */
  constructor(work: (id: number) => Promise<void>) {
    this.work = work
  }

  push(lane: string, id: number): void {
    const waiting = this.lanes.get(lane)
    if (waiting) {
      waiting.push(id)
      return
    }
    this.lanes.set(lane, [id])
    void this.run(lane)
  }

  private async run(lane: string): Promise<void> {
    const waiting = this.lanes.get(lane) ?? []
    // Ids leave in batches: shifting a long array one by one would cost its whole length each time.
    while (waiting.length > 0) {
      for (const id of waiting.splice(0, waiting.length)) await this.work(id)
    }
    this.lanes.delete(lane)
  }
}
