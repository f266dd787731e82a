import { checkJobName, describeJob, parseJob } from '../jobs/job.ts'
import type { Scheduler } from '../jobs/scheduler.ts'
import { type Api, asObject, type Call, json, noContent, parseBody } from './call.ts'
import { faults } from './errors.ts'

/** https://docs.dapr.io/reference/api/jobs_api/ */
export function jobsApi(scheduler: Scheduler): Api {
  return async (call) => {
    const { app, method, path } = call
    const [name, ...rest] = path
    if (!name || rest.length > 0) throw faults.noRoute()
    switch (method) {
      case 'POST': {
        const { definition, firstAt, overwrite } = parseJob(bodyOf(call), app, Date.now())
        checkJobName(name, app)
        const done = await scheduler.schedule(app, name, definition, firstAt, overwrite)
        if (!done) throw faults.jobExists(`app||default||${app}||${name}`, app)
        return noContent
      }
      case 'GET': {
        const job = await scheduler.get(app, name)
        if (!job) throw faults.jobMissing(name, app)
        return json(JSON.stringify(describeJob(name, job.definition)))
      }
      case 'DELETE':
        await scheduler.delete(app, name)
        return noContent
      default:
        throw faults.noRoute()
    }
  }
}

/** An empty body is one without fields, as to protobuf. */
function bodyOf(call: Call): Record<string, unknown> {
  return call.body.length === 0 ? {} : asObject(parseBody(call, faults.deserializing), 'Job', faults.deserializing)
}
