import type * as v from 'valibot'
import { Message } from '../../shared/conversation/message.ts'
import { NewTask, Task, TaskPatch } from '../../shared/tasks/task.ts'
import { ChatRequest } from './routes/chat.ts'

type Json = Record<string, unknown>

const ok = (description: string, schema: Json, headers?: Json): Json => ({
  description,
  ...(headers && { headers }),
  content: { 'application/json': { schema } },
})
const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` })
const problem = { $ref: '#/components/responses/Problem' }
const parameter = (name: string): Json => ({ $ref: `#/components/parameters/${name}` })
const query = (name: string, schema: Json, description?: string): Json => ({
  name,
  in: 'query',
  schema,
  ...(description && { description }),
})
const body = (name: string): Json => ({
  required: true,
  content: { 'application/json': { schema: reference(name) } },
})
const taskAnswer = ok('The task', reference('Task'), {
  ETag: { description: 'The version, for If-Match', schema: { type: 'string' } },
})
const listOf = (schema: Json): Json => ({
  type: 'object',
  required: ['items'],
  properties: { items: { type: 'array', items: schema } },
})
const instant = { type: 'string', format: 'date-time' }

const operation = (summary: string, responses: Json, rest: Json = {}): Json => ({
  summary,
  ...rest,
  responses: { ...responses, default: problem },
})

const messagePage: Json = {
  type: 'object',
  required: ['conversationId', 'items', 'previousCursor'],
  properties: {
    conversationId: { type: 'string' },
    items: { type: 'array', items: reference('Message') },
    previousCursor: { type: ['string', 'null'], description: 'Give it as `before` for earlier messages' },
  },
}
const chatAnswer: Json = {
  type: 'object',
  required: ['conversationId', 'reply', 'actions'],
  properties: {
    conversationId: { type: 'string' },
    reply: { type: 'string' },
    actions: {
      type: 'array',
      items: {
        type: 'object',
        required: ['type', 'task'],
        properties: {
          type: { enum: ['created', 'updated', 'completed', 'reopened', 'deleted'].map((type) => `task.${type}`) },
          task: reference('Task'),
        },
      },
    },
  },
}
const historyEntry: Json = {
  type: 'object',
  properties: {
    version: { type: 'integer' },
    type: { type: 'string' },
    changed: { type: 'array', items: { type: 'string' } },
    by: { type: 'string' },
    at: instant,
    task: reference('Task'),
  },
}

const paging = [
  query('before', { type: 'string' }, 'previousCursor of the page after'),
  query('limit', { type: 'integer', minimum: 1, maximum: 100, default: 50 }),
]

const paths: Json = {
  '/chat': {
    post: operation(
      'Say something',
      { 200: ok('The answer, and what it changed', chatAnswer) },
      { requestBody: body('ChatRequest') },
    ),
    get: operation(
      'Read your conversation',
      { 200: ok('Messages, oldest first', messagePage) },
      { parameters: paging },
    ),
  },
  '/chat/{conversationId}': {
    get: operation(
      'Read a conversation, reminders among its messages',
      { 200: ok('Messages, oldest first', messagePage) },
      {
        parameters: [{ name: 'conversationId', in: 'path', required: true, schema: { type: 'string' } }, ...paging],
      },
    ),
  },
  '/tasks': {
    get: operation(
      'List and search tasks',
      {
        200: ok('A page of tasks', {
          type: 'object',
          required: ['items', 'nextCursor'],
          properties: { items: { type: 'array', items: reference('Task') }, nextCursor: { type: ['string', 'null'] } },
        }),
      },
      {
        parameters: [
          query('status', { enum: ['open', 'done', 'all'], default: 'open' }),
          query('q', { type: 'string' }, 'Words to find in title, tags and description'),
          query('tag', { type: 'string' }),
          query('priority', { enum: ['low', 'medium', 'high'] }),
          query('dueAfter', instant),
          query('dueBefore', instant),
          query('sort', { enum: ['dueAt', 'priority', 'createdAt', 'title'] }),
          query('order', { enum: ['asc', 'desc'] }),
          query('limit', { type: 'integer', minimum: 1, maximum: 100, default: 50 }),
          query('cursor', { type: 'string' }, 'nextCursor of the page before'),
        ],
      },
    ),
    post: operation(
      'Create a task',
      { 201: taskAnswer },
      {
        parameters: [parameter('IdempotencyKey')],
        requestBody: body('NewTask'),
      },
    ),
  },
  '/tasks/{id}': {
    parameters: [parameter('TaskId')],
    get: operation('Read a task', { 200: taskAnswer }),
    patch: operation(
      'Change fields of a task',
      { 200: taskAnswer },
      {
        parameters: [parameter('IfMatch')],
        requestBody: body('TaskPatch'),
      },
    ),
    delete: operation('Delete a task', { 204: { description: 'Deleted' } }, { parameters: [parameter('IfMatch')] }),
  },
  '/tasks/{id}/complete': {
    parameters: [parameter('TaskId'), parameter('IfMatch')],
    post: operation('Complete a task; of a repeated one, the next appears', { 200: taskAnswer }),
  },
  '/tasks/{id}/reopen': {
    parameters: [parameter('TaskId'), parameter('IfMatch')],
    post: operation('Open a completed task again', { 200: taskAnswer }),
  },
  '/tasks/{id}/history': {
    parameters: [parameter('TaskId')],
    get: operation('What happened to a task', { 200: ok('Changes, oldest first', listOf(historyEntry)) }),
  },
  '/tasks/{id}/occurrences': {
    parameters: [parameter('TaskId')],
    get: operation('When a repeated task comes again', { 200: ok('Up to 10 instants', listOf(instant)) }),
  },
}

const header = (name: string, description: string): Json => ({
  name,
  in: 'header',
  schema: { type: 'string' },
  description,
})

/** The OpenAPI 3.1 document of the HTTP API; its schemas come from the ones that check the requests. */
export async function openApiDocument(): Promise<Json> {
  const { toJsonSchema } = await import('@valibot/to-json-schema')
  const schemaOf = (schema: v.GenericSchema, typeMode: 'input' | 'output'): Json => {
    const { $schema: _, ...json } = toJsonSchema(schema, { typeMode, errorMode: 'ignore' })
    return json
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Catnap', version: '1.0.0', description: 'Tasks, by chat and by HTTP.' },
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      parameters: {
        TaskId: { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
        IfMatch: header('If-Match', 'The ETag that the task must still have; 412 otherwise'),
        IdempotencyKey: header('Idempotency-Key', 'Sent again within a day, the request makes nothing new'),
      },
      responses: {
        Problem: {
          description: 'What went wrong (RFC 9457)',
          content: { 'application/problem+json': { schema: reference('Problem') } },
        },
      },
      schemas: {
        Task: schemaOf(Task, 'output'),
        NewTask: schemaOf(NewTask, 'input'),
        TaskPatch: schemaOf(TaskPatch, 'input'),
        ChatRequest: schemaOf(ChatRequest, 'input'),
        Message: schemaOf(Message, 'output'),
        Problem: {
          type: 'object',
          required: ['type', 'title', 'status', 'detail'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            detail: { type: 'string' },
            errors: {
              type: 'array',
              items: { type: 'object', properties: { field: { type: 'string' }, rule: { type: 'string' } } },
            },
          },
        },
      },
    },
  }
}
