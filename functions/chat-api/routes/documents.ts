import { readFile } from 'node:fs/promises'
import type { Hono } from 'hono/tiny'
import { problems } from '../../../shared/function/problem.ts'

const assets = new Map([
  ['page.js', 'text/javascript; charset=utf-8'],
  ['page.css', 'text/css; charset=utf-8'],
])

/** What everyone may read: the page, its script and style, and the OpenAPI document. */
export function documentRoutes(app: Hono): void {
  app.get('/', async (context) => {
    const { renderPage } = await import('../page/page.tsx')
    return context.html(renderPage({ script: '/assets/page.js', style: '/assets/page.css' }))
  })

  app.get('/assets/:file', async (context) => {
    const file = context.req.param('file')
    const type = assets.get(file)
    if (!type) throw problems.notFound('such file')
    // Built beside this bundle.
    const content = await readFile(`${import.meta.dirname}/assets/${file}`, 'utf8')
    return context.body(content, 200, { 'content-type': type, 'cache-control': 'no-cache' })
  })

  app.get('/openapi.json', async (context) => {
    const { openApiDocument } = await import('../openapi.ts')
    return context.json(await openApiDocument())
  })
}
