import { expect } from 'vitest'
import type { Answer } from '../../../local/fixtures/call.ts'
import type { Received } from '../recorder.ts'
import type { App, Dapr, World } from '../world.ts'

/** Where Dapr's documentation says it. */
export const docs = (page: string) => `https://docs.dapr.io/${page}`

let count = 0
/** A name that no other case uses. */
export const unique = (name: string) => `${name}-${process.pid}-${++count}`

/** A CloudEvent of a case's own. */
export function made(type: string, data: unknown = {}, more: object = {}) {
  return { specversion: '1.0', id: unique('event'), source: 'conformance', type, data, ...more }
}

/** Publishes a CloudEvent as the functions do. */
export async function publish(dapr: Dapr, target: string, event: object, key = 'key', more = ''): Promise<void> {
  const answer = await dapr('POST', `/v1.0/publish/${target}?metadata.partitionKey=${key}${more}`, event, {
    'content-type': 'application/cloudevents+json',
  })
  expect(answer).toMatchObject({ status: 204, text: '' })
}

/** The requests with one event, at one path or at all. */
export const about =
  ({ id }: { id: string }, url?: string, app?: App) =>
  (received: Received): boolean =>
    received.body.includes(`"${id}"`) &&
    (url ?? received.url) === received.url &&
    (app ?? received.app) === received.app

export const eventOf = ({ body }: Received) => JSON.parse(body)

/** The error that Dapr tells, without the trace. */
export const errorOf = ({ status, json }: Answer) => {
  const { errorCode, message, details } = Object(json)
  return { status, errorCode, message, ...(details !== undefined && { details }) }
}

/** Waits. Only for what must not happen, or what the product itself counts in time. */
export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Asks until the answer is the one expected. */
export async function until(dapr: () => Promise<Answer>, status: number): Promise<Answer> {
  let answer = await dapr()
  for (let tries = 0; answer.status !== status && tries < 200; tries++) {
    await pause(50)
    answer = await dapr()
  }
  expect(answer.status).toBe(status)
  return answer
}

export type Run = (world: World) => Promise<void>
