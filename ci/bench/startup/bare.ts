import Koa from 'koa'

const app = new Koa()
app.use((ctx) => {
  ctx.body = { status: 'ready' }
})
app.listen(Number(process.env.PORT), '127.0.0.1')
